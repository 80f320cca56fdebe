import type { ClusterInput } from '../../schemas/cluster.ts'
import { defaults } from '../../schemas/defaults.ts'
import type { DeliveryKind } from '../../schemas/delivery.ts'
import { type Link, returnedName, ringName } from './links.ts'
import type {
  ComponentPlan,
  MemoryPlan,
  NetworkPlan,
  PacketPlan,
  QueuePlan,
  QueueRole,
  RoutingPlan,
  WorldPlan,
} from './plan.ts'

/**
 * 128 bytes: two cache lines, because the adjacent-line prefetcher of x64 pulls them in pairs. Indices on
 * lines of their own made the ring twice as fast.
 */
const lineWords = 32
/** Pools of a world that several threads may send from: a power of two, and fewer where they are large. */
const poolsMax = 64
const poolsMin = 4
const poolsBytes = 16 * 1024 * 1024

export interface MapInput {
  readonly input: ClusterInput
  readonly links: readonly Link[]
  readonly packet: PacketPlan
  readonly components: readonly ComponentPlan[]
  /** Ids of the carried components that each world holds. */
  readonly held: readonly (readonly number[])[]
  /** By world, the node that it lives on; null without a transport, where every node has all. */
  readonly homes: readonly number[] | null
  /** The node whose memory this is. */
  readonly node: number
  /** Whether there are peers, and so rings to them even where no world lives here. */
  readonly hasPeers: boolean
}

/** A ring before it has its place. */
interface Ring {
  readonly name: string
  readonly source: number
  readonly target: number
  readonly role: QueueRole
  readonly delivery: DeliveryKind | null
  readonly isFirst: boolean
  readonly kind: 'spsc' | 'mpmc'
  readonly isPriority: boolean
  readonly capacity: number
  readonly batchSize: number
  readonly carried: readonly number[]
}

/**
 * The memory map of one node: control lines of its worlds and of its network, then every ring, then every
 * world's transfer pool.
 */
export function mapMemory(map: MapInput): {
  readonly worlds: WorldPlan[]
  readonly queues: QueuePlan[]
  readonly memory: MemoryPlan
  readonly network: NetworkPlan
} {
  const { input, packet, homes } = map
  const names = Object.keys(input.worlds)
  const isLocal = (world: number): boolean => homes === null || homes[world] === map.node
  const rings = ringsOf(map, isLocal)
  const poolSize = input.transferPoolSize ?? defaults.transferPoolSize
  let word = lineWords // word 0 the layout hash, word 1 whether the coordinator runs, word 2 a wake word
  const take = (words: number): number => {
    const start = word
    word += Math.ceil(words / lineWords) * lineWords
    return start
  }
  const controlLines = (inbound: readonly Ring[]) => {
    const urgent = inbound.filter((ring) => ring.isPriority).length
    const readyWords = Math.ceil((inbound.length - urgent) / 32)
    const urgentWords = Math.ceil(urgent / 32)
    const readyWord = take(readyWords + urgentWords + 2)
    return {
      readyWord,
      readyWords,
      priorityReadyWord: readyWord + readyWords,
      sleeperWord: readyWord + readyWords + urgentWords,
      wakeWord: readyWord + readyWords + urgentWords + 1,
      statsWord: take(17),
    }
  }
  const arriving = names.map((): Ring[] => [])
  for (const ring of rings) if (ring.role !== 'outbound') arriving[ring.target]!.push(ring)
  const local = names.map((_, world) => (isLocal(world) ? controlLines(arriving[world]!) : null))
  // Nothing arrives at the worlds of other nodes and nothing counts for them: one pair of lines does.
  const elsewhere = local.includes(null) ? controlLines([]) : null
  const lines = local.map((line) => line ?? elsewhere!)
  const toNetwork = rings.filter((ring) => ring.role === 'outbound')
  const networkWords = Math.ceil(toNetwork.length / 32)
  const networkWord = map.hasPeers ? take(networkWords + 2) : 0
  const network: NetworkPlan = {
    readyWord: networkWord,
    readyWords: networkWords,
    sleeperWord: networkWord + networkWords,
    wakeWord: networkWord + networkWords + 1,
  }

  const normalSeen = names.map(() => 0)
  const prioritySeen = names.map(() => 0)
  let networkSeen = 0
  /** The first ready word of whoever takes from the ring, the ring's bit from there on, and the sleepers. */
  const receiverOf = ({ role, isPriority, target }: Ring) => {
    if (role === 'outbound') return { first: networkWord, bit: networkSeen++, sleeper: network.sleeperWord }
    const line = lines[target]!
    return isPriority
      ? { first: line.priorityReadyWord, bit: prioritySeen[target]!++, sleeper: line.sleeperWord }
      : { first: line.readyWord, bit: normalSeen[target]!++, sleeper: line.sleeperWord }
  }
  const queues = rings.map((ring): QueuePlan => {
    const slotWords = packet.words + (ring.kind === 'mpmc' ? 2 : 0)
    const words = 2 * lineWords + ring.capacity * slotWords
    const { first, bit, sleeper } = receiverOf(ring)
    return {
      ...ring,
      slotWords,
      word: take(words),
      readyWord: first + (bit >>> 5),
      readyBit: bit & 31,
      sleeperWord: sleeper,
      memoryBytes: 4 * Math.ceil(words / lineWords) * lineWords,
    }
  })

  const leaving = names.map((): Ring[] => [])
  for (const ring of rings) if (isSentFromWorld(ring.role)) leaving[ring.source]!.push(ring)
  const namesOf = (list: readonly Ring[]): string[] => list.map(({ name }) => name)
  const hasMemory = rings.length > 0 || map.hasPeers
  const hasMpmc = rings.some(({ kind }) => kind === 'mpmc')
  const worlds = names.map((name, id): WorldPlan => {
    const inbound = arriving[id]!
    const hasPool = hasMemory && isLocal(id)
    const poolWords = poolSize * packet.words
    const poolCount = leaving[id]!.some(({ kind }) => kind === 'mpmc') ? poolsThatFit(poolWords) : 1
    return {
      name,
      id,
      node: homes === null ? null : homes[id]!,
      isLocal: isLocal(id),
      components: map.held[id] ?? [],
      ...lines[id]!,
      poolWord: hasPool ? take(poolCount * poolWords) : 0,
      poolSize: hasPool ? poolSize : 0,
      poolCount: hasPool ? poolCount : 0,
      poolTakingsWord: hasPool && hasMpmc ? take(1 + 3 * poolCount) : 0,
      inbound: namesOf(inbound.filter((ring) => !ring.isPriority)),
      inboundPriority: namesOf(inbound.filter((ring) => ring.isPriority)),
      outbound: namesOf(leaving[id]!),
      ecs: null,
      routing: isLocal(id) ? routingOf(input, id, map.components) : null,
    }
  })
  const memory: MemoryPlan = {
    bytes: hasMemory ? word * 4 : 0,
    hashWord: 0,
    runningWord: 1,
    sharedWakeWord: 2,
    poolSize,
    poolSlotWords: packet.words,
  }
  return { worlds, queues, memory, network }
}

