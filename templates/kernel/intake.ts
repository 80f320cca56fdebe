import type { IntakeStream } from './peer.ts'
import { HEARTBEAT_INTERVAL_MS } from './sample-cluster.ts'
import type { StreamInbound } from './stream-inbound.ts'
import type { StreamPeer } from './stream-peer.ts'
import type { Stream, StreamHandler } from './transport.ts'
import {
  ACKNOWLEDGEMENT,
  GOODBYE,
  GOODBYE_WORDS,
  HEARTBEAT,
  HEARTBEAT_WORDS,
  HELLO_WORDS,
  isIncarnation,
  REFUSAL,
  REFUSAL_WORDS,
  readIncarnation,
  readRefusal,
  SEGMENT,
  SEGMENT_WORDS,
  WELCOME,
  WELCOME_WORDS,
  writeHello,
} from './wire.ts'
import type { WireBuffer } from './wire-buffer.ts'

/**
 * Of a socket that only ever receives, the system acknowledges every read at once, which costs more than the read. It
 * does so half as often where something is written soon after something has come.
 */
const SILENCE_MAX_MS: number = HEARTBEAT_INTERVAL_MS / 4

/**
 * The stream that this node has dialed: transfers of the peer arrive on it. Bytes are read where the transport
 * has put them; what is left of a message moves to the start, so that messages always begin on a word.
 */
export class Intake implements IntakeStream, StreamHandler {
  /** The peer has welcomed it. */
  isOpen = false
  /** The transport has opened it. */
  wasOpened = false
  /** The peer has said that nothing more comes. */
  isFinished = false
  /** This node has said that it takes no more. */
  hasSaidGoodbye = false
  isBusy = false
  lastHeard: number
  lastWritten: number

  private readonly peer: StreamPeer
  private readonly stream: Stream
  private readonly buffer: WireBuffer
  private readonly control: WireBuffer
  private filled = 0
  /** The incarnation of the peer that the counts in our HELLO were about. */
  private known = 0
  private segment: StreamInbound | null = null
  private segmentLeft = 0
  private hasArrived = false

  constructor(peer: StreamPeer) {
    this.peer = peer
    this.buffer = peer.arriving
    this.control = peer.control
    this.lastHeard = this.lastWritten = peer.cluster.time
    this.stream = peer.gate.transport.dial(peer.node, this)
  }

  /** Says who we are, which incarnation of the peer we know, and for each channel what we have and can take. */
  opened(): void {
    this.wasOpened = true
    const { peer } = this
    const { words } = this.control
    this.known = peer.heard
    writeHello(words, 0, peer.node, peer.inbound.length, ++peer.dials, peer.cluster.incarnation, this.known)
    let at = HELLO_WORDS
    for (const channel of peer.inbound) {
      words[at++] = channel.received
      words[at++] = channel.offer()
    }
    this.write(this.control, at)
  }

  space(): Uint8Array {
    return this.buffer.rest(this.filled)
  }

  received(count: number): void {
    const { peer, buffer } = this
    peer.bytesReceived += count
    this.lastHeard = peer.cluster.time
    if (this.isOpen && !this.isBusy && this.lastHeard - this.lastWritten >= SILENCE_MAX_MS)
      this.say(HEARTBEAT)
    this.filled += count
    const used = this.read(buffer.words, this.filled >>> 2)
    if (peer.intake !== this) return
    if (used < 0) {
      peer.breakOff(this, 'it sent what no peer may send')
      return
    }
    this.filled = buffer.keep(used << 2, this.filled)
    if (this.hasArrived) {
      this.hasArrived = false
      peer.cluster.arrived()
    }
    peer.flush(peer.hasUrgentNews())
  }

  drained(): void {
    this.isBusy = false
  }

  closed(reason: string): void {
    this.peer.lost(this, reason)
  }

  /** Writes the first words of a buffer. */
  write(buffer: WireBuffer, length: number): void {
    this.lastWritten = this.peer.cluster.time
    this.peer.bytesSent += length << 2
    this.isBusy = !this.stream.write([buffer.start(length << 2)])
  }

  say(kind: number): void {
    this.control.words[0] = kind
    this.control.words[1] = 0
    this.write(this.control, HEARTBEAT_WORDS)
  }

  end(): void {
    this.stream.end()
  }

  destroy(): void {
    this.stream.destroy()
  }

  /** Reads whole messages up to the word `end`; returns how many words they took, or -1. */
  private read(words: Int32Array, end: number): number {
    let at = 0
    for (;;) {
      if (this.segment !== null) {
        const before = this.segment.received
        const used = this.segment.take(words, at, end, this.segmentLeft)
        if (used < 0) return -1
        at += used
        this.segmentLeft -= (this.segment.received - before) | 0
        if (used > 0) this.hasArrived = true
        if (this.segmentLeft > 0) return at
        this.segment = null
      }
      if (end - at < 2) return at
      const size = this.isOpen ? this.readMessage(words, at, end) : this.readAnswer(words, at, end)
      if (size < 0) return -1
      if (size === 0 || this.peer.intake !== this) return at
      at += size
    }
  }

  private readMessage(words: Int32Array, at: number, end: number): number {
    switch (words[at]! & 0xff) {
      case SEGMENT: {
        if (end - at < SEGMENT_WORDS) return 0
        const channel = this.peer.inbound[words[at]! >>> 16]
        const count = words[at + 1]!
        if (channel === undefined || count < 1 || this.isFinished) return -1
        if (!channel.beginSegment(words[at + 2]!, count)) return -1
        this.segment = channel
        this.segmentLeft = count
        return SEGMENT_WORDS
      }
      case ACKNOWLEDGEMENT:
        return this.peer.readAcknowledgement(words, at, end)
      case HEARTBEAT:
        return HEARTBEAT_WORDS
      case GOODBYE:
        this.isFinished = true
        this.peer.farewell('it has left')
        return GOODBYE_WORDS
      default:
        return -1
    }
  }

  /** The answer to our HELLO. */
  private readAnswer(words: Int32Array, at: number, end: number): number {
    const { peer } = this
    if ((words[at]! & 0xff) === REFUSAL) {
      const other = readRefusal(words, at + 2, end)
      if (other === null) return 0
      peer.wasRefused((words[at]! >>> 8) & 0xff, other)
      return REFUSAL_WORDS
    }
    const channels = peer.inbound.length
    if ((words[at]! & 0xff) !== WELCOME || words[at]! >>> 16 !== channels) return -1
    const size = WELCOME_WORDS + channels + (channels & 1)
    if (end - at < size) return 0
    const incarnation = readIncarnation(words, at + 2)
    if (!isIncarnation(incarnation)) return -1
    const refusal = peer.admit(incarnation)
    if (refusal !== null) {
      peer.refused(refusal.code, refusal.text)
      peer.drop(this, refusal.text)
      return size
    }
    const starts = words.subarray(at + WELCOME_WORDS, at + WELCOME_WORDS + channels)
    const goesBack = peer.inbound.some(({ received }, index) => ((starts[index]! - received) | 0) < 0)
    if (goesBack && this.known === incarnation) return -1
    peer.inbound.forEach((channel, index) => {
      channel.begin(starts[index]!)
    })
    peer.heard = incarnation
    this.isOpen = true
    peer.opened()
    return size
  }
}
