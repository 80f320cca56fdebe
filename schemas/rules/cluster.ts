import type { Problem, SchemaPath } from '../../generator/diagnostic/diagnostic.ts'
import { defaults } from '../defaults.ts'
import { listWords, quote } from '../words.ts'
import { detour } from './detour.ts'
import { knownHint } from './references.ts'
import { checkSecurity } from './security.ts'
import { type ClusterView, keyProblem, type LinkView, member, type SchemaView, valueProblem } from './view.ts'

/** What only has a meaning, or only has to be said, once nodes talk with each other. */
export function checkCluster(view: SchemaView): Problem[] {
  const references = [...checkNodeNames(view.cluster), ...checkHomes(view), ...checkHub(view)]
  if (!view.cluster.hasTransport) return [...references, ...checkWithoutTransport(view)]
  return [
    ...references,
    ...checkSecurity(view),
    ...checkPorts(view.cluster),
    ...checkTimes(view),
    ...checkRemoteLinks(view),
  ]
}

/** Every node has a module of its own, in a file of its name. */
function checkNodeNames({ nodes }: ClusterView): Problem[] {
  const byLetters = new Map<string, string>()
  return [...(nodes?.keys() ?? [])].flatMap((name): Problem[] => {
    const other = byLetters.get(name.toLowerCase())
    byLetters.set(name.toLowerCase(), name)
    if (other === undefined) return []
    const message = `nodes ${quote(other)} and ${quote(name)} differ only in case: on Windows and macOS their modules would be one file`
    return [keyProblem('ECS204', ['cluster', 'nodes', name], message, 'rename one of the two')]
  })
}

function checkHomes(view: SchemaView): Problem[] {
  const { worlds, cluster } = view
  return [...(worlds?.values() ?? [])].flatMap((world): Problem[] => {
    const node = member(world.input, 'node')
    if (typeof node === 'string') return unknownNode(view, node, [...world.path, 'node'])
    if (node !== undefined || !cluster.hasTransport) return []
    const message = `world ${world.name} has no node, and with a transport every world lives on one`
    const names = [...(cluster.nodes?.keys() ?? [])]
    return [keyProblem('ECS311', world.path, message, nodeHint(names))]
  })
}

function nodeHint(names: readonly string[]): string | null {
  return names.length === 0 ? null : `write "node": ${listWords(names.slice(0, 5).map(quote))}`
}

function checkHub(view: SchemaView): Problem[] {
  const hub = member(member(view.input, 'cluster'), 'hub')
  if (typeof hub !== 'string' || !view.cluster.hasTransport) return []
  const path = ['cluster', 'hub']
  if (view.cluster.topology !== 'star') {
    const message = `a ${view.cluster.topology} has no hub`
    return [keyProblem('ECS315', path, message, 'remove it, or write "topology": "star"')]
  }
  return unknownNode(view, hub, path)
}

function unknownNode(view: SchemaView, name: string, path: SchemaPath): Problem[] {
  const { nodes } = view.cluster
  if (nodes === null || nodes.has(name)) return []
  return [valueProblem('ECS310', path, `unknown node ${quote(name)}`, knownHint(view, name, nodes, 'nodes'))]
}

const clusterKeys = [
  'topology',
  'hub',
  'security',
  'delivery',
  'timeoutMs',
  'retries',
  'heartbeatIntervalMs',
  'peerTimeoutMs',
  'reconnectMinMs',
  'reconnectMaxMs',
]

/** Ignored, these would let the author believe that nodes talk. */
function checkWithoutTransport({ input, worlds, links, linksListed, cluster }: SchemaView): Problem[] {
  const found = (value: unknown, path: SchemaPath, keys: readonly string[]): Problem[] =>
    keys
      .filter((key) => member(value, key) !== undefined)
      .map((key) => {
        const message = `${quote(key)} has no meaning without a transport: nodes exchange nothing`
        const hint = cluster.isThere
          ? 'write "transport": "tcp" in the cluster, or remove it'
          : 'add a "cluster" with "transport": "tcp" and "nodes", or remove it'
        return keyProblem('ECS312', [...path, key], message, hint)
      })
  return [
    ...[...(worlds?.values() ?? [])].flatMap((world) => found(world.input, world.path, ['node'])),
    ...(linksListed ? (links ?? []) : []).flatMap((link) =>
      found(link.input, link.path, ['delivery', 'timeoutMs', 'retries']),
    ),
    ...found(member(input, 'cluster'), ['cluster'], clusterKeys),
    ...[...(cluster.nodes ?? [])].flatMap(([name, node]) =>
      found(node, ['cluster', 'nodes', name], ['host', 'port']),
    ),
  ]
}

