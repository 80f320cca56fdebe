import {
  CLUSTER_NAME,
  FINGERPRINTS,
  LOCAL_NODE,
  nodeNames,
  SCHEMA_HASH_HIGH,
  SCHEMA_HASH_LOW,
} from './sample-cluster.ts'

/**
 * The messages between nodes; docs/wire-format.md has the bytes, docs/protocol.md the rules. All are multiples
 * of 8 bytes. A message begins with its kind in the lowest byte of its first word; HELLO, which comes first on
 * a stream, with the bytes `ECSG`.
 */
export const PROTOCOL_VERSION = 1
export const HELLO_MAGIC = 0x4753_4345
export const WELCOME = 1
export const REFUSAL = 2
export const SEGMENT = 3
export const HEARTBEAT = 4
export const GOODBYE = 5
export const ACKNOWLEDGEMENT = 6

/** Words of each message, or of its fixed part. */
export const SEGMENT_WORDS = 4
export const HEARTBEAT_WORDS = 2
export const GOODBYE_WORDS = 2
export const ACKNOWLEDGEMENT_WORDS = 2
/** For each channel behind an acknowledgement: its number, what was received, how much more fits. */
export const ACKNOWLEDGED_WORDS = 3
export const WELCOME_WORDS = 4
/** Magic, version, hash, nodes, incarnations, fingerprints, and the names of cluster and node as 64 bytes each. */
export const IDENTITY_WORDS = 48
const FINGERPRINT_WORD = 10
const CLUSTER_NAME_WORD = 16
const NODE_NAME_WORD = 32
const NAME_BYTES = 64
export const REFUSAL_WORDS: number = 2 + IDENTITY_WORDS

/** A ring has at most 2^16 slots, so that nobody has room for more. */
export const FREE_MAX = 65_536

/** Why a stream is refused. */
export const Refusal = {
  version: 1,
  cluster: 2,
  schema: 3,
  node: 4,
  superseded: 5,
  taken: 6,
  stopped: 7,
  //#if tls
  identity: 8,
  //#end
} as const
export type Refusal = (typeof Refusal)[keyof typeof Refusal]

/** Who is at the other end of a stream, as it says itself. */
export class Identity {
  version = 0
  hashLow = 0
  hashHigh = 0
  from = 0
  to = 0
  channelCount = 0
  /** In HELLO: how many streams this start of the node has opened to the other side so far. */
  dial = 0
  incarnation = 0
  /** The incarnation of this node that the other side knows; 0 when it knows none. */
  knows = 0
  fingerprints: number[] = []
  cluster = ''
  node = ''
}

/** Incarnations are whole numbers up to 2^53, as two words. */
export function writeIncarnation(words: Int32Array, at: number, incarnation: number): void {
  words[at] = incarnation | 0
  words[at + 1] = Math.floor(incarnation / 0x1_0000_0000)
}

export function readIncarnation(words: Int32Array, at: number): number {
  return words[at + 1]! * 0x1_0000_0000 + (words[at]! >>> 0)
}

export function isIncarnation(incarnation: number): boolean {
  return Number.isSafeInteger(incarnation) && incarnation > 0
}

/** Writes who this node is, for the node `to`. */
export function writeIdentity(
  words: Int32Array,
  at: number,
  to: number,
  channelCount: number,
  dial: number,
  incarnation: number,
  knows: number,
): void {
  words.fill(0, at, at + IDENTITY_WORDS)
  words[at] = HELLO_MAGIC
  words[at + 1] = PROTOCOL_VERSION
  words[at + 2] = SCHEMA_HASH_LOW
  words[at + 3] = SCHEMA_HASH_HIGH
  words[at + 4] = LOCAL_NODE | (to << 8) | (channelCount << 16)
  words[at + 5] = dial
  writeIncarnation(words, at + 6, incarnation)
  writeIncarnation(words, at + 8, knows)
  for (let index = 0; index < FINGERPRINTS.length; index++) {
    words[at + FINGERPRINT_WORD + index] = FINGERPRINTS[index]!.value
  }
  writeName(words, at + CLUSTER_NAME_WORD, CLUSTER_NAME)
  writeName(words, at + NODE_NAME_WORD, nodeNames[LOCAL_NODE]!)
}

