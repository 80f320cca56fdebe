import type { DeliveryKind } from '../../schemas/delivery.ts'
import type { Deprecation } from '../../schemas/deprecated.ts'
import type { EcsKind, ReferencePolicy } from '../../schemas/ecs.ts'
import type { FieldType, ScalarName, VectorName } from '../../schemas/fieldType.ts'
import type { SecurityKind } from '../../schemas/security.ts'
import type { TopologyKind } from '../../schemas/topology.ts'

/**
 * The finished plan of one output module: every choice made, every number computed. Plain, total, readonly
 * data; absent things are empty arrays, zero or null, never missing. Offsets and sizes are bytes unless the
 * name ends in `Word` or `Words` (32-bit words).
 */
export interface Plan {
  readonly name: string
  /** File name of the schema as the banner prints it: no folder. */
  readonly schemaFile: string
  /** The node this module is for, or null when the schema declares no nodes. */
  readonly node: NodePlan | null
  readonly nodes: readonly NodePlan[]
  /** 64 bits in hex over everything that changes bytes on a wire or their meaning. */
  readonly schemaHash: string
  /** 31-bit fingerprint of the memory map; threads of one process compare it when they attach. */
  readonly layoutHash: number
  /** Only the components that some link carries, in declared order: index = id = mask bit. */
  readonly components: readonly ComponentPlan[]
  /** Ids of those that links of this node carry, or that its routing asks for: only they have code here. */
  readonly codecs: readonly number[]
  /** Those whose components all have code here. */
  readonly archetypes: readonly ArchetypePlan[]
  readonly packet: PacketPlan
  readonly worlds: readonly WorldPlan[]
  /** The rings of this module, local ones and those that lead to or come from its peers. */
  readonly queues: readonly QueuePlan[]
  readonly memory: MemoryPlan
  /** Null without a transport. */
  readonly cluster: ClusterPlan | null
  readonly ownership: OwnershipPlan | null
  readonly sharedState: 'memory' | null
  readonly features: FeaturePlan
  /** What the schema declares and the module leaves out, with the reason, for `explain`. */
  readonly leftOut: readonly { readonly what: string; readonly why: string }[]
}

/** Which optional parts exist. Every name is one that a template or a kernel region asks for. */
export interface FeaturePlan {
  readonly queues: boolean
  readonly spsc: boolean
  readonly mpmc: boolean
  readonly priority: boolean
  readonly archetypes: boolean
  /** Some link carries fewer components than the packet holds. */
  readonly partialLinks: boolean
  readonly routing: boolean
  /** The cluster has a transport, and this node has peers. */
  readonly remote: boolean
  readonly tcp: boolean
  readonly udp: boolean
  /** Over TCP: in the clear, or protected by TLS. */
  readonly plainTcp: boolean
  readonly tls: boolean
  /** Datagrams are sealed. */
  readonly preSharedKey: boolean
  /** Either of the two: nodes prove who they are. */
  readonly secured: boolean
  /** Some link to another node gives a choice of deliveries. */
  readonly severalDeliveries: boolean
  /** Some link to another node is resent until acknowledged. */
  readonly acknowledged: boolean
  /** Some world has an adapter; and the kinds of ECS that adapters are for. */
  readonly adapters: boolean
  readonly indexed: boolean
  readonly bitecs: boolean
  readonly koota: boolean
  readonly miniplex: boolean
  /** Some world keeps values in columns, where the words of an enum are numbers. */
  readonly columns: boolean
  /** Some world has a store; and some of these an adapter. */
  readonly stores: boolean
  readonly storeAdapters: boolean
  /** An adapter moves references to entities; and some of them wait for what they refer to. */
  readonly references: boolean
  readonly deferred: boolean
}

export interface NodePlan {
  readonly id: number
  readonly name: string
}

export interface ComponentPlan {
  readonly name: string
  readonly id: number
  /** Which mask word holds its bit, counted from the first, and which bit. */
  readonly maskWord: number
  readonly maskBit: number
  readonly offset: number
  readonly size: number
  readonly align: number
  /** Bytes between the end of what stands before it and its offset. */
  readonly paddingBefore: number
  /** Where a packet ends in which this is the last component. */
  readonly end: number
  /** Words of such a packet on a wire: its end, rounded up to 64 bits. */
  readonly wireWords: number
  readonly fields: readonly FieldPlan[]
  /** Absolute offsets of padding bytes inside the component; they are written as zero. */
  readonly holes: readonly number[]
}

/** A field at its absolute place in the packet. */
export interface FieldPlan {
  readonly name: string
  readonly offset: number
  readonly size: number
  readonly align: number
  /** As the schema spells it, for people. */
  readonly typeText: string
  /** Whether it should not be used any more, or why. No part of any hash. */
  readonly deprecated: Deprecation
  readonly shape: FieldShape
}