function checkPorts({ nodes }: ClusterView): Problem[] {
  const owners = new Map<string, string>()
  return [...(nodes ?? [])].flatMap(([name, node]): Problem[] => {
    const path = ['cluster', 'nodes', name]
    const port = member(node, 'port')
    const host = member(node, 'host') ?? defaults.host
    if (port === undefined) {
      const message = `node ${name} has no port, and with a transport every node listens on one`
      return [keyProblem('ECS313', path, message, 'write for instance "port": 9000')]
    }
    if (typeof port !== 'number' || typeof host !== 'string') return []
    const address = `${host} port ${port}`
    const owner = owners.get(address)
    if (owner !== undefined) {
      const message = `node ${name} listens on ${address}, as node ${owner} does`
      return [
        valueProblem('ECS314', [...path, 'port'], message, 'give each node a port or a host of its own'),
      ]
    }
    owners.set(address, name)
    return []
  })
}

function checkTimes({ input }: SchemaView): Problem[] {
  const cluster = member(input, 'cluster')
  const timeOf = (key: 'heartbeatIntervalMs' | 'peerTimeoutMs' | 'reconnectMinMs' | 'reconnectMaxMs') => {
    const written = member(cluster, key)
    return { value: written ?? defaults[key], isWritten: written !== undefined }
  }
  /** The place is the time that was written; where both were, that which has to be the longer one. */
  const problem = (
    longer: string,
    isLongerWritten: boolean,
    shorter: string,
    message: string,
    hint: string,
  ) => valueProblem('ECS407', ['cluster', isLongerWritten ? longer : shorter], message, hint)
  const problems: Problem[] = []
  const heartbeat = timeOf('heartbeatIntervalMs')
  const timeout = timeOf('peerTimeoutMs')
  if (isBelow(timeout.value, heartbeat.value, 2)) {
    const message = `peerTimeoutMs ${timeout.value} is less than twice heartbeatIntervalMs ${heartbeat.value}: one late heartbeat would end a connection`
    const hint = 'make the timeout at least twice the interval; five times is usual'
    problems.push(problem('peerTimeoutMs', timeout.isWritten, 'heartbeatIntervalMs', message, hint))
  }
  const least = timeOf('reconnectMinMs')
  const most = timeOf('reconnectMaxMs')
  if (isBelow(most.value, least.value, 1)) {
    const message = `reconnectMaxMs ${most.value} is less than reconnectMinMs ${least.value}`
    const hint = 'the pause grows from the one to the other'
    problems.push(problem('reconnectMaxMs', most.isWritten, 'reconnectMinMs', message, hint))
  }
  return problems
}

function isBelow(value: unknown, other: unknown, times: number): boolean {
  return typeof value === 'number' && typeof other === 'number' && value < times * other
}

/** Links from node to node: the topology has to join the two, and one thread has to do the sending. */
function checkRemoteLinks(view: SchemaView): Problem[] {
  const { links, linksListed } = view
  let isSharedKindReported = false
  return (links ?? []).flatMap((link): Problem[] => {
    const nodes = nodesOf(view, link)
    if (nodes === null || nodes.from === nodes.to) return []
    if (linksListed && !view.cluster.isConnected(nodes.from, nodes.to))
      return [unconnected(view, link, nodes)]
    const own = member(member(link.input, 'queue'), 'kind')
    const kind = own ?? member(member(view.input, 'queue'), 'kind')
    if (kind !== 'mpmc' || (own === undefined && isSharedKindReported)) return []
    const message = `the queue from ${link.from} to ${link.to} cannot be mpmc: it leads from node ${nodes.from} to node ${nodes.to}, and one thread sends for it`
    if (own !== undefined) {
      const path = [...link.path, 'queue', 'kind']
      return [valueProblem('ECS317', path, message, 'use "spsc": each world may still have its own thread')]
    }
    isSharedKindReported = true
    const hint = 'list the links, and write "kind": "mpmc" at those within a node'
    return [valueProblem('ECS317', ['queue', 'kind'], message, hint)]
  })
}

interface LinkNodes {
  readonly from: string
  readonly to: string
}

/** The nodes that a link joins; null where one of them cannot be told. */
function nodesOf({ worlds }: SchemaView, link: LinkView): LinkNodes | null {
  const from = worlds?.get(link.from)?.node
  const to = worlds?.get(link.to)?.node
  return from == null || to == null ? null : { from, to }
}

function unconnected(view: SchemaView, link: LinkView, nodes: LinkNodes): Problem {
  const { topology } = view.cluster
  const message = `the link from ${link.from} to ${link.to} joins the nodes ${nodes.from} and ${nodes.to}, which a ${topology} does not connect`
  return valueProblem('ECS316', link.path, message, detour(view.cluster))
}
