import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { SCHEMA_HASH_HIGH, SCHEMA_HASH_LOW } from './sample-cluster.ts'
import { PROTOCOL_VERSION } from './wire.ts'

/** In front of every datagram, in the clear: kind, flags and number of the packet, and the ids of both ends. */
const SEAL_HEADER_BYTES = 16
const TAG_BYTES = 16
const NONCE_BYTES = 12
const KEY_BYTES = 32

/** What sealing adds to a datagram of a session: the tag, and the epoch of the key. */
export const SESSION_SEAL_BYTES: number = TAG_BYTES + 1
/** What it adds to one before there is a session: the tag, a nonce by chance, and the epoch of the key. */
export const HANDSHAKE_SEAL_BYTES: number = TAG_BYTES + NONCE_BYTES + 1

/**
 * As fast here as AES-GCM, because the calls cost more than the bytes; and one key may seal all 2^48 packets of
 * a session, where AES-GCM has to change it after 2^28 (RFC 9001, appendix B).
 */
const CIPHER = 'chacha20-poly1305'
const CIPHER_OPTIONS = { authTagLength: TAG_BYTES } as const

/** More keys at a time than any rotation needs; each costs every session two derived ones. */
const PRE_SHARED_KEYS_MAX = 8

/**
 * A key that all nodes of the cluster have. All of them give it the same epoch, which tells it from the keys
 * before and after it.
 * @public
 */
export interface PreSharedKey {
  /** From 0 to 255. */
  readonly epoch: number
  /** 32 bytes by chance, such as `randomBytes(32)` of node:crypto gives; no password. */
  readonly key: Uint8Array
}

/**
 * The keys of a cluster: each opens, and that of `currentEpoch` seals.
 * @public
 */
export interface PreSharedKeys {
  readonly keys: readonly PreSharedKey[]
  readonly currentEpoch: number
}

/** The two ends of a session. No two sessions may have the same: a packet number would repeat under one key. */
export interface SessionEnds {
  readonly dialerId: number
  readonly listenerId: number
  readonly dialerIncarnation: number
  readonly listenerIncarnation: number
}

/** The keys of both directions. */
interface SessionKeys {
  readonly epoch: number
  readonly sending: KeyObject
  readonly receiving: KeyObject
}

/** A key as it was given, and what is derived from it for datagrams before there is a session. */
interface EpochKeys {
  readonly epoch: number
  readonly key: KeyObject
  readonly fromDialer: KeyObject
  readonly fromListener: KeyObject
}

/**
 * What stands beside the bytes and has to be the same on both sides. A session is bound to schema and protocol; a
 * handshake is not: it says itself which ones it is of, so that a node can be told what differs.
 */
const sessionContext: Uint8Array = contextOfSessions()
const handshakeContext = new Uint8Array(SEAL_HEADER_BYTES)

/** Of a session: the number of the packet in its lowest 48 bits. It never repeats under a key. */
const packetNonce = new Uint8Array(NONCE_BYTES)
const chanceNonce = new Uint8Array(NONCE_BYTES)

/**
 * Seals datagrams with keys that the nodes of a cluster share, and opens theirs: nobody without a key can read
 * or change what is behind the header, or change the header. One that was recorded opens again: whoever opens has
 * to know which packet numbers have come. In place: the sealed bytes take the place of the open ones.
 */
export class Seal {
  private readonly entropy: (bytes: Uint8Array) => void
  private epochs: readonly EpochKeys[] = []
  private current: EpochKeys | null = null
  /** Counts the changes of the keys, so that sessions find that theirs are of former ones. */
  private changes = 0

  /** `entropy` fills bytes with what nobody can foresee. Throws a RangeError for keys that cannot be. */
  constructor(keys: readonly PreSharedKey[], currentEpoch: number, entropy: (bytes: Uint8Array) => void) {
    this.entropy = entropy
    this.setKeys(keys, currentEpoch)
  }

  /**
   * Takes other keys, for sessions that are there as well: each of them opens, that of `currentEpoch` seals. First
   * give a new key to all nodes, then make it the current one of each, then take the old one away.
   */
  setKeys(keys: readonly PreSharedKey[], currentEpoch: number): void {
    if (keys.length > PRE_SHARED_KEYS_MAX) {
      throw new RangeError(
        `there are ${keys.length} pre-shared keys, at most ${PRE_SHARED_KEYS_MAX} are used`,
      )
    }
    const epochs = keys.map(checkedEpoch)
    for (const { epoch } of epochs) {
      if (epochs.filter((other) => other.epoch === epoch).length > 1) {
        throw new RangeError(`two pre-shared keys have the epoch ${epoch}`)
      }
    }
    const current = epochs.find(({ epoch }) => epoch === currentEpoch)
    if (current === undefined) throw new RangeError(`no pre-shared key has the current epoch ${currentEpoch}`)
    this.epochs = epochs
    this.current = current
    this.changes++
  }

