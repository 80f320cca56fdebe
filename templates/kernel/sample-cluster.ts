import { I32 } from './sample.ts'

/**
 * Stands in for what the plan prints in front of the cluster kernels; see sample.ts. Packets hold a u32
 * (component 0) and eleven words (component 1).
 */
export const LOCAL_NODE = 0
export const CLUSTER_NAME = 'sample'
export const SCHEMA_HASH_LOW = 0x1234_5678
export const SCHEMA_HASH_HIGH = 0x0fed_cba9
export const FINGERPRINTS: readonly { readonly what: string; readonly value: number }[] = [
  { what: 'components', value: 1 },
  { what: 'worlds', value: 2 },
  { what: 'nodes', value: 3 },
  { what: 'links', value: 4 },
  { what: 'ownership', value: 5 },
]
export const TERMS: readonly { readonly text: string; readonly hash: number }[] = [
  { text: 'component Health; hp: u16; max: u16', hash: 11 },
  { text: 'component Stunned', hash: 12 },
  { text: 'world forest; on node alpha', hash: 13 },
]
export const HEARTBEAT_INTERVAL_MS = 1_000
export const PEER_TIMEOUT_MS = 5_000
export const RECONNECT_MIN_MS = 100
export const RECONNECT_MAX_MS = 5_000
export const QUORUM = 2
export const Node = { alpha: 0, beta: 1 } as const
export type Node = (typeof Node)[keyof typeof Node]
export const nodeNames: readonly string[] = ['alpha', 'beta']

export const PACKET_BYTES = 64
export const MASK_WORDS = 1
export const HEADER_WIRE_WORDS = 4
export const WIRE_WORDS: readonly number[] = [6, 16]
export const COMPONENT_STARTS: readonly number[] = [16, 20]
export const COMPONENT_ENDS: readonly number[] = [20, 64]
export const FLAG_RETURNED = 1 << 19
export const FLAG_IN_DOUBT = 1 << 20

export function wireWords(words: Int32Array, at: number): number {
  if (words[at + 3] !== 0) return WIRE_WORDS[31 - Math.clz32(words[at + 3]!)]!
  return HEADER_WIRE_WORDS
}

/** In the sample a component 0 above 2^31 is a value that its field cannot have. */
export function admitPacket(word: number): boolean {
  return (I32[word + 3]! & 1) === 0 || I32[word + 4]! >= 0
}
