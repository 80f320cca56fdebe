import type { ClusterInput } from '../../schemas/cluster.ts'
import { defaults } from '../../schemas/defaults.ts'
import type { ComponentPlan, MemoryPlan, PacketPlan, QueuePlan, RoutingPlan, WorldPlan } from './plan.ts'

/**
 * 128 bytes: two cache lines, because the adjacent-line prefetcher of x64 pulls them in pairs. Indices on
 * lines of their own made the ring twice as fast.
 */
const lineWords = 32

export interface Link {
  readonly from: number
  readonly to: number
  readonly kind: 'spsc' | 'mpmc'
  readonly capacity: number
  readonly batchSize: number
  readonly priorityCapacity: number
}

/** Every directed pair of worlds that is linked, by source then target, with all settings resolved. */
export function resolveLinks(input: ClusterInput): Link[] {
  const names = Object.keys(input.worlds)
  const listed = input.links ?? defaults.links
  const pairs =
    listed === 'all'
      ? names.flatMap((from) =>
          names.filter((to) => to !== from).map((to) => ({ from, to, queue: undefined })),
        )
      : listed.map((link) => ({ from: link.from, to: link.to, queue: link.queue }))
  const links = pairs.map(({ from, to, queue }): Link => {
    const capacity =
      queue?.capacity ?? input.worlds[to]?.capacity ?? input.queue?.capacity ?? defaults.queueCapacityPackets
    return {
      from: names.indexOf(from),
      to: names.indexOf(to),
      kind: queue?.kind ?? input.queue?.kind ?? defaults.queueKind,
      capacity,
      batchSize: Math.min(queue?.batchSize ?? input.queue?.batchSize ?? defaults.queueBatchSize, capacity),
      priorityCapacity:
        queue?.priorityCapacity ?? input.queue?.priorityCapacity ?? defaults.queuePriorityCapacityPackets,
    }
  })
  return links.sort((a, b) => a.from - b.from || a.to - b.to)
}

export interface MapInput {
  readonly input: ClusterInput
  readonly links: readonly Link[]
  readonly packet: PacketPlan
  readonly components: readonly ComponentPlan[]
  /** Ids of the carried components that each world holds. */
  readonly held: readonly (readonly number[])[]
}

/** The memory map: control lines of every world, then every queue, then every world's transfer pool. */
export function mapMemory(map: MapInput): {
  readonly worlds: WorldPlan[]
  readonly queues: QueuePlan[]
  readonly memory: MemoryPlan
} {
  const { input, links, packet } = map
  const names = Object.keys(input.worlds)
  const poolSize = input.transferPoolSize ?? defaults.transferPoolSize
  let word = lineWords // word 0 the layout hash, word 1 whether the coordinator runs, word 2 a wake word
  const take = (words: number): number => {
    const start = word
    word += Math.ceil(words / lineWords) * lineWords
    return start
  }

  const lines = names.map((_, world) => {
    const inbound = links.filter((link) => link.to === world)
    const priority = inbound.filter((link) => link.priorityCapacity > 0)
    const readyWords = Math.ceil(inbound.length / 32)
    const readyWord = take(readyWords + Math.ceil(priority.length / 32) + 2)
    return {
      readyWord,
      readyWords,
      priorityReadyWord: readyWord + readyWords,
      sleeperWord: readyWord + readyWords + Math.ceil(priority.length / 32),
      wakeWord: readyWord + readyWords + Math.ceil(priority.length / 32) + 1,
      statsWord: take(9),
    }
  })

  const inboundSeen = names.map(() => 0)
  const prioritySeen = names.map(() => 0)
  const queues = links.flatMap((link) => {
    const target = names[link.to] ?? ''
    const base = `${names[link.from]}To${target[0]?.toUpperCase()}${target.slice(1)}`
    const common = {
      source: link.from,
      target: link.to,
      kind: link.kind,
      slotWords: packet.words + (link.kind === 'mpmc' ? 2 : 0),
      carried: maskOf(
        (map.held[link.from] ?? []).filter((id) => map.held[link.to]?.includes(id)),
        packet.maskWords,
      ),
    }
    const makeQueue = (name: string, isPriority: boolean, capacity: number, bit: number): QueuePlan => {
      const words = 2 * lineWords + capacity * common.slotWords
      const start = isPriority ? lines[link.to]!.priorityReadyWord : lines[link.to]!.readyWord
      return {
        ...common,
        name,
        isPriority,
        capacity,
        batchSize: isPriority ? 1 : link.batchSize,
        word: take(words),
        readyWord: start + (bit >>> 5),
        readyBit: bit & 31,
        memoryBytes: 4 * Math.ceil(words / lineWords) * lineWords,
      }
    }
    const normal = makeQueue(base, false, link.capacity, inboundSeen[link.to]!++)
    if (link.priorityCapacity === 0) return [normal]
    return [normal, makeQueue(`${base}Priority`, true, link.priorityCapacity, prioritySeen[link.to]!++)]
  })

  const worlds = names.map((name, id): WorldPlan => {
    const inbound = queues.filter((queue) => queue.target === id)
    return {
      name,
      id,
      components: map.held[id] ?? [],
      ...lines[id]!,
      poolWord: links.length === 0 ? 0 : take(poolSize * packet.words),
      inbound: inbound.filter((queue) => !queue.isPriority).map((queue) => queue.name),
      inboundPriority: inbound.filter((queue) => queue.isPriority).map((queue) => queue.name),
      outbound: queues.filter((queue) => queue.source === id).map((queue) => queue.name),
      routing: routingOf(input, id, map.components),
    }
  })
  const memory: MemoryPlan = {
    bytes: links.length === 0 ? 0 : word * 4,
    hashWord: 0,
    runningWord: 1,
    sharedWakeWord: 2,
    poolSize,
    poolSlotWords: packet.words,
  }
  return { worlds, queues, memory }
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
