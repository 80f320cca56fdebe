import { Random } from './random.ts'
import type { TransportName } from './simulatedNetwork.ts'

export const deliveries = ['fire_and_forget', 'ack_required', 'ordered'] as const
export type DeliveryName = (typeof deliveries)[number]

/** A link and what may travel on it. */
export interface SimulatedLink {
  readonly from: number
  readonly to: number
  readonly deliveries: readonly DeliveryName[]
  readonly hasPriority: boolean
  /** How long a transfer may wait to be written. */
  readonly lifetimeMs: number
}

/** A schema as it is chosen for a group of seeds, and the same as numbers for whoever drives its nodes. */
export interface SimulatedSchema {
  readonly schema: object
  readonly transport: TransportName
  /** All nodes have the same keys, of which each seals with one or the other. */
  readonly isSealed: boolean
  readonly nodeCount: number
  readonly topology: string
  /** The node of each world. */
  readonly nodeOfWorld: readonly number[]
  readonly links: readonly SimulatedLink[]
  readonly heartbeatMs: number
  readonly peerTimeoutMs: number
  readonly reconnectMaxMs: number
  /** The longest that a transfer may wait. */
  readonly lifetimeMs: number
}

const nodeCounts = [2, 2, 2, 3, 3, 3, 4, 4, 5, 6, 7, 8, 9]
const topologies = ['mesh', 'mesh', 'star', 'ring'] as const
/** More links than this make a module that takes longer to generate and shows nothing new. */
const LINKS_MAX = 24

/** The schema of a group of seeds: the same for each transport, but for its name, and for whether datagrams are sealed. */
export function schemaOf(group: number, transport: TransportName = 'tcp', isSealed = false): SimulatedSchema {
  const random = new Random(group, 1)
  const nodeCount = random.pick(nodeCounts)
  // A mesh of many nodes has so many streams that few of them meet a fault.
  const topology =
    nodeCount > 6 && random.chance(0.8) ? random.pick(['star', 'ring']) : random.pick(topologies)
  const worldCount = nodeCount + (nodeCount < 6 ? random.below(3) : 0)
  const nodeOfWorld = Array.from({ length: worldCount }, (_, world) =>
    world < nodeCount ? world : random.below(nodeCount),
  )
  const heartbeatMs = random.scaled(24, 96)
  const peerTimeoutMs = random.between(2 * heartbeatMs, 6 * heartbeatMs)
  const reconnectMinMs = random.scaled(2, 40)
  const reconnectMaxMs = reconnectMinMs * random.between(1, 10)
  const timing = { timeoutMs: random.scaled(20, 400), retries: random.below(4) }
  const links: SimulatedLink[] = []
  const written: object[] = []
  let lifetimeMs = 0
  for (const [from, to] of pairsOf(random, nodeOfWorld, nodeCount, topology)) {
    const chosen = chooseDeliveries(random)
    const hasOwn = random.chance(0.3)
    const own = hasOwn ? { timeoutMs: random.scaled(10, 800), retries: random.below(3) } : timing
    lifetimeMs = Math.max(lifetimeMs, own.timeoutMs * (1 + own.retries))
    const capacity = 2 ** random.between(1, 6)
    const hasPriority = random.chance(0.15)
    const queue = {
      capacity,
      batchSize: 2 ** random.below(Math.min(4, Math.log2(capacity)) + 1),
      ...(hasPriority ? { priorityCapacity: 2 ** random.between(1, 4) } : {}),
    }
    const delivery = chosen.length === 1 ? chosen[0] : chosen
    written.push({ from: `w${from}`, to: `w${to}`, queue, delivery, ...(hasOwn ? own : {}) })
    links.push({ from, to, deliveries: chosen, hasPriority, lifetimeMs: own.timeoutMs * (1 + own.retries) })
  }
  const nodes = Object.fromEntries(
    Array.from({ length: nodeCount }, (_, node) => [`n${node}`, { host: 'localhost', port: 9_000 + node }]),
  )
  const schema = {
    name: 'simulated',
    components: {
      Gold: { amount: 'u32' },
      Log: { operations: 'u32', process: 'u32' },
      Load: { data: 'bytes<40>' },
      Mood: { word: { enum: ['calm', 'cross', 'glad'] } },
      Marked: {},
    },
    worlds: Object.fromEntries(
      nodeOfWorld.map((node, world) => [
        `w${world}`,
        // A few worlds hold less than the others: the links to them take something off.
        random.chance(0.2) ? { node: `n${node}`, components: ['Gold', 'Log', 'Mood'] } : { node: `n${node}` },
      ]),
    ),
    links: written,
    cluster: {
      transport,
      ...(isSealed ? { security: 'pre_shared_key' } : {}),
      nodes,
      topology,
      ...timing,
      heartbeatIntervalMs: heartbeatMs,
      peerTimeoutMs,
      reconnectMinMs,
      reconnectMaxMs,
    },
  }
  return {
    schema,
    transport,
    isSealed,
    nodeCount,
    topology,
    nodeOfWorld,
    links,
    heartbeatMs,
    peerTimeoutMs,
    reconnectMaxMs,
    lifetimeMs,
  }
}

function chooseDeliveries(random: Random): DeliveryName[] {
  if (random.chance(0.4)) return ['ordered']
  if (random.chance(0.6)) return [random.pick(deliveries)]
  const chosen = deliveries.filter(() => random.chance(0.7))
  if (chosen.length === 0) return ['ack_required']
  // The first one is the default of the link.
  const first = random.below(chosen.length)
  return [...chosen.slice(first), ...chosen.slice(0, first)]
}

/** Pairs of worlds on the same node or on nodes that the topology connects; every node has some. */
function pairsOf(
  random: Random,
  nodeOfWorld: readonly number[],
  nodeCount: number,
  topology: string,
): (readonly [number, number])[] {
  const pairs = nodeOfWorld.flatMap((_, from) =>
    nodeOfWorld.flatMap((_, to) =>
      from !== to && isConnected(topology, nodeCount, nodeOfWorld[from]!, nodeOfWorld[to]!)
        ? [[from, to] as const]
        : [],
    ),
  )
  // Always both ways between neighbours in the list of nodes; of the rest as many as there is room for.
  const needed = pairs.filter(
    ([from, to]) => from < nodeCount && to < nodeCount && isEdge(topology, nodeCount, from, to),
  )
  const others = pairs.filter((pair) => !needed.includes(pair))
  while (needed.length < LINKS_MAX && others.length > 0) {
    const [pair] = others.splice(random.below(others.length), 1)
    if (random.chance(0.7)) needed.push(pair!)
  }
  return needed
}

function isEdge(topology: string, nodeCount: number, a: number, b: number): boolean {
  if (topology === 'star') return a === 0 || b === 0
  const distance = Math.abs(a - b)
  return distance === 1 || distance === nodeCount - 1
}

function isConnected(topology: string, nodeCount: number, a: number, b: number): boolean {
  return a === b || topology === 'mesh' || isEdge(topology, nodeCount, a, b)
}