export type FieldShape =
  | { readonly kind: 'scalar'; readonly scalar: ScalarName }
  | { readonly kind: 'vector'; readonly vector: VectorName }
  | { readonly kind: 'entity'; readonly reference: ReferencePolicy }
  | {
      readonly kind: 'array'
      readonly element: Extract<FieldType, { kind: 'scalar' | 'vector' | 'entity' }>
      readonly length: number
      readonly elementSize: number
    }
  | { readonly kind: 'string'; readonly bytes: number }
  | { readonly kind: 'bytes'; readonly bytes: number }
  | { readonly kind: 'enum'; readonly typeName: string; readonly members: readonly string[] }
  | { readonly kind: 'flags'; readonly typeName: string; readonly members: readonly string[] }
  | { readonly kind: 'struct'; readonly typeName: string; readonly fields: readonly FieldPlan[] }
  | QuantizedShape
  | AngleShape
  | { readonly kind: 'smallestThree'; readonly bits: number }

/** A value is `min + code * step`, its code the nearest whole number to `(value - min) * scale`. */
export interface QuantizedShape {
  readonly kind: 'quantized'
  readonly min: number
  readonly max: number
  /** The largest code. */
  readonly steps: number
  readonly step: number
  readonly scale: number
  /** Whether the value of the last code is the maximum, to the last bit. */
  readonly reachesMax: boolean
}

/** A value is `code * step`, its code signed and of `bits` bits: the nearest whole number to `value * scale`. */
export interface AngleShape {
  readonly kind: 'angle'
  readonly bits: number
  readonly step: number
  readonly scale: number
}

export interface ArchetypePlan {
  readonly name: string
  /** Component ids in declared order. */
  readonly components: readonly number[]
  readonly mask: readonly number[]
  /** Bytes of its packet. */
  readonly size: number
}

export interface PacketPlan {
  readonly headerSize: number
  readonly maskWords: number
  /** Header and all components, rounded up to `align`. */
  readonly size: number
  readonly align: number
  readonly words: number
  /** Words on a wire of a packet without components. */
  readonly headerWireWords: number
}

export interface WorldPlan {
  readonly name: string
  readonly id: number
  /** The node that it lives on; null without a transport, where all nodes have all worlds. */
  readonly node: number | null
  /** Whether it lives in this module. Worlds that do not have no queue into them and share control lines. */
  readonly isLocal: boolean
  /** Ids of the components it holds, of those that the packet has. */
  readonly components: readonly number[]
  /** Words of its control lines in the memory. */
  readonly readyWord: number
  readonly readyWords: number
  readonly priorityReadyWord: number
  readonly sleeperWord: number
  readonly wakeWord: number
  readonly statsWord: number
  readonly poolWord: number
  readonly poolSize: number
  /** How many pools stand behind one another: more than one where several threads may send from the world. */
  readonly poolCount: number
  /**
   * With `mpmc` queues: counts how often one was taken; behind it, by pool, the number of its thread, when that
   * last looked, and how many packets were lent.
   */
  readonly poolTakingsWord: number
  /** Names of its queues in the order of their ready bits. */
  readonly inbound: readonly string[]
  readonly inboundPriority: readonly string[]
  /** Names of the queues that it sends into. */
  readonly outbound: readonly string[]
  readonly routing: RoutingPlan | null
  /** Null for worlds of other nodes, too. */
  readonly ecs: EcsPlan | null
}

/** The adapter of a world, and its store where it has one. */
export interface EcsPlan {
  readonly kind: EcsKind
  readonly entityCapacity: number
  /** The ids of entities that begin in this world, both ends included. */
  readonly firstId: number
  readonly lastId: number
  /** Places of the table that finds entities by id. */
  readonly idPlaces: number
  /** Whether a link begins or ends here: else there is nothing to adapt. */
  readonly hasAdapter: boolean
  /** Ids of the components that the adapter moves: those that the world holds and the module has code for. */
  readonly components: readonly number[]
  readonly store: StorePlan | null
}

/** The memory of a store. Offsets are bytes from its start. */
export interface StorePlan {
  readonly bytes: number
  readonly fingerprint: number
  /** A power of two above the highest row. */
  readonly span: number
  readonly generationsOffset: number
  readonly nextsOffset: number
  readonly maskOffsets: readonly number[]
  /** All that the world holds; those that travel have the numbers that they have in packets. */
  readonly components: readonly StoreComponentPlan[]
  /** One more than the highest number of a component. */
  readonly componentNumbers: number
}

export interface StoreComponentPlan {
  readonly name: string
  readonly number: number
  readonly fields: readonly FieldPlan[]
  readonly columns: readonly ColumnPlan[]
}

