// The datagrams of nodes, written from docs/protocol-udp.md and docs/wire-format.md alone.
import { type Schema, up, usedLength } from './layout.ts'
import {
  type Count,
  differenceBytes,
  type Identity,
  identityBytes,
  readIdentity,
  termsMost,
  writeIdentity,
} from './messages.ts'

export const kinds = [
  '',
  'hello',
  'cookie',
  'welcome',
  'refusal',
  'transfers',
  'acknowledgement',
  'close',
  'disown',
] as const
export type Kind = Exclude<(typeof kinds)[number], ''>
export const flags = { askAtOnce: 1, nothingMore: 2, fromDialer: 4 }
export const headerBytes = 16
export const datagramBytes = 1200
/** With a pre-shared key, before a datagram is sealed. */
export const sealableBytes = 1168
/** Then acknowledgements have at least so many, too. */
export const sealedToldBytes = 44
const lastBytes = 16 + identityBytes + 4 * termsMost

export interface Header {
  kind: Kind
  flags: number
  number: number
  dialer: number
  listener: number
}

/** A run of datagrams that have arrived: its ends, both inclusive. */
export interface Range {
  low: number
  high: number
}

export interface Segment {
  channel: number
  first: number
  packets: Uint8Array[]
}

/** What an acknowledgement says, with `limit` in the place of `free`. */
export interface Told {
  highest: number
  microseconds: number
  ranges: Range[]
  counts: Count[]
}

export function writeHeader(header: Header, bodyBytes: number): { bytes: Uint8Array; view: DataView } {
  const bytes = new Uint8Array(headerBytes + bodyBytes)
  const view = new DataView(bytes.buffer)
  bytes[0] = kinds.indexOf(header.kind)
  bytes[1] = header.flags
  view.setUint16(2, Math.floor(header.number / 2 ** 32), true)
  view.setUint32(4, header.number % 2 ** 32, true)
  view.setUint32(8, header.dialer, true)
  view.setUint32(12, header.listener, true)
  return { bytes, view }
}

export function readHeader(bytes: Uint8Array): Header {
  if (bytes.length % 4 !== 0 || bytes.length > datagramBytes) throw new Error(`${bytes.length} bytes`)
  return headerOf(bytes)
}

/** Of a datagram that may be sealed. */
export function headerOf(bytes: Uint8Array): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const kind = kinds[bytes[0]!]
  if (kind === undefined || kind === '') throw new Error(`no datagram begins with ${bytes[0]}`)
  return {
    kind,
    flags: bytes[1]!,
    number: view.getUint16(2, true) * 2 ** 32 + view.getUint32(4, true),
    dialer: view.getUint32(8, true),
    listener: view.getUint32(12, true),
  }
}

/** Whose key seals it: of the side that dialed the stream, or of the one that was dialed. */
export type Direction = 'dialer' | 'listener'

export const isNumbered = ({ kind }: Header): boolean =>
  kind === 'transfers' || kind === 'acknowledgement' || kind === 'close'

export function directionOf({ kind, flags: bits }: Header): Direction {
  if (kind === 'close') return (bits & flags.fromDialer) === 0 ? 'listener' : 'dialer'
  return kind === 'hello' || kind === 'acknowledgement' ? 'dialer' : 'listener'
}

/** `channels`: those from the listener to the dialer. */
export function writeHello(
  header: Header,
  cookie: Uint8Array,
  identity: Identity,
  channels: number,
  length: number = datagramBytes,
): Uint8Array {
  const { bytes, view } = writeHeader(header, length - headerBytes)
  bytes.set(cookie, headerBytes)
  writeIdentity(bytes.subarray(headerBytes + 16), identity)
  view.setUint16(headerBytes + 16 + 18, channels, true)
  return bytes
}

export function readHello(
  bytes: Uint8Array,
  length: number = datagramBytes,
): { cookie: Uint8Array; identity: Identity; channels: number } {
  if (bytes.length !== length) throw new Error('a HELLO that is shorter than others may be')
  if (bytes.subarray(headerBytes + lastBytes).some((byte) => byte !== 0)) throw new Error('no zeros behind')
  const body = bytes.slice(headerBytes)
  const channels = new DataView(body.buffer, body.byteOffset).getUint16(16 + 18, true)
  return { cookie: body.slice(0, 16), identity: readIdentity(body.slice(16)), channels }
}

export function writeCookie(header: Header, cookie: Uint8Array): Uint8Array {
  const { bytes } = writeHeader(header, 16)
  bytes.set(cookie, headerBytes)
  return bytes
}

export function writeWelcome(header: Header, incarnation: bigint, channels: number): Uint8Array {
  const { bytes, view } = writeHeader(header, 16)
  view.setBigUint64(16, incarnation, true)
  view.setUint32(24, channels, true)
  return bytes
}

export function readWelcome(bytes: Uint8Array): { incarnation: bigint; channels: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  if (bytes.length !== 32 || view.getUint32(28, true) !== 0) throw new Error('a wrong WELCOME')
  return { incarnation: view.getBigUint64(16, true), channels: view.getUint32(24, true) }
}

