// The messages of nodes, written from docs/wire-format.md and docs/protocol.md alone: it knows nothing of the kernels.
import { type Schema, up, usedLength } from './layout.ts'

export interface Identity {
  magic: string
  version: number
  schemaHash: string
  node: number
  peer: number
  dials: number
  incarnation: bigint
  known: bigint
  fingerprints: number[]
  cluster: string
  name: string
}

export interface Count {
  channel: number
  received: number
  free: number
}

/** The first term that differs: its place from 1 on (0: none is told), and how it reads on the refusing side. */
export interface Difference {
  place: number
  hasYours: boolean
  text: string
}

export type Message =
  /** `terms`: hashes, without the zeros behind them. */
  | { kind: 'hello'; identity: Identity; terms: number[]; counts: Count[] }
  | { kind: 'welcome'; incarnation: bigint; next: number[] }
  | { kind: 'refusal'; reason: number; identity: Identity; difference: Difference }
  | { kind: 'segment'; channel: number; first: number; packets: Uint8Array[] }
  | { kind: 'heartbeat' }
  | { kind: 'goodbye' }
  | { kind: 'acknowledgement'; counts: Count[] }

export const reasons = ['', 'version', 'cluster', 'schema', 'node', 'superseded', 'taken', 'stopped']
const kinds = ['', 'welcome', 'refusal', 'segment', 'heartbeat', 'goodbye', 'acknowledgement'] as const
export const identityBytes = 192
export const termsMost = 128
const helloBytes = identityBytes + 4 * termsMost
export const differenceBytes = 264

export function writeMessage(message: Message): Uint8Array {
  const bytes = new Uint8Array(lengthOf(message))
  const view = new DataView(bytes.buffer)
  if (message.kind !== 'hello') bytes[0] = kinds.indexOf(message.kind)
  switch (message.kind) {
    case 'hello':
      writeIdentity(bytes, message.identity)
      view.setUint16(18, message.counts.length, true)
      message.counts.forEach(({ received, free }, index) => {
        view.setUint32(helloBytes + 8 * index, received, true)
        view.setUint32(helloBytes + 8 * index + 4, free, true)
      })
      message.terms.forEach((hash, index) => {
        view.setUint32(identityBytes + 4 * index, hash, true)
      })
      break
    case 'welcome':
      view.setUint16(2, message.next.length, true)
      view.setBigUint64(8, message.incarnation, true)
      message.next.forEach((number, channel) => {
        view.setUint32(16 + 4 * channel, number, true)
      })
      break
    case 'refusal':
      bytes[1] = message.reason
      writeIdentity(bytes.subarray(8), message.identity)
      view.setUint16(8 + identityBytes, message.difference.place, true)
      view.setUint16(10 + identityBytes, message.difference.hasYours ? 1 : 0, true)
      new TextEncoder().encodeInto(
        message.difference.text,
        bytes.subarray(12 + identityBytes, 268 + identityBytes),
      )
      break
    case 'segment': {
      view.setUint16(2, message.channel, true)
      view.setUint32(4, message.packets.length, true)
      view.setUint32(8, message.first, true)
      let at = 16
      for (const packet of message.packets) {
        bytes.set(packet, at)
        at += packet.length
      }
      break
    }
    case 'acknowledgement':
      view.setUint16(2, message.counts.length, true)
      message.counts.forEach(({ channel, received, free }, index) => {
        view.setUint32(8 + 12 * index, channel, true)
        view.setUint32(12 + 12 * index, received, true)
        view.setUint32(16 + 12 * index, free, true)
      })
  }
  return bytes
}

function lengthOf(message: Message): number {
  switch (message.kind) {
    case 'hello':
      return helloBytes + 8 * message.counts.length
    case 'welcome':
      return up(16 + 4 * message.next.length, 8)
    case 'refusal':
      return 8 + identityBytes + differenceBytes
    case 'segment':
      return message.packets.reduce((sum, packet) => sum + packet.length, 16)
    case 'acknowledgement':
      return up(8 + 12 * message.counts.length, 8)
    default:
      return 8
  }
}

export function writeIdentity(bytes: Uint8Array, identity: Identity): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const text = new TextEncoder()
  text.encodeInto(identity.magic, bytes)
  view.setUint32(4, identity.version, true)
  view.setBigUint64(8, BigInt(`0x${identity.schemaHash}`), true)
  bytes[16] = identity.node
  bytes[17] = identity.peer
  view.setUint32(20, identity.dials, true)
  view.setBigUint64(24, identity.incarnation, true)
  view.setBigUint64(32, identity.known, true)
  identity.fingerprints.forEach((value, index) => {
    view.setUint32(40 + 4 * index, value, true)
  })
  text.encodeInto(identity.cluster, bytes.subarray(64, 128))
  text.encodeInto(identity.name, bytes.subarray(128, identityBytes))
}