  /**
   * Seals the first `length` bytes, a header and more, before there is a session. Behind them there is room for
   * HANDSHAKE_SEAL_BYTES. Returns how long they are now. `isDialer`: this node is the one that dials.
   */
  sealHandshake(bytes: Uint8Array, length: number, isDialer: boolean): number {
    const { epoch, fromDialer, fromListener } = this.current!
    this.entropy(chanceNonce)
    handshakeContext.set(bytes.subarray(0, SEAL_HEADER_BYTES))
    const end = sealBytes(isDialer ? fromDialer : fromListener, chanceNonce, handshakeContext, bytes, length)
    bytes.set(chanceNonce, end)
    bytes[end + NONCE_BYTES] = epoch
    return end + NONCE_BYTES + 1
  }

  /** Opens what `sealHandshake` of another node has sealed; returns how long it is now, or -1. */
  openHandshake(bytes: Uint8Array, length: number, isDialer: boolean): number {
    const end = length - HANDSHAKE_SEAL_BYTES
    if (end < SEAL_HEADER_BYTES || length > bytes.length) return -1
    const epoch = this.epochOf(bytes[length - 1]!)
    if (epoch === null) return -1
    chanceNonce.set(bytes.subarray(end + TAG_BYTES, length - 1))
    handshakeContext.set(bytes.subarray(0, SEAL_HEADER_BYTES))
    const key = isDialer ? epoch.fromListener : epoch.fromDialer
    return openBytes(key, chanceNonce, handshakeContext, bytes, end)
  }

  /** The seal of a session between two nodes. `isDialer`: this node is the one that has dialed. */
  session(ends: SessionEnds, isDialer: boolean): SessionSeal {
    return new SessionSeal(this, ends, isDialer)
  }

  /** For sessions: which keys they have to do with. */
  get keyChanges(): number {
    return this.changes
  }

  get currentEpoch(): number {
    return this.current!.epoch
  }

  /** For sessions: derives a key; null where there is none of this epoch. */
  derive(epoch: number, info: Uint8Array): KeyObject | null {
    const found = this.epochOf(epoch)
    return found === null ? null : derived(found.key, info)
  }

  private epochOf(number: number): EpochKeys | null {
    for (const epoch of this.epochs) if (epoch.epoch === number) return epoch
    return null
  }
}

/**
 * The seal of one session: each direction has its own key for each epoch, derived when it is first needed. The
 * packet number in the header is the nonce: no two packets of a direction may have the same one, in any epoch.
 */
export class SessionSeal {
  private readonly seals: Seal
  private readonly sendingInfo: Uint8Array
  private readonly receivingInfo: Uint8Array
  /** Of keys that are there: as many as there are epochs at most. */
  private pairs: SessionKeys[] = []
  private changes = -1

  constructor(seals: Seal, ends: SessionEnds, isDialer: boolean) {
    this.seals = seals
    this.sendingInfo = sessionInfo(ends, isDialer)
    this.receivingInfo = sessionInfo(ends, !isDialer)
  }

  /**
   * Seals the first `length` bytes, a header and more. Behind them there is room for SESSION_SEAL_BYTES. Returns
   * how long they are now.
   */
  seal(bytes: Uint8Array, length: number): number {
    const { epoch, sending } = this.pairOf(this.seals.currentEpoch)!
    lookAt(bytes)
    const end = sealBytes(sending, packetNonce, sessionContext, bytes, length)
    bytes[end] = epoch
    return end + 1
  }

  /** Opens what the other end has sealed; returns how long it is now, or -1 and the bytes as they were. */
  open(bytes: Uint8Array, length: number): number {
    const end = length - SESSION_SEAL_BYTES
    if (end < SEAL_HEADER_BYTES || length > bytes.length) return -1
    const pair = this.pairOf(bytes[length - 1]!)
    if (pair === null) return -1
    lookAt(bytes)
    return openBytes(pair.receiving, packetNonce, sessionContext, bytes, end)
  }

  private pairOf(epoch: number): SessionKeys | null {
    const { seals } = this
    if (this.changes !== seals.keyChanges) {
      this.changes = seals.keyChanges
      this.pairs = []
    }
    for (const pair of this.pairs) if (pair.epoch === epoch) return pair
    const sending = seals.derive(epoch, this.sendingInfo)
    const receiving = seals.derive(epoch, this.receivingInfo)
    if (sending === null || receiving === null) return null
    const pair = { epoch, sending, receiving }
    this.pairs.push(pair)
    return pair
  }
}