/** Reads who the other side is; nothing of it is trusted yet. */
export function readIdentity(words: Int32Array, at: number): Identity {
  const identity = new Identity()
  identity.version = words[at + 1]!
  identity.hashLow = words[at + 2]!
  identity.hashHigh = words[at + 3]!
  identity.from = words[at + 4]! & 0xff
  identity.to = (words[at + 4]! >>> 8) & 0xff
  identity.channelCount = words[at + 4]! >>> 16
  identity.dial = words[at + 5]!
  identity.incarnation = readIncarnation(words, at + 6)
  identity.knows = readIncarnation(words, at + 8)
  identity.fingerprints = Array.from(
    words.subarray(at + FINGERPRINT_WORD, at + FINGERPRINT_WORD + FINGERPRINTS.length),
  )
  identity.cluster = readName(words, at + CLUSTER_NAME_WORD)
  identity.node = readName(words, at + NODE_NAME_WORD)
  return identity
}

/** Names of schemas are ASCII, at most 64 characters. */
function writeName(words: Int32Array, at: number, name: string): void {
  for (let index = 0; index < name.length; index++)
    words[at + (index >> 2)]! |= name.charCodeAt(index) << ((index & 3) * 8)
}

function readName(words: Int32Array, at: number): string {
  let name = ''
  for (let index = 0; index < NAME_BYTES; index++) {
    const code = (words[at + (index >> 2)]! >>> ((index & 3) * 8)) & 0xff
    if (code === 0) break
    // It ends up in messages for people: printable characters only.
    name += code < 0x20 || code > 0x7e ? '?' : String.fromCharCode(code)
  }
  return name
}

export function writeSegmentHeader(
  words: Int32Array,
  at: number,
  channel: number,
  count: number,
  first: number,
): void {
  words[at] = SEGMENT | (channel << 16)
  words[at + 1] = count
  words[at + 2] = first
  words[at + 3] = 0
}

/** What is wrong with the other side's identity, with both values; null when the two can talk. */
export function findMismatch(other: Identity): RefusalCause | null {
  const name = `node ${other.node}`
  if (other.version !== PROTOCOL_VERSION) {
    const text = `${name} speaks protocol version ${other.version}, this node version ${PROTOCOL_VERSION}`
    return { code: Refusal.version, text }
  }
  if (other.cluster !== CLUSTER_NAME) {
    return {
      code: Refusal.cluster,
      text: `${name} belongs to cluster ${other.cluster}, this node to ${CLUSTER_NAME}`,
    }
  }
  if (other.hashLow !== SCHEMA_HASH_LOW || other.hashHigh !== SCHEMA_HASH_HIGH) {
    const parts = FINGERPRINTS.filter(({ value }, index) => value !== other.fingerprints[index]).map(
      ({ what }) => what,
    )
    const hashes = `there ${hashText(other.hashHigh, other.hashLow)}, here ${hashText(SCHEMA_HASH_HIGH, SCHEMA_HASH_LOW)}`
    const text = `${name} was generated from another schema (${hashes}): the ${parts.join(', ')} differ`
    return { code: Refusal.schema, text }
  }
  return null
}

/** Why a stream is refused, for the other side and for people. */
export interface RefusalCause {
  readonly code: Refusal
  readonly text: string
}

/** What the other side means by refusing our stream. */
export function refusalText(code: number, other: Identity): string {
  const mismatch = findMismatch(other)
  if (mismatch !== null) return mismatch.text
  const name = `node ${other.node}`
  switch (code) {
    case Refusal.superseded:
      return `${name} knows a later start of this node, incarnation ${other.knows}, and refuses this one`
    case Refusal.taken:
      return `${name} is connected to another process with this node's number, incarnation ${other.knows}`
    case Refusal.stopped:
      return `${name} is leaving`
    //#if tls
    case Refusal.identity:
      return `${name} does not find the name of this node in its certificate`
    //#end
    default:
      return `${name} answers where this node was to find another one`
  }
}

function hashText(high: number, low: number): string {
  return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('')
}