/** The reason is in the flags. */
export function readRefusal(bytes: Uint8Array): Identity {
  if (bytes.length !== headerBytes + identityBytes + differenceBytes) throw new Error('a wrong REFUSAL')
  return readIdentity(bytes.slice(headerBytes))
}

export function writeDisown(header: Header, node: number, incarnation: bigint): Uint8Array {
  const { bytes, view } = writeHeader(header, 16)
  bytes[16] = node
  view.setBigUint64(24, incarnation, true)
  return bytes
}

export function readDisown(bytes: Uint8Array): { node: number; incarnation: bigint } {
  if (bytes.length !== 32) throw new Error('a wrong DISOWN')
  return {
    node: bytes[16]!,
    incarnation: new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(24, true),
  }
}

const lengthOf = (packets: readonly Uint8Array[]): number =>
  packets.reduce((sum, packet) => sum + packet.length, 0)

export function writeTransfers(header: Header, segments: readonly Segment[]): Uint8Array {
  const body = segments.reduce((sum, { packets }) => sum + 16 + lengthOf(packets), 0)
  const { bytes, view } = writeHeader(header, body)
  let at = headerBytes
  for (const { channel, first, packets } of segments) {
    bytes[at] = 3
    view.setUint16(at + 2, channel, true)
    view.setUint32(at + 4, packets.length, true)
    view.setUint32(at + 8, first, true)
    view.setUint32(at + 12, lengthOf(packets) / 4, true)
    at += 16
    for (const packet of packets) {
      bytes.set(packet, at)
      at += packet.length
    }
  }
  return bytes
}

export function readTransfers(schema: Schema, bytes: Uint8Array): Segment[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const segments: Segment[] = []
  for (let at = headerBytes; at < bytes.length && view.getUint32(at, true) !== 0; ) {
    if (bytes[at] !== 3 || bytes[at + 1] !== 0) throw new Error('no segment')
    const end = at + 16 + 4 * view.getUint32(at + 12, true)
    const [channel, count] = [view.getUint16(at + 2, true), view.getUint32(at + 4, true)]
    const first = view.getUint32(at + 8, true)
    const packets: Uint8Array[] = []
    at += 16
    for (let left = count; left > 0; left--) {
      const length = up(usedLength(schema, bytes.subarray(at)), 8)
      packets.push(bytes.slice(at, at + length))
      at += length
    }
    if (at !== end || at > bytes.length) throw new Error('a segment of another length than it says')
    segments.push({ channel, first, packets })
  }
  return segments
}

/** `least`: so long it is at least, with zeros behind. */
export function writeTold(header: Header, told: Told, least = 0): Uint8Array {
  const body = 16 + 4 * told.ranges.length + 12 * told.counts.length
  const { bytes, view } = writeHeader(header, Math.max(body, least - headerBytes))
  view.setUint16(18, Math.floor(told.highest / 2 ** 32), true)
  view.setUint32(20, told.highest % 2 ** 32, true)
  view.setUint32(24, told.microseconds, true)
  view.setUint16(28, told.ranges.length, true)
  view.setUint16(30, told.counts.length, true)
  let at = 32
  let above = told.highest + 1
  for (const { low, high } of told.ranges) {
    view.setUint16(at, above - 1 - high, true)
    view.setUint16(at + 2, high - low + 1, true)
    above = low
    at += 4
  }
  for (const { channel, received, free } of told.counts) {
    view.setUint32(at, channel, true)
    view.setUint32(at + 4, received, true)
    view.setUint32(at + 8, free, true)
    at += 12
  }
  return bytes
}

export function readTold(bytes: Uint8Array, least = 0): Told {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  if (view.getUint16(16, true) !== 0) throw new Error('not zero where nothing stands')
  const highest = view.getUint16(18, true) * 2 ** 32 + view.getUint32(20, true)
  const [rangeCount, countCount] = [view.getUint16(28, true), view.getUint16(30, true)]
  const length = 32 + 4 * rangeCount + 12 * countCount
  if (bytes.length !== Math.max(length, least)) throw new Error('a wrong length')
  if (bytes.subarray(length).some((byte) => byte !== 0)) throw new Error('no zeros behind')
  if (rangeCount === 0 && highest !== 0) throw new Error('a highest number before anything has come')
  const ranges: Range[] = []
  let at = 32
  let above = highest + 1
  for (let index = 0; index < rangeCount; index++, at += 4) {
    const high = above - 1 - view.getUint16(at, true)
    const low = high - view.getUint16(at + 2, true) + 1
    ranges.push({ low, high })
    above = low
  }
  const counts: Count[] = []
  for (let index = 0; index < countCount; index++, at += 12)
    counts.push({
      channel: view.getUint32(at, true),
      received: view.getUint32(at + 4, true),
      free: view.getUint32(at + 8, true),
    })
  return { highest, microseconds: view.getUint32(24, true), ranges, counts }
}