/** With room for the header in front. */
function contextOfSessions(): Uint8Array {
  const context = new Uint8Array(SEAL_HEADER_BYTES + 12)
  const view = new DataView(context.buffer, SEAL_HEADER_BYTES)
  view.setUint32(0, SCHEMA_HASH_LOW, true)
  view.setUint32(4, SCHEMA_HASH_HIGH, true)
  view.setUint32(8, PROTOCOL_VERSION, true)
  return context
}

function checkedEpoch({ epoch, key }: PreSharedKey): EpochKeys {
  if (!Number.isInteger(epoch) || epoch < 0 || epoch > 255) {
    throw new RangeError(`the epoch of a pre-shared key is from 0 to 255, not ${epoch}`)
  }
  if (!(key instanceof Uint8Array) || key.length !== KEY_BYTES) {
    throw new RangeError(`the pre-shared key of epoch ${epoch} is no Uint8Array of ${KEY_BYTES} bytes`)
  }
  const secret = createSecretKey(key)
  const fromDialer = derived(secret, labelled('handshake of a dialer'))
  const fromListener = derived(secret, labelled('handshake of a listener'))
  return { epoch, key: secret, fromDialer, fromListener }
}

/** HKDF with SHA-256 and no salt: the input is as good as any key, and the label tells the outputs apart. */
function derived(key: KeyObject, info: Uint8Array): KeyObject {
  return createSecretKey(new Uint8Array(hkdfSync('sha256', key, new Uint8Array(0), info, KEY_BYTES)))
}

function labelled(label: string, more = 0): Uint8Array {
  const text = `ecs-gen datagram ${label} `
  const bytes = new Uint8Array(text.length + more)
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index)
  return bytes
}

/** What tells the key of one direction of a session from every other. */
function sessionInfo(ends: SessionEnds, isFromDialer: boolean): Uint8Array {
  const info = labelled(isFromDialer ? 'session from dialer' : 'session from listener', 24)
  const view = new DataView(info.buffer, info.length - 24)
  view.setUint32(0, ends.dialerId, true)
  view.setUint32(4, ends.listenerId, true)
  putIncarnation(view, 8, ends.dialerIncarnation)
  putIncarnation(view, 16, ends.listenerIncarnation)
  return info
}

/** A whole number up to 2^53, as 64 bits. */
function putIncarnation(view: DataView, at: number, incarnation: number): void {
  view.setUint32(at, incarnation, true)
  view.setUint32(at + 4, Math.floor(incarnation / 0x1_0000_0000), true)
}

/** Takes nonce and context from the header of a session's datagram. */
function lookAt(bytes: Uint8Array): void {
  for (let index = 0; index < SEAL_HEADER_BYTES; index++) sessionContext[index] = bytes[index]!
  packetNonce[0] = bytes[4]!
  packetNonce[1] = bytes[5]!
  packetNonce[2] = bytes[6]!
  packetNonce[3] = bytes[7]!
  packetNonce[4] = bytes[2]!
  packetNonce[5] = bytes[3]!
}

/** Puts the sealed bytes in the place of the open ones, and the tag behind them; returns where it ends. */
function sealBytes(
  key: KeyObject,
  nonce: Uint8Array,
  context: Uint8Array,
  bytes: Uint8Array,
  length: number,
): number {
  const cipher = createCipheriv(CIPHER, key, nonce, CIPHER_OPTIONS)
  cipher.setAAD(context, { plaintextLength: length - SEAL_HEADER_BYTES })
  bytes.set(cipher.update(bytes.subarray(SEAL_HEADER_BYTES, length)), SEAL_HEADER_BYTES)
  cipher.final()
  bytes.set(cipher.getAuthTag(), length)
  return length + TAG_BYTES
}

/** Puts the open bytes in the place of the sealed ones, once the tag at `end` has shown that they are true. */
function openBytes(
  key: KeyObject,
  nonce: Uint8Array,
  context: Uint8Array,
  bytes: Uint8Array,
  end: number,
): number {
  const cipher = createDecipheriv(CIPHER, key, nonce, CIPHER_OPTIONS)
  cipher.setAAD(context, { plaintextLength: end - SEAL_HEADER_BYTES })
  cipher.setAuthTag(bytes.subarray(end, end + TAG_BYTES))
  const open = cipher.update(bytes.subarray(SEAL_HEADER_BYTES, end))
  try {
    cipher.final()
  } catch {
    return -1
  }
  bytes.set(open, SEAL_HEADER_BYTES)
  return end
}
