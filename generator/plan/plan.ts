import type { FieldType, ScalarName, VectorName } from '../../schemas/fieldType.ts'

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
  readonly archetypes: readonly ArchetypePlan[]
  readonly packet: PacketPlan
  readonly worlds: readonly WorldPlan[]
  readonly queues: readonly QueuePlan[]
  readonly memory: MemoryPlan
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
  /** Some link carries fewer components than the packet holds. */
  readonly partialLinks: boolean
  readonly routing: boolean
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
  readonly shape: FieldShape
}

export type FieldShape =
  | { readonly kind: 'scalar'; readonly scalar: ScalarName }
  | { readonly kind: 'vector'; readonly vector: VectorName }
  | { readonly kind: 'entity' }
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
}

export interface WorldPlan {
  readonly name: string
  readonly id: number
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
  /** Names of its queues in the order of their ready bits. */
  readonly inbound: readonly string[]
  readonly inboundPriority: readonly string[]
  readonly outbound: readonly string[]
  readonly routing: RoutingPlan | null
}

export interface RoutingPlan {
  readonly defaultWorld: number
  readonly rules: readonly { readonly component: number; readonly world: number }[]
}

export interface QueuePlan {
  /** Such as `lobbyToForest` or `lobbyToForestPriority`. */
  readonly name: string
  readonly source: number
  readonly target: number
  readonly kind: 'spsc' | 'mpmc'
  readonly isPriority: boolean
  readonly capacity: number
  readonly batchSize: number
  readonly slotWords: number
  /** First word of its index lines; the slots follow 64 words later. */
  readonly word: number
  readonly readyWord: number
  readonly readyBit: number
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
