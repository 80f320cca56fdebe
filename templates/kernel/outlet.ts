import type { ClusterContext } from './cluster-context.ts'
import { findObstacle, findStranger, type OutletStream } from './peer.ts'
import { peerMaps } from './sample-peers.ts'
import type { StreamChannel } from './stream-channel.ts'
import type { Gate } from './stream-gate.ts'
import type { StreamPeer } from './stream-peer.ts'
import type { Stream, StreamHandler } from './transport.ts'
import {
  ACKNOWLEDGED_WORDS,
  ACKNOWLEDGEMENT,
  FREE_MAX,
  GOODBYE,
  GOODBYE_WORDS,
  HEARTBEAT,
  HEARTBEAT_WORDS,
  HELLO_MAGIC,
  HELLO_WORDS,
  type Identity,
  isIncarnation,
  REFUSAL,
  REFUSAL_WORDS,
  Refusal,
  type RefusalCause,
  readHello,
  WELCOME,
  WELCOME_WORDS,
  writeIncarnation,
  writeRefusal,
} from './wire.ts'
import { WireBuffer } from './wire-buffer.ts'

/** What a peer may say on a stream that it has dialed: HELLO, then acknowledgements of all channels. */
const HEARD_BYTES: number =
  4 * (HELLO_WORDS + 8 + ACKNOWLEDGED_WORDS * Math.max(0, ...peerMaps.map(({ outbound }) => outbound.length)))

/**
 * A stream that somebody has dialed to this node: its transfers leave on it. Until a valid HELLO has come it
 * belongs to nobody, and costs one small buffer.
 */
export class Outlet implements OutletStream, StreamHandler {
  isBusy = false
  /** The peer takes no more. */
  isStopped = false
  /** Nothing more comes from us. */
  isFinished = false
  lastHeard: number
  lastWritten: number
  /** When it was accepted: a HELLO has to come within the time in which a peer may be silent. */
  readonly since: number

  private isRefused = false
  private readonly stream: Stream
  private readonly gate: Gate
  private readonly cluster: ClusterContext
  private peer: StreamPeer | null = null
  private readonly buffer: WireBuffer = new WireBuffer(HEARD_BYTES)
  private filled = 0
  /** The channel whose slots the stream still reads. */
  private lender: StreamChannel | null = null

  constructor(cluster: ClusterContext, gate: Gate, stream: Stream) {
    this.cluster = cluster
    this.gate = gate
    this.stream = stream
    this.lastHeard = this.lastWritten = this.since = cluster.time
  }

  opened(): void {}

  space(): Uint8Array {
    return this.buffer.rest(this.filled)
  }

  received(count: number): void {
    if (this.isRefused) return
    const { buffer } = this
    this.filled += count
    this.lastHeard = this.cluster.time
    if (this.peer !== null) this.peer.bytesReceived += count
    const used = this.read(buffer.words, this.filled >>> 2)
    if (used < 0) this.breakOff()
    if (used < 0 || this.isGone()) return
    this.filled = buffer.keep(used << 2, this.filled)
    this.peer?.flush()
  }

  drained(): void {
    this.isBusy = false
    this.takeBack()
    this.peer?.flush()
  }

  closed(reason: string): void {
    this.takeBack()
    if (this.peer === null) this.gate.forget(this)
    else this.peer.lost(this, reason)
  }

  /** Writes the first words of a buffer, and behind them what a channel lends. */
  write(buffer: WireBuffer, length: number, lender: StreamChannel | null = null): void {
    this.lastWritten = this.cluster.time
    const pieces = [buffer.start(length << 2)]
    if (lender !== null) pieces.push(lender.lent!)
    if (this.peer !== null) for (const piece of pieces) this.peer.bytesSent += piece.length
    this.lender = lender
    this.isBusy = !this.stream.write(pieces)
    if (!this.isBusy) this.takeBack()
  }

  say(kind: number): void {
    const { departing } = this.peer!
    departing.words[0] = kind
    departing.words[1] = 0
    this.write(departing, HEARTBEAT_WORDS)
  }

  end(): void {
    this.stream.end()
  }

  destroy(): void {
    this.stream.destroy()
    this.takeBack()
  }

  /** The stream reads nothing more of what was lent to it. */
  private takeBack(): void {
    this.lender?.takeBack()
    this.lender = null
  }

