import {
  CLUSTER_NAME,
  FINGERPRINTS,
  LOCAL_NODE,
  nodeNames,
  SCHEMA_HASH_HIGH,
  SCHEMA_HASH_LOW,
} from './sample-cluster.ts'
import {
  DIFFERENCE_WORDS,
  differenceText,
  findDifference,
  NO_DIFFERENCE,
  readDifference,
  TERM_HASH_WORDS,
  type TermDifference,
  termText,
  writeDifference,
  writeTermHashes,
} from './terms.ts'
import { readAscii, writeAscii } from './wire-ascii.ts'

/**
 * The messages between nodes; docs/wire-format.md has the bytes, docs/protocol.md the rules. All are multiples
 * of 8 bytes. A message begins with its kind in the lowest byte of its first word; HELLO, which comes first on
 * a stream, with the bytes `ECSG`.
 */
export const PROTOCOL_VERSION = 2
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
/**
 * Magic, version, hash, nodes, incarnations, fingerprints, and the names of cluster and node as 64 bytes each. It is the
 * same in all versions of the protocol, so that nodes of two can say so.
 */
export const IDENTITY_WORDS = 48
const FINGERPRINT_WORD = 10
const CLUSTER_NAME_WORD = 16
const NODE_NAME_WORD = 32
const NAME_BYTES = 64
/** An identity and what this node has to agree on with others; counts of channels follow on a stream. */
export const HELLO_WORDS: number = IDENTITY_WORDS + TERM_HASH_WORDS
/** An identity and what differs; in front of it stand the kind and the reason. */
export const REFUSAL_BODY_WORDS: number = IDENTITY_WORDS + DIFFERENCE_WORDS + 1
export const REFUSAL_WORDS: number = 2 + REFUSAL_BODY_WORDS

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
  /** Of HELLO: hashes of what it has to agree on. Null when they are not told, as in other versions. */
  terms: Int32Array | null = null
  /** Of REFUSAL: what differs. */
  difference: TermDifference = NO_DIFFERENCE
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
  writeAscii(words, at + CLUSTER_NAME_WORD, CLUSTER_NAME)
  writeAscii(words, at + NODE_NAME_WORD, nodeNames[LOCAL_NODE]!)
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
  identity.cluster = readAscii(words, at + CLUSTER_NAME_WORD, NAME_BYTES)
  identity.node = readAscii(words, at + NODE_NAME_WORD, NAME_BYTES)
  return identity
}

/** Writes who dials: what stands in front of the counts of the channels. */
export function writeHello(
  words: Int32Array,
  at: number,
  to: number,
  channelCount: number,
  dial: number,
  incarnation: number,
  knows: number,
): void {
  writeIdentity(words, at, to, channelCount, dial, incarnation, knows)
  writeTermHashes(words, at + IDENTITY_WORDS)
}

/** Reads HELLO up to the word `end`; null while it is not all there. Another version is known by its identity. */
export function readHello(words: Int32Array, at: number, end: number): Identity | null {
  if (end - at < IDENTITY_WORDS) return null
  const identity = readIdentity(words, at)
  if (identity.version !== PROTOCOL_VERSION) return identity
  if (end - at < HELLO_WORDS) return null
  identity.terms = words.slice(at + IDENTITY_WORDS, at + HELLO_WORDS)
  return identity
}

/** Answers a HELLO with who this node is and what differs. */
export function writeRefusal(
  words: Int32Array,
  at: number,
  other: Identity,
  incarnation: number,
  knows: number,
): void {
  words.fill(0, at, at + REFUSAL_BODY_WORDS)
  writeIdentity(words, at, other.from, 0, 0, incarnation, knows)
  if (other.terms !== null) writeDifference(words, at + IDENTITY_WORDS, other.terms)
}

/** Reads REFUSAL from its identity up to the word `end`, as readHello does. */
export function readRefusal(words: Int32Array, at: number, end: number): Identity | null {
  if (end - at < IDENTITY_WORDS) return null
  const identity = readIdentity(words, at)
  if (identity.version !== PROTOCOL_VERSION) return identity
  if (end - at < REFUSAL_BODY_WORDS) return null
  identity.difference = readDifference(words, at + IDENTITY_WORDS)
  return identity
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
    const text = `${name} was generated from another schema (${hashes}): the ${parts.join(', ')} differ${firstText(other)}`
    return { code: Refusal.schema, text }
  }
  return null
}

/** The first difference: with both sides when the other one has told its own, else with ours. */
function firstText({ terms, difference }: Identity): string {
  if (difference.place > 0) return `, first ${differenceText(difference)}`
  const place = terms === null ? 0 : findDifference(terms)
  return place === 0 ? '' : `, first where this node has ${termText(place) || 'nothing more'}`
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
