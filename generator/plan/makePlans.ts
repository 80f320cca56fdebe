import { basename } from 'node:path'
import type { ClusterInput } from '../../schemas/cluster.ts'
import { limits } from '../../schemas/limits.ts'
import type { Problem } from '../diagnostic/diagnostic.ts'
import { linkKey, peersOf, planCluster } from './cluster.ts'
import { judgeNames } from './derivedNames.ts'
import { assertInvariants } from './invariants.ts'
import { layOutComponents, roundUp } from './layout.ts'
import { resolveHomes, resolveLinks } from './links.ts'
import { planOwnership } from './ownership.ts'
import type { ArchetypePlan, ComponentPlan, FeaturePlan, NodePlan, PacketPlan, Plan } from './plan.ts'
import { mapMemory, maskOf } from './queues.ts'
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
  const isCarried = (component: string): boolean =>
    links.some((link) => holds[link.from]!.has(component) && holds[link.to]!.has(component))
  const carried = Object.entries(input.components).filter(([name]) => isCarried(name))
  const { headerSize, maskWords, components } = layOutComponents(carried)
  const packet = planPacket(headerSize, maskWords, components)
  const held = holds.map((names) => components.filter(({ name }) => names.has(name)).map(({ id }) => id))
  const archetypes = planArchetypes(input, components, packet)
  const ownership = planOwnership(input)
  const nodes: NodePlan[] = Object.keys(input.cluster?.nodes ?? {}).map((name, id) => ({ id, name }))
  const homes = resolveHomes(input)
  const lifetimes = new Map(links.map((link) => [linkKey(link.from, link.to), link.lifetimeMs]))
  const wire = wireParts({ input, links, homes, held, packet, components, ownership })
  const shared = {
    name: input.name,
    schemaFile: basename(schemaFile),
    nodes,
    schemaHash: hashOfWire(wire),
    components,
    archetypes,
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
    const { worlds, queues, memory, network } = map
    const fingerprints = fingerprintsOf(wire)
    const cluster = planCluster({ input, node: id, worlds, queues, network, lifetimes, fingerprints })
    const features = planFeatures({ worlds, queues, cluster, allCarried })
    return {
      ...shared,
      node,
      layoutHash: layoutHash({ packet, components, queues, worlds, memory, cluster, node }),
      worlds,
      queues,
      memory,
      cluster,
      features,
      leftOut: leftOut(
        input,
        carried.map(([name]) => name),
        links.length,
      ),
    }
  }
  // Without a transport all nodes have the same worlds and queues, and differ in their number alone.
  const plans = (nodes.length === 0 ? [null] : nodes).map(planOf)
  const problems = [...judgeSizes(input, packet.size, plans), ...judgeNames(input, components)]
  if (problems.length === 0) for (const plan of plans) assertInvariants(plan)
  return { plans, problems }
}

function planFeatures({
  worlds,
  queues,
  cluster,
  allCarried,
}: Pick<Plan, 'worlds' | 'queues' | 'cluster'> & { readonly allCarried: readonly number[] }): FeaturePlan {
  const remote = cluster !== null && cluster.peers.length > 0
  const deliveries = new Set(queues.flatMap(({ role, delivery }) => (role === 'outbound' ? [delivery] : [])))
  return {
    // A node with peers and without worlds is a member all the same.
    queues: queues.length > 0 || remote,
    spsc: queues.some((queue) => queue.kind === 'spsc') || remote,
    mpmc: queues.some((queue) => queue.kind === 'mpmc'),
    priority: queues.some((queue) => queue.isPriority),
    partialLinks: queues.some((queue) => queue.carried.some((word, index) => word !== allCarried[index])),
    routing: worlds.some((world) => world.routing !== null),
    remote,
    tcp: remote && cluster.transport === 'tcp',
    severalDeliveries: queues.some((queue) => queue.role === 'outbound' && !queue.isFirst),
    acknowledged: deliveries.has('ack_required') || deliveries.has('ordered'),
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
  components: readonly ComponentPlan[],
  packet: PacketPlan,
): ArchetypePlan[] {
  return Object.entries(input.archetypes ?? {})
    .map(([name, members]) => {
      const ids = components.filter((component) => members.includes(component.name)).map(({ id }) => id)
      return {
        name,
        components: ids,
        mask: maskOf(ids, packet.maskWords),
        size: components[ids.at(-1) ?? -1]?.end ?? packet.headerSize,
      }
    })
    .filter((archetype) => archetype.components.length > 0)
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
  return problems
}

function leftOut(
  input: ClusterInput,
  carried: readonly string[],
  linkCount: number,
): { what: string; why: string }[] {
  const rows = Object.keys(input.components)
    .filter((name) => !carried.includes(name))
    .map((name) => ({ what: `component ${name}`, why: 'no link joins two worlds that both hold it' }))
  if (linkCount === 0) rows.push({ what: 'transfers and queues', why: 'no two worlds are linked' })
  if (input.cluster === undefined) rows.push({ what: 'ownership', why: 'the schema has no cluster' })
  if (input.sharedState === undefined) rows.push({ what: 'shared state', why: 'the schema asks for none' })
  return rows
}