  private isGone(): boolean {
    return this.peer === null ? this.isRefused : this.peer.outlet !== this
  }

  private breakOff(): void {
    if (this.peer !== null) this.peer.breakOff(this, 'it sent what no peer may send')
    else this.gate.turnAway(this)
  }

  private read(words: Int32Array, end: number): number {
    let at = 0
    while (end - at >= 2) {
      const size =
        this.peer === null ? this.readHello(words, end) : this.readMessage(this.peer, words, at, end)
      if (size < 0) return -1
      if (size === 0 || this.isGone()) return at
      at += size
    }
    return at
  }

  private readMessage(peer: StreamPeer, words: Int32Array, at: number, end: number): number {
    switch (words[at]! & 0xff) {
      case ACKNOWLEDGEMENT:
        return peer.readAcknowledgement(words, at, end)
      case HEARTBEAT:
        return HEARTBEAT_WORDS
      case GOODBYE:
        this.isStopped = true
        peer.farewell('it is leaving')
        return GOODBYE_WORDS
      default:
        return -1
    }
  }

  /** Looks at what is there of a HELLO; the cheapest checks come first, and nothing is kept before the last. */
  private readHello(words: Int32Array, end: number): number {
    if (words[0] !== HELLO_MAGIC) return -1
    const identity = readHello(words, 0, end)
    if (identity === null) return 0
    const peer = this.gate.peerOf(identity.from)
    const stranger = findStranger(identity, peer)
    if (stranger !== null) return this.refuse(identity, stranger)
    if (peer === null) return -1
    //#if tls
    if (this.stream.isFrom?.(identity.from) !== true) {
      const text = `whoever dialed as node ${peer.name} has no certificate of that node`
      return this.refuse(identity, { code: Refusal.identity, text })
    }
    //#end
    if (!isIncarnation(identity.incarnation)) return -1
    const size = HELLO_WORDS + 2 * identity.channelCount
    if (end < size) return 0
    const obstacle = findObstacle(identity, peer)
    if (obstacle !== null) return this.refuse(identity, obstacle)
    // A stream that the peer has given up for a newer one can be read after that one.
    if (((identity.dial - peer.lastDial) | 0) <= 0) return -1
    peer.lastDial = identity.dial
    if (!this.attach(peer, words, identity.knows === this.cluster.incarnation)) return -1
    return size
  }

  /** Goes on where the peer says that it stands, and welcomes it. */
  private attach(peer: StreamPeer, words: Int32Array, knowsUs: boolean): boolean {
    // Everything is checked before anything changes: the stream that is open now goes on if this one cannot.
    let at = HELLO_WORDS
    for (const channel of peer.outbound) {
      const received = words[at++]!
      const free = words[at++]!
      if (free < 0 || free > FREE_MAX || (knowsUs && !channel.hasWritten(received))) return false
    }
    at = HELLO_WORDS
    for (const channel of peer.outbound) {
      if (knowsUs) channel.resume(words[at]!)
      else channel.resumeUnheard()
      channel.open(words[at + 1]!)
      at += 2
    }
    this.gate.forget(this)
    this.peer = peer
    // The peer has given up its former stream by dialing anew.
    if (peer.outlet !== null) {
      peer.outlet.destroy()
      peer.retell()
    }
    peer.outlet = this
    const { words: out } = peer.departing
    out[0] = WELCOME | (peer.outbound.length << 16)
    out[1] = 0
    writeIncarnation(out, 2, this.cluster.incarnation)
    let next = WELCOME_WORDS
    for (const channel of peer.outbound) out[next++] = channel.start
    if ((next & 1) !== 0) out[next++] = 0
    this.write(peer.departing, next)
    peer.opened()
    return true
  }

  /** Answers with who we are, so that the other side can say what differs, and ends the stream. */
  private refuse(identity: Identity, { code, text }: RefusalCause): number {
    this.cluster.refused(identity, code, text)
    const out = new WireBuffer(4 * REFUSAL_WORDS)
    out.words[0] = REFUSAL | (code << 8)
    const { incarnation } = this.cluster
    writeRefusal(out.words, 2, identity, incarnation, this.cluster.knownIncarnation(identity.from))
    this.write(out, REFUSAL_WORDS)
    this.isRefused = true
    // What still comes is read over what has come: it must have somewhere to go.
    this.filled = 0
    this.stream.end()
    return REFUSAL_WORDS
  }
}