function poolsThatFit(poolWords: number): number {
  let count = poolsMax
  while (count > poolsMin && count * poolWords * 4 > poolsBytes) count /= 2
  return count
}

/** Whether a world puts transfers into such a ring; the network fills the others. */
export function isSentFromWorld(role: QueueRole): boolean {
  return role === 'local' || role === 'outbound'
}

/** The rings of a node in the order of its links; behind them those for what comes back. */
function ringsOf(map: MapInput, isLocal: (world: number) => boolean): Ring[] {
  const names = Object.keys(map.input.worlds)
  const rings = map.links
    .filter((link) => isLocal(link.from) || isLocal(link.to))
    .flatMap((link): Ring[] => {
      const role = !isLocal(link.to) ? 'outbound' : isLocal(link.from) ? 'local' : 'inbound'
      const common = {
        source: link.from,
        target: link.to,
        role,
        kind: link.kind,
        carried: carriedBy(link, map.held, map.packet.maskWords),
      } as const
      // Within a node a ring loses nothing and keeps the order: one serves every delivery.
      const deliveries = role === 'local' ? [null] : link.deliveries
      return deliveries.flatMap((delivery, index): Ring[] => {
        const ring = (isPriority: boolean): Ring => ({
          ...common,
          name: ringName(names, link, index === 0 ? null : delivery, isPriority),
          delivery,
          isFirst: index === 0,
          isPriority,
          capacity: isPriority ? link.priorityCapacity : link.capacity,
          batchSize: isPriority ? 1 : link.batchSize,
        })
        return link.priorityCapacity === 0 ? [ring(false)] : [ring(false), ring(true)]
      })
    })
  return [...rings, ...returnedRings(map, names, rings)]
}

/** One for each world that sends to other nodes, as large as its largest window. */
function returnedRings(map: MapInput, names: readonly string[], rings: readonly Ring[]): Ring[] {
  return names.flatMap((name, world): Ring[] => {
    const windows = rings.filter((ring) => ring.source === world && ring.role === 'outbound')
    if (windows.length === 0) return []
    return [
      {
        name: returnedName(name),
        source: world,
        target: world,
        role: 'returned',
        delivery: null,
        isFirst: true,
        kind: 'spsc',
        isPriority: false,
        capacity: Math.max(...windows.map(({ capacity }) => capacity)),
        batchSize: Math.max(...windows.map(({ batchSize }) => batchSize)),
        carried: maskOf(map.held[world] ?? [], map.packet.maskWords),
      },
    ]
  })
}

/** Mask words of the components that both worlds of a link hold. */
export function carriedBy(link: Link, held: readonly (readonly number[])[], maskWords: number): number[] {
  const there = maskOf(held[link.to] ?? [], maskWords)
  return maskOf(held[link.from] ?? [], maskWords).map((word, index) => word & there[index]!)
}

/** Mask words with the bits of `ids` set, as signed 32-bit numbers. */
export function maskOf(ids: readonly number[], words: number): number[] {
  const mask = new Array<number>(words).fill(0)
  for (const id of ids) mask[id >>> 5] = (mask[id >>> 5] ?? 0) | (1 << (id & 31))
  return mask
}

function routingOf(
  input: ClusterInput,
  world: number,
  components: readonly ComponentPlan[],
): RoutingPlan | null {
  const names = Object.keys(input.worlds)
  const routing = input.worlds[names[world] ?? '']?.routing
  if (routing === undefined) return null
  return {
    defaultWorld: names.indexOf(routing.default),
    rules: Object.entries(routing.components ?? {}).map(([component, target]) => ({
      component: components.findIndex((candidate) => candidate.name === component),
      world: names.indexOf(target),
    })),
  }
}
