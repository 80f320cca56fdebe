// A node that was written from docs/protocol.md and docs/wire-format.md alone, as the peer of a real one.
import type { HandStream } from '../support/handTransport.ts'
import type { Schema } from './layout.ts'
import { type Count, type Identity, type Message, MessageReader, writeMessage } from './messages.ts'

const wrap = (number: number): number => number >>> 0
/** How far `number` is behind `first`, with 32 bits that wrap. */
export const distance = (number: number, first: number): number => (number - first) | 0

/** What the peer receives on one channel. */
export interface Inlet {
  received: number
  free: number
  packets: Uint8Array[]
  /** `received` + `free` as they were told last. */
  limit: number
  hasNews: boolean
}

/** What the peer sends on one channel. */
export interface Source {
  /** Number of the first that is kept. */
  acknowledged: number
  /** Number of the next to be written. */
  next: number
  /** Number up to before which the node takes it. */
  limit: number
  packets: Uint8Array[]
}

export class PaperPeer {
  readonly schema: Schema
  readonly self: Identity
  readonly inlets: Inlet[]
  readonly sources: Source[]
  /** The stream that the peer has dialed: transfers of the node arrive on it. */
  inbound: HandStream | null = null
  /** The stream that the node has dialed. */
  outbound: HandStream | null = null
  isWelcomed = false
  hasWelcomed = false
  readonly others: Message[] = []
  private known = 0n
  private dials = 0
  /** The incarnation of the node that `inlets` is about. */
  private heard = 0n
  private inboundReader!: MessageReader
  private outboundReader!: MessageReader

  constructor(schema: Schema, self: Identity, inlets: number, sources: number, start: number, free: number) {
    this.schema = schema
    this.self = self
    this.inlets = Array.from({ length: inlets }, () => ({
      received: 0,
      free,
      packets: [],
      limit: 0,
      hasNews: false,
    }))
    this.sources = Array.from({ length: sources }, () => ({
      acknowledged: wrap(start),
      next: wrap(start),
      limit: wrap(start),
      packets: [],
    }))
  }

  /** Begins on a stream to the node. */
  dial(stream: HandStream, piece: () => number): void {
    this.inbound = stream
    this.inboundReader = new MessageReader(this.schema, false)
    this.isWelcomed = false
    const counts = this.inlets.map(({ received, free }, channel) => ({ channel, received, free }))
    this.note(counts)
    const known = this.heard
    stream.feed(
      writeMessage({
        kind: 'hello',
        identity: { ...this.self, known, dials: ++this.dials },
        terms: [],
        counts,
      }),
      piece,
    )
  }

  /** Takes a stream that the node has dialed. */
  take(stream: HandStream): void {
    this.outbound = stream
    this.outboundReader = new MessageReader(this.schema, true)
    this.hasWelcomed = false
  }

  /** Reads what the node has written on both streams, and answers a HELLO. */
  read(piece: () => number): void {
    if (this.inbound !== null)
      for (const message of this.readFrom(this.inbound, this.inboundReader)) this.onInbound(message)
    if (this.outbound === null) return
    for (const message of this.readFrom(this.outbound, this.outboundReader)) this.onOutbound(message, piece)
  }

  private readFrom(stream: HandStream, reader: MessageReader): Message[] {
    return reader.read(stream.take())
  }

  private onInbound(message: Message): void {
    if (message.kind === 'welcome') {
      if (this.isWelcomed || message.next.length !== this.inlets.length) throw new Error('a wrong welcome')
      this.isWelcomed = true
      const isNew = message.incarnation !== this.heard
      this.heard = message.incarnation
      this.inlets.forEach((inlet, channel) => {
        const next = message.next[channel]!
        if (!isNew && distance(next, inlet.received) < 0) throw new Error('a welcome that goes back')
        inlet.hasNews = next !== inlet.received
        inlet.limit = wrap(inlet.limit + next - inlet.received)
        inlet.received = next
      })
    } else if (message.kind === 'segment') {
      if (!this.isWelcomed) throw new Error('a segment before a welcome')
      const inlet = this.inlets[message.channel]!
      if (distance(message.first, inlet.received) < 0) throw new Error('a segment that goes back')
      // Numbers that were left out take no slot.
      inlet.limit = wrap(inlet.limit + message.first - inlet.received)
      if (message.packets.length > inlet.free) throw new Error('a segment beyond what is free')
      if (distance(message.first + message.packets.length, inlet.limit) > 0)
        throw new Error('a segment beyond what was told')
      inlet.packets.push(...message.packets)
      inlet.received = wrap(message.first + message.packets.length)
      inlet.free -= message.packets.length
      inlet.hasNews = true
    } else if (message.kind === 'acknowledgement') this.acknowledge(message.counts)
    else this.others.push(message)
  }

