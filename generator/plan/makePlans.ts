import { basename } from 'node:path'
import type { ClusterInput } from '../../schemas/cluster.ts'
import { defaults } from '../../schemas/defaults.ts'
import { datagramContentBytes, limits } from '../../schemas/limits.ts'
import type { Problem } from '../diagnostic/diagnostic.ts'
import { linkKey, peersOf, planCluster } from './cluster.ts'
import { judgeNames } from './derivedNames.ts'
import { ecsFeatures, planWorlds } from './ecs.ts'
import { assertInvariants } from './invariants.ts'
import { judgeEntities } from './judgeEntities.ts'
import { layOutComponents, roundUp } from './layout.ts'
import { connects, type Link, resolveHomes, resolveLinks } from './links.ts'
import { planOwnership } from './ownership.ts'
import type {
  ArchetypePlan,
  ComponentPlan,
  FeaturePlan,
  NodePlan,
  PacketPlan,
  Plan,
  QueuePlan,
  WorldPlan,
} from './plan.ts'
import { mapMemory, maskOf } from './queues.ts'
import { termsOf } from './terms.ts'
import { fingerprintsOf, hashOfWire, layoutHash, wireParts } from './wire.ts'

/** Memory that one module may reserve: indices of 32-bit words stay small integers, and a typo stays cheap. */
const memoryBytesMax = 2 ** 30

/**
 * Resolves a validated schema into one plan for each node (one plan where there are no nodes). Reports what
 * only shows when the numbers are known: packets or memory too large, derived names that clash.
 */
export function makePlans(
  input: ClusterInput,
  schemaFile: string,
): { readonly plans: readonly Plan[]; readonly problems: readonly Problem[] } {
  const worldNames = Object.keys(input.worlds)
  const links = resolveLinks(input)
  const holds = worldNames.map(
    (world) => new Set(input.worlds[world]?.components ?? Object.keys(input.components)),
  )
  const isCarried = (names: readonly string[]): boolean =>
    links.some((link) => names.every((name) => holds[link.from]!.has(name) && holds[link.to]!.has(name)))
  const carried = Object.entries(input.components).filter(([name]) => isCarried([name]))
  const { headerSize, maskWords, components } = layOutComponents(carried)
  const packet = planPacket(headerSize, maskWords, components)
  const held = holds.map((names) => components.filter(({ name }) => names.has(name)).map(({ id }) => id))
  const archetypes = planArchetypes(input, isCarried, components, packet)
  const ownership = planOwnership(input)
  const nodes: NodePlan[] = Object.keys(input.cluster?.nodes ?? {}).map((name, id) => ({ id, name }))
  const homes = resolveHomes(input)
  const lifetimes = new Map(links.map((link) => [linkKey(link.from, link.to), link.lifetimeMs]))
  const wireInput = { input, links, homes, held, packet, components, ownership }
  const wire = wireParts(wireInput)
  const fingerprints = fingerprintsOf(wire)
  const terms = homes === null ? [] : termsOf(wireInput)
  const shared = {
    name: input.name,
    schemaFile: basename(schemaFile),
    nodes,
    schemaHash: hashOfWire(wire),
    components,
    packet,
    ownership,
    sharedState: input.sharedState ?? null,
  }
  const allCarried = maskOf(
    components.map(({ id }) => id),
    maskWords,
  )
  const planOf = (node: NodePlan | null): Plan => {
    const id = node?.id ?? 0
    const hasPeers = peersOf(input, id).length > 0
    const map = mapMemory({ input, links, packet, components, held, homes, node: id, hasPeers })
    const { queues, memory, network } = map
    const codecs = components.map(({ id }) => id).filter((id) => hasCode(id, map.worlds, queues))
    const worlds = planWorlds(map.worlds, { input, components, codecs, ownership, homes, node: id })
    const cluster = planCluster({
      input,
      node: id,
      worlds,
      queues,
      network,
      lifetimes,
      fingerprints,
      terms,
    })
    const packable = archetypes.filter((archetype) => archetype.components.every((id) => codecs.includes(id)))
    const features = planFeatures({
      worlds,
      queues,
      cluster,
      allCarried,
      components,
      archetypes: packable,
    })
    return {
      ...shared,
      node,
      codecs,
      archetypes: packable,
      layoutHash: layoutHash({ packet, components, queues, worlds, memory, cluster, node }),
      worlds,
      queues,
      memory,
      cluster,
      features,
      leftOut: [
        ...leftOut({ input, carried: carried.map(([name]) => name), links, homes, node }),
        ...components
          .filter(({ id }) => !codecs.includes(id))
          .map(({ name }) => ({ what: `component ${name}`, why: `no link of ${node?.name} carries it` })),
      ],
    }
  }
  // Without a transport all nodes have the same worlds and queues, and differ in their number alone.
  const plans = (nodes.length === 0 ? [null] : nodes).map(planOf)
  const problems = [
    ...judgeSizes(input, packet.size, plans),
    ...judgeEntities(input, plans),
    ...judgeNames(input, components),
  ]
  if (problems.length === 0) for (const plan of plans) assertInvariants(plan)
  return { plans, problems }
}