/** One value of each entity: `perRow` elements a row in the memory, or a text or bytes outside of it. */
export interface ColumnPlan {
  /** Names from the component on, such as `pose`, `at`, `x`. */
  readonly path: readonly string[]
  readonly element: ScalarName | 'string' | 'bytes'
  readonly perRow: number
  readonly offset: number
}

export interface RoutingPlan {
  readonly defaultWorld: number
  readonly rules: readonly { readonly component: number; readonly world: number }[]
}

/**
 * Between which two a ring stands. local: two worlds of this node. outbound: a world of this node and the
 * network; it is the send window of a channel. inbound: the network and a world of this node. returned: the
 * network and the world whose transfers could not be delivered.
 */
export type QueueRole = 'local' | 'outbound' | 'inbound' | 'returned'

export interface QueuePlan {
  /** Such as `lobbyToForest`, `lobbyToForestPriority`, `lobbyToForestOrdered` or `lobbyReturned`. */
  readonly name: string
  readonly source: number
  readonly target: number
  readonly role: QueueRole
  /** Of a channel between nodes; null within one. */
  readonly delivery: DeliveryKind | null
  /** Whether it takes the transfers of its link for which no delivery is named. */
  readonly isFirst: boolean
  readonly kind: 'spsc' | 'mpmc'
  readonly isPriority: boolean
  readonly capacity: number
  readonly batchSize: number
  readonly slotWords: number
  /** First word of its index lines; the slots follow 64 words later. */
  readonly word: number
  readonly readyWord: number
  readonly readyBit: number
  /** Counts the threads that sleep until the queue has something; the word that they sleep on follows. */
  readonly sleeperWord: number
  /** Mask words of the components that both worlds hold. */
  readonly carried: readonly number[]
  /** Bytes of memory that it takes, index lines included. */
  readonly memoryBytes: number
}

export interface MemoryPlan {
  readonly bytes: number
  readonly runningWord: number
  readonly sharedWakeWord: number
  readonly hashWord: number
  readonly poolSize: number
  readonly poolSlotWords: number
}

/** What this node needs to talk with the others. */
export interface ClusterPlan {
  readonly transport: 'tcp' | 'udp'
  /** How what is written is protected; null where it is not. */
  readonly security: SecurityKind | null
  readonly topology: TopologyKind
  /** The node in the middle of a star; null elsewhere. */
  readonly hub: number | null
  /** Where this node listens. */
  readonly host: string
  readonly port: number
  readonly heartbeatIntervalMs: number
  readonly peerTimeoutMs: number
  readonly reconnectMinMs: number
  readonly reconnectMaxMs: number
  /** More than half of this node and its peers. */
  readonly quorum: number
  readonly network: NetworkPlan
  /** The nodes that the topology connects with this one, whether a link leads there or not. */
  readonly peers: readonly PeerPlan[]
  /** Hashes of the parts of the schema that the schema hash covers, so that a refusal can name the part. */
  readonly fingerprints: readonly { readonly what: string; readonly value: number }[]
  /** The same in small pieces, as far as there is room, so that it can name the first that differs. */
  readonly terms: readonly TermPlan[]
}

/** Something that two nodes have to agree on. */
export interface TermPlan {
  /** What it is, and its parts, between `; `. */
  readonly text: string
  readonly hash: number
}

/** Words of the control line by which outbound rings wake whoever sends for them. */
export interface NetworkPlan {
  readonly readyWord: number
  readonly readyWords: number
  readonly sleeperWord: number
  readonly wakeWord: number
}

export interface PeerPlan {
  readonly node: number
  readonly name: string
  readonly host: string
  readonly port: number
  /** By channel number: what is sent to the peer, and what comes from it. */
  readonly outbound: readonly OutboundChannelPlan[]
  readonly inbound: readonly InboundChannelPlan[]
}

export interface OutboundChannelPlan {
  readonly queue: string
  readonly delivery: DeliveryKind
  /** All tries together; then a transfer comes back. */
  readonly lifetimeMs: number
  /** The ring through which it comes back. */
  readonly returns: string
}

export interface InboundChannelPlan {
  readonly queue: string
  readonly delivery: DeliveryKind
  /** Mask words of the components that the link carries. */
  readonly carried: readonly number[]
}

export type OwnershipPlan =
  | { readonly strategy: 'hash' }
  | { readonly strategy: 'range'; readonly entitiesPerNode: number }
  | {
      readonly strategy: 'consistent_hash'
      readonly virtualNodes: number
      /** Sorted points of the ring, and the node id that owns each. */
      readonly hashes: readonly number[]
      readonly owners: readonly number[]
    }
