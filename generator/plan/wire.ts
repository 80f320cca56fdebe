import type { ClusterInput } from '../../schemas/cluster.ts'
import { fnv1a32, fnv1a64 } from './hash.ts'
import type { Link } from './links.ts'
import type {
  ClusterPlan,
  ComponentPlan,
  FieldPlan,
  MemoryPlan,
  NodePlan,
  OwnershipPlan,
  PacketPlan,
  QueuePlan,
  WorldPlan,
} from './plan.ts'
import { carriedBy } from './queues.ts'

export interface WireInput {
  readonly input: ClusterInput
  readonly links: readonly Link[]
  readonly homes: readonly number[] | null
  readonly held: readonly (readonly number[])[]
  readonly packet: PacketPlan
  readonly components: readonly ComponentPlan[]
  readonly ownership: OwnershipPlan | null
}

/** What decides about bytes on the wire and their meaning, by part of the schema. */
interface WireParts {
  readonly name: string
  readonly components: unknown
  readonly worlds: readonly string[]
  readonly nodes: readonly string[]
  readonly ownership: OwnershipPlan | null
  /** Null without a transport: then nodes exchange nothing. */
  readonly transport: {
    readonly homes: readonly number[]
    readonly topology: string
    readonly hub: string
    /** Absent over tcp, and where nothing is protected, so that the hash of such a schema is the same as ever. */
    readonly carrier?: string
    readonly security?: string
    readonly channels: unknown
  } | null
}

/**
 * What two nodes must agree on to understand each other's bytes. Capacities, times, addresses, file names and
 * white space are left out on purpose; names are in, because they give the bytes their meaning, and so is
 * ownership: nodes that disagree on it would both own an entity.
 */
export function wireParts({
  input,
  links,
  homes,
  held,
  packet,
  components,
  ownership,
}: WireInput): WireParts {
  const fields = (list: readonly FieldPlan[]): unknown =>
    list.map((field) => [field.name, field.offset, field.typeText])
  const nodes = Object.keys(input.cluster?.nodes ?? {})
  return {
    name: input.name,
    components: components.map((component) => [
      component.name,
      component.offset,
      component.size,
      fields(component.fields),
    ]),
    worlds: Object.keys(input.worlds),
    nodes,
    ownership,
    transport:
      homes === null
        ? null
        : {
            homes,
            topology: input.cluster?.topology ?? 'mesh',
            hub: input.cluster?.topology === 'star' ? (input.cluster.hub ?? nodes[0]!) : '',
            ...(input.cluster?.transport === 'udp' ? { carrier: 'udp' } : {}),
            ...(input.cluster?.security === undefined ? {} : { security: input.cluster.security }),
            // In order: it numbers the channels.
            channels: links
              .filter((link) => homes[link.from] !== homes[link.to])
              .map((link) => [
                link.from,
                link.to,
                link.deliveries,
                link.priorityCapacity > 0,
                carriedBy(link, held, packet.maskWords),
              ]),
          },
  }
}

/** 64 bits in hex over all parts. Without a transport the same as ever: it adds to the list, at its end. */
export function hashOfWire(parts: WireParts): string {
  const { name, components, worlds, nodes, ownership, transport } = parts
  const wire: unknown[] = ['ecs-gen wire 1', name, components, worlds, nodes, ownership]
  if (transport !== null) wire.push(transport)
  return fnv1a64(JSON.stringify(wire)).toString(16).padStart(16, '0')
}

/** 31-bit hashes of the parts, for peers that found their schema hashes to differ. Empty without a transport. */
export function fingerprintsOf(parts: WireParts): ClusterPlan['fingerprints'] {
  const { components, worlds, nodes, ownership, transport } = parts
  if (transport === null) return []
  const { homes, topology, hub, security, channels } = transport
  const print = (what: string, value: unknown) => ({ what, value: fingerprint(value) })
  return [
    print('components', components),
    print('worlds', [worlds, homes]),
    print('nodes', [nodes, topology, hub, ...(security === undefined ? [] : [security])]),
    print('links', channels),
    print('ownership', ownership),
  ]
}

export interface LayoutInput {
  readonly packet: PacketPlan
  readonly components: readonly ComponentPlan[]
  readonly queues: readonly QueuePlan[]
  readonly worlds: readonly WorldPlan[]
  readonly memory: MemoryPlan
  readonly cluster: ClusterPlan | null
  readonly node: NodePlan | null
}

/**
 * Fingerprint of a memory map. Listed one by one and in this order: a property that is added to a plan must
 * not tell threads of old and new modules apart whose memory is the same.
 */
export function layoutHash({
  packet,
  components,
  queues,
  worlds,
  memory,
  cluster,
  node,
}: LayoutInput): number {
  const { headerSize, maskWords, size, align, words } = packet
  const layout: unknown[] = [
    { headerSize, maskWords, size, align, words },
    components.map(({ wireWords: _, ...component }) => component),
    queues.map((queue) => ({
      source: queue.source,
      target: queue.target,
      kind: queue.kind,
      slotWords: queue.slotWords,
      carried: queue.carried,
      name: queue.name,
      isPriority: queue.isPriority,
      capacity: queue.capacity,
      batchSize: queue.batchSize,
      word: queue.word,
      readyWord: queue.readyWord,
      readyBit: queue.readyBit,
      memoryBytes: queue.memoryBytes,
    })),
    worlds.map(({ node: _node, isLocal: _isLocal, poolSize: _poolSize, ecs: _ecs, ...world }) => world),
    memory,
  ]
  // The memory of another node has other rings, even where they take the same places.
  if (cluster !== null) layout.push({ node, network: cluster.network })
  // What is said about a field for people moves no byte, nor does how a world reads a reference.
  const isLeftOut = (key: string): boolean => key === 'deprecated' || key === 'reference'
  return fingerprint(layout, (key, value) => (isLeftOut(key) ? undefined : value))
}

function fingerprint(value: unknown, replacer?: (key: string, value: unknown) => unknown): number {
  return fnv1a32(JSON.stringify(value, replacer)) & 0x7fffffff
}