/** A ring of returns takes whatever its world has sent, and carries nothing of its own. */
function hasCode(id: number, worlds: readonly WorldPlan[], queues: readonly QueuePlan[]): boolean {
  const isCarried = queues.some(
    ({ role, carried }) => role !== 'returned' && ((carried[id >>> 5] ?? 0) & (1 << (id & 31))) !== 0,
  )
  return isCarried || worlds.some(({ routing }) => routing?.rules.some(({ component }) => component === id))
}

function planFeatures({
  worlds,
  queues,
  cluster,
  allCarried,
  components,
  archetypes,
}: Pick<Plan, 'worlds' | 'queues' | 'cluster' | 'components' | 'archetypes'> & {
  readonly allCarried: readonly number[]
}): FeaturePlan {
  const remote = cluster !== null && cluster.peers.length > 0
  return {
    // A node with peers and without worlds is a member all the same.
    queues: queues.length > 0 || remote,
    spsc: queues.some((queue) => queue.kind === 'spsc') || remote,
    mpmc: queues.some((queue) => queue.kind === 'mpmc'),
    priority: queues.some((queue) => queue.isPriority),
    archetypes: archetypes.length > 0,
    partialLinks: queues.some((queue) => queue.carried.some((word, index) => word !== allCarried[index])),
    routing: worlds.some((world) => world.routing !== null),
    remote,
    tcp: remote && cluster.transport === 'tcp',
    udp: remote && cluster.transport === 'udp',
    plainTcp: remote && cluster.transport === 'tcp' && cluster.security !== 'tls',
    preSharedKey: remote && cluster.security === 'pre_shared_key',
    tls: remote && cluster.security === 'tls',
    secured: remote && cluster.security !== null,
    severalDeliveries: queues.some((queue) => queue.role === 'outbound' && !queue.isFirst),
    acknowledged: queues.some(({ role, delivery }) => role === 'outbound' && delivery !== 'fire_and_forget'),
    ...ecsFeatures(worlds, components),
  }
}

function planPacket(headerSize: number, maskWords: number, components: readonly ComponentPlan[]): PacketPlan {
  // 8 at least, so that a slot of any queue starts where a 64-bit field may stand.
  const align = 8
  const size = roundUp(components.at(-1)?.end ?? headerSize, align)
  return {
    headerSize,
    maskWords,
    size,
    align,
    words: size / 4,
    headerWireWords: roundUp(headerSize, align) / 4,
  }
}

function planArchetypes(
  input: ClusterInput,
  isCarried: (components: readonly string[]) => boolean,
  components: readonly ComponentPlan[],
  packet: PacketPlan,
): ArchetypePlan[] {
  return Object.entries(input.archetypes ?? {})
    .filter(([, members]) => members.length > 0 && isCarried(members))
    .map(([name, members]) => {
      const ids = components.filter((component) => members.includes(component.name)).map(({ id }) => id)
      return {
        name,
        components: ids,
        mask: maskOf(ids, packet.maskWords),
        size: components[ids.at(-1) ?? -1]?.end ?? packet.headerSize,
      }
    })
}

function judgeSizes(input: ClusterInput, packetBytes: number, plans: readonly Plan[]): Problem[] {
  const memoryBytes = Math.max(...plans.map(({ memory }) => memory.bytes))
  const problems: Problem[] = []
  if (packetBytes > limits.packetBytes) {
    problems.push({
      code: 'ECS602',
      severity: 'error',
      path: ['components'],
      at: 'key',
      message: `a packet with all components takes ${packetBytes} bytes, at most ${limits.packetBytes} are allowed`,
      hint: 'shorten arrays, strings or bytes, or keep components out of worlds that never exchange them',
    })
  }
  if (memoryBytes > memoryBytesMax) {
    problems.push({
      code: 'ECS603',
      severity: 'error',
      path: input.queue?.capacity === undefined ? ['worlds'] : ['queue', 'capacity'],
      at: 'key',
      message: `the queues take ${memoryBytes} bytes of memory, at most ${memoryBytesMax} are allowed`,
      hint: 'lower queue capacities, or list only the links that are needed',
    })
  }
  return [...problems, ...judgeDatagrams(plans)]
}