  private onOutbound(message: Message, piece: () => number): void {
    if (message.kind === 'hello') {
      const { identity, counts } = message
      if (identity.peer !== this.self.node || identity.node !== this.self.peer)
        throw new Error('a wrong hello')
      if (counts.length !== this.sources.length) throw new Error('a hello of other channels')
      this.known = identity.incarnation
      const knowsUs = identity.known === this.self.incarnation
      counts.forEach(({ received, free }, channel) => {
        const source = this.sources[channel]!
        if (knowsUs) this.release(source, received)
        source.next = source.acknowledged
        source.limit = wrap(source.acknowledged + free)
      })
      const next = this.sources.map((source) => source.next)
      this.outbound!.feed(writeMessage({ kind: 'welcome', incarnation: this.self.incarnation, next }), piece)
      this.hasWelcomed = true
    } else if (message.kind === 'acknowledgement') this.acknowledge(message.counts)
    else this.others.push(message)
  }

  private acknowledge(counts: Count[]): void {
    for (const { channel, received, free } of counts) {
      const source = this.sources[channel]
      if (source === undefined) throw new Error('an acknowledgement of no channel')
      if (distance(received, source.acknowledged) < 0) continue
      this.release(source, received)
      source.limit = wrap(received + free)
    }
  }

  private release(source: Source, received: number): void {
    const count = distance(received, source.acknowledged)
    if (count < 0 || count > source.packets.length)
      throw new Error(`acknowledged ${count} of ${source.packets.length}`)
    source.packets.splice(0, count)
    source.acknowledged = received
  }

  /** The world takes so many. */
  free(channel: number, count: number): void {
    this.inlets[channel]!.free += count
    this.inlets[channel]!.hasNews = true
  }

  /** Acknowledges what has changed, on the one stream or on the other. */
  tell(onOutbound: boolean, piece: () => number): void {
    const stream = onOutbound && this.hasWelcomed ? this.outbound : this.inbound
    if (stream === null || !stream.isOpen || !this.isWelcomed || this.known !== this.heard) return
    const counts = this.inlets
      .map(({ received, free }, channel) => ({ channel, received, free }))
      .filter(({ channel }) => this.inlets[channel]!.hasNews)
    if (counts.length === 0) return
    this.note(counts)
    stream.feed(writeMessage({ kind: 'acknowledgement', counts }), piece)
  }

  private note(counts: Count[]): void {
    for (const { channel, received, free } of counts) {
      const inlet = this.inlets[channel]!
      inlet.hasNews = false
      inlet.limit = wrap(received + free)
    }
  }

  /** Writes up to `most` of what waits in a channel, as one segment. */
  send(channel: number, most: number, piece: () => number): void {
    if (this.outbound === null || !this.outbound.isOpen || !this.hasWelcomed) return
    const source = this.sources[channel]!
    const written = distance(source.next, source.acknowledged)
    const count = Math.min(most, source.packets.length - written, distance(source.limit, source.next))
    if (count <= 0) return
    const packets = source.packets.slice(written, written + count)
    const first = source.next
    source.next = wrap(source.next + count)
    this.outbound.feed(writeMessage({ kind: 'segment', channel, first, packets }), piece)
  }

  say(kind: 'heartbeat' | 'goodbye', stream: HandStream, piece: () => number): void {
    stream.feed(writeMessage({ kind }), piece)
  }
}