export function readIdentity(bytes: Uint8Array): Identity {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const text = (start: number, length: number): string => textOf(bytes.subarray(start, start + length))
  return {
    magic: text(0, 4),
    version: view.getUint32(4, true),
    schemaHash: view.getBigUint64(8, true).toString(16).padStart(16, '0'),
    node: bytes[16]!,
    peer: bytes[17]!,
    dials: view.getUint32(20, true),
    incarnation: view.getBigUint64(24, true),
    known: view.getBigUint64(32, true),
    fingerprints: Array.from({ length: 5 }, (_, index) => view.getUint32(40 + 4 * index, true)),
    cluster: text(64, 64),
    name: text(128, 64),
  }
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).replace(/\0+$/, '')

/** Takes the bytes of one stream as they come and gives its messages. */
export class MessageReader {
  private readonly schema: Schema
  private expectsHello: boolean
  private bytes = new Uint8Array(0)

  constructor(schema: Schema, expectsHello: boolean) {
    this.schema = schema
    this.expectsHello = expectsHello
  }

  /** How many bytes wait for the rest of their message. */
  get waiting(): number {
    return this.bytes.length
  }

  read(more: Uint8Array): Message[] {
    this.bytes = new Uint8Array(Buffer.concat([this.bytes, more]))
    const messages: Message[] = []
    for (;;) {
      const message = this.next()
      if (message === null) return messages
      // Whatever has no meaning is zero: then writing the same message gives the same bytes.
      const length = lengthOf(message)
      if (Buffer.compare(this.bytes.subarray(0, length), writeMessage(message)) !== 0)
        throw new Error(`not zero where nothing stands: ${message.kind}`)
      this.bytes = this.bytes.slice(length)
      this.expectsHello = false
      messages.push(message)
    }
  }

  private next(): Message | null {
    const { bytes } = this
    const view = new DataView(bytes.buffer)
    const has = (length: number): boolean => bytes.length >= length
    if (this.expectsHello) {
      if (!has(identityBytes)) return null
      const channels = view.getUint16(18, true)
      if (!has(helloBytes + 8 * channels)) return null
      const counts = Array.from({ length: channels }, (_, channel) => ({
        channel,
        received: view.getUint32(helloBytes + 8 * channel, true),
        free: view.getUint32(helloBytes + 8 * channel + 4, true),
      }))
      const hashes = Array.from({ length: termsMost }, (_, index) =>
        view.getUint32(identityBytes + 4 * index, true),
      )
      const terms = hashes.slice(0, 1 + hashes.findLastIndex((hash) => hash !== 0))
      return { kind: 'hello', identity: readIdentity(bytes), terms, counts }
    }
    if (!has(8)) return null
    const kind = kinds[bytes[0]!]
    switch (kind) {
      case 'welcome': {
        const channels = view.getUint16(2, true)
        if (!has(up(16 + 4 * channels, 8))) return null
        const next = Array.from({ length: channels }, (_, channel) => view.getUint32(16 + 4 * channel, true))
        return { kind, incarnation: view.getBigUint64(8, true), next }
      }
      case 'refusal':
        if (!has(8 + identityBytes + differenceBytes)) return null
        return {
          kind,
          reason: bytes[1]!,
          identity: readIdentity(bytes.subarray(8)),
          difference: {
            place: view.getUint16(8 + identityBytes, true),
            hasYours: view.getUint16(10 + identityBytes, true) === 1,
            text: textOf(bytes.subarray(12 + identityBytes, 268 + identityBytes)),
          },
        }
      case 'segment':
        return this.segment(view)
      case 'heartbeat':
      case 'goodbye':
        return { kind }
      case 'acknowledgement': {
        const entries = view.getUint16(2, true)
        if (!has(up(8 + 12 * entries, 8))) return null
        const counts = Array.from({ length: entries }, (_, index) => ({
          channel: view.getUint32(8 + 12 * index, true),
          received: view.getUint32(12 + 12 * index, true),
          free: view.getUint32(16 + 12 * index, true),
        }))
        return { kind, counts }
      }
      default:
        throw new Error(`no message begins with ${bytes[0]}`)
    }
  }

  private segment(view: DataView): Message | null {
    const { bytes, schema } = this
    if (bytes.length < 16) return null
    const packets: Uint8Array[] = []
    let at = 16
    for (let left = view.getUint32(4, true); left > 0; left--) {
      if (bytes.length < at + 16) return null
      const header = bytes.subarray(at)
      const length = up(usedLength(schema, header), 8)
      if (header.length < length) return null
      packets.push(bytes.slice(at, at + length))
      at += length
    }
    return { kind: 'segment', channel: view.getUint16(2, true), first: view.getUint32(8, true), packets }
  }
}