/** Whether some link could not send a packet with all that it carries. */
function judgeDatagrams(plans: readonly Plan[]): Problem[] {
  const content = datagramContentBytes(plans[0]?.cluster?.security)
  const most = content - limits.datagramHeadBytes
  const tooLong = plans
    .filter(({ cluster }) => cluster?.transport === 'udp')
    .flatMap(({ queues, components, packet, worlds }) =>
      queues
        .filter(({ role, isFirst, isPriority }) => role === 'outbound' && isFirst && !isPriority)
        .map(({ source, target, carried }) => {
          const last = components.findLast(({ id }) => (carried[id >>> 5]! & (1 << (id & 31))) !== 0)
          const bytes = roundUp(last?.end ?? packet.headerSize, packet.align)
          return { names: `${worlds[source]!.name} to ${worlds[target]!.name}`, last: last?.name, bytes }
        }),
    )
    .filter(({ bytes }) => bytes > most)
    .sort((a, b) => b.bytes - a.bytes)
  const [longest] = tooLong
  if (longest === undefined) return []
  const others = tooLong.length === 1 ? '' : ` (${tooLong.length} links are too long)`
  return [
    {
      code: 'ECS604',
      severity: 'error',
      path: ['cluster', 'transport'],
      at: 'value',
      message: `a packet from ${longest.names} takes up to ${longest.bytes} bytes, and ${most} fit a datagram of ${content}${others}`,
      hint: `keep ${longest.last} out of one of the two worlds, shorten its arrays, strings or bytes, or write "transport": "tcp"`,
    },
  ]
}

interface LeftOutInput {
  readonly input: ClusterInput
  readonly carried: readonly string[]
  readonly links: readonly Link[]
  readonly homes: readonly number[] | null
  readonly node: NodePlan | null
}

function leftOut({ input, carried, links, homes, node }: LeftOutInput): { what: string; why: string }[] {
  const rows = Object.keys(input.components)
    .filter((name) => !carried.includes(name))
    .map((name) => ({ what: `component ${name}`, why: 'no link joins two worlds that both hold it' }))
  if (links.length === 0) rows.push({ what: 'transfers and queues', why: 'no two worlds are linked' })
  if (input.cluster === undefined) rows.push({ what: 'ownership', why: 'the schema has no cluster' })
  else if (input.cluster.ownership === undefined) {
    rows.push({ what: 'ownership', why: 'the cluster names no strategy' })
  }
  if (homes !== null && node !== null) rows.push(...leftToOthers(input, links, homes, node))
  if (input.sharedState === undefined) rows.push({ what: 'shared state', why: 'the schema asks for none' })
  return rows
}

/** What a node does without because of where the others are. */
function leftToOthers(
  input: ClusterInput,
  links: readonly Link[],
  homes: readonly number[],
  node: NodePlan,
): { what: string; why: string }[] {
  const rows: { what: string; why: string }[] = []
  const topology = input.cluster?.topology ?? defaults.topology
  const worlds = Object.keys(input.worlds)
  for (const [other, name] of Object.keys(input.cluster?.nodes ?? {}).entries()) {
    if (connects(input, node.id, other)) continue
    const there = worlds.filter((_, world) => homes[world] === other)
    const what = `links to ${name}${there.length === 0 ? '' : ` (${there.join(', ')})`}`
    rows.push({ what, why: `a ${topology} does not connect ${node.name} with ${name}` })
  }
  const others = links.filter(({ from, to }) => homes[from] !== node.id && homes[to] !== node.id).length
  if (others > 0) {
    const what = others === 1 ? '1 link' : `${others} links`
    rows.push({ what: `${what} of other worlds`, why: `they neither begin nor end on ${node.name}` })
  }
  if (peersOf(input, node.id).length === 0) {
    rows.push({ what: 'connections and the cluster coordinator', why: `${node.name} has no peers` })
  }
  return rows
}
