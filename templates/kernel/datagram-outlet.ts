import { CongestionWindow } from './congestion-window.ts'
import type { Gate } from './datagram-gate.ts'
import type { DatagramPeer } from './datagram-peer.ts'
import type { SessionSeal } from './datagram-seal.ts'
import type { DatagramAddress, DatagramLine } from './datagram-transport.ts'
import {
  ACKNOWLEDGED_HEAD_WORDS,
  CLOSE_DATAGRAM,
  FLAG_ASKS,
  FLAG_LAST,
  HEADER_WORDS,
  HEARTBEAT_DATAGRAM_WORDS,
  NEWS_WORDS,
  readNumber,
  SEALED_ACKNOWLEDGEMENT_WORDS,
  TRANSFERS_DATAGRAM,
  writeHeader,
} from './datagram-wire.ts'
import type { Flight, FlightHandler } from './flight.ts'
import type { OutletStream } from './peer.ts'
import { ReceivedNumbers } from './received-numbers.ts'
import { RoundTrip } from './round-trip.ts'
import { SLOT_WORDS } from './sample.ts'
import { DATAGRAM_WORDS } from './sample-datagrams.ts'
import { FREE_MAX, GOODBYE, SEGMENT_WORDS } from './wire.ts'

/** So many datagrams are sent at once; what has come in the meantime is looked at before the next. */
const BURST_MAX = 64

/** The peer acknowledges every so many without being asked. */
export const ACKNOWLEDGE_EVERY = 64

/** A probe is so many datagrams. */
const PROBE_DATAGRAMS = 2

/** Datagrams to a peer that has opened a stream: the transfers of this node leave on it. */
export class DatagramOutlet implements OutletStream, FlightHandler {
  isStopped = false
  isFinished = false
  lastHeard: number
  lastWritten: number
  /** Which of the peer's streams it is, and the ids that both sides gave it. */
  readonly dial: number
  readonly dialerId: number
  readonly listenerId: number
  readonly address: DatagramAddress
  private readonly line: DatagramLine
  readonly peer: DatagramPeer
  //#if preSharedKey
  readonly seal: SessionSeal
  //#end
  private readonly gate: Gate
  private readonly flight: Flight
  private readonly congestion: CongestionWindow = new CongestionWindow()
  private readonly roundTrip: RoundTrip = new RoundTrip()
  private readonly heard: ReceivedNumbers = new ReceivedNumbers()
  /** How often in a row the peer has not answered, and has said that it has no room. */
  private probes = 0
  private asks = 0
  /** When to probe, to ask for room, to look for lost datagrams, and to go on sending; infinite for never. */
  private probeAt = Number.POSITIVE_INFINITY
  private askAt = Number.POSITIVE_INFINITY
  private lossAt = Number.POSITIVE_INFINITY
  private burstAt = Number.POSITIVE_INFINITY
  /** When the next datagram would leave if they left one by one, at the pace of the window. */
  private paceAt = 0
  /** Sent since the peer was last asked to acknowledge at once. */
  private unasked = 0
  private highest = -1
  /** The channel that has the first turn in the next datagram, and when room is asked for. */
  private turn = 0
  private askTurn = 0

  constructor(
    peer: DatagramPeer,
    address: DatagramAddress,
    dial: number,
    dialerId: number,
    listenerId: number,
  ) {
    this.peer = peer
    this.gate = peer.gate
    this.flight = peer.flight
    this.flight.begin(this)
    this.address = address
    this.line = peer.gate.connect(address)
    this.dial = dial
    this.dialerId = dialerId
    this.listenerId = listenerId
    this.lastHeard = this.lastWritten = peer.cluster.time
    //#if preSharedKey
    this.seal = peer.gate.seal.session(
      {
        dialerId,
        listenerId,
        dialerIncarnation: peer.incarnation,
        listenerIncarnation: peer.cluster.incarnation,
      },
      false,
    )
    //#end
  }

  /** The peer has not acknowledged yet that nothing more comes. */
  get isBusy(): boolean {
    return this.isFinished && this.flight.count > 0
  }

  arrived(channel: number, start: number, end: number): void {
    this.peer.outbound[channel]!.arrived(start, end)
  }

  doubted(channel: number, start: number, end: number): void {
    this.peer.outbound[channel]!.doubted(start, end)
  }

  missed(channel: number, start: number, end: number): void {
    this.peer.outbound[channel]!.missed(start, end)
  }

  /** Whether `pump` could send anything. */
  get hasWaiting(): boolean {
    for (const channel of this.peer.outbound) if (!channel.isIdle) return true
    return false
  }

  /** Sends what waits, as fast as the network takes it. */
  pump(): void {
    const now = this.gate.now()
    this.burst(now)
    this.line.flush()
    this.arm(now)
  }

  /** A time that this stream has asked for may have come. */
  due(now: number): void {
    if (now >= this.lossAt) this.findLost(now)
    if (now >= this.probeAt) this.probe(now)
    if (now >= this.askAt) this.askForRoom(now)
    this.pump()
  }

  say(kind: number): void {
    if (kind === GOODBYE) this.isFinished = true
    const now = this.gate.now()
    this.flight.makePlace()
    this.flight.make()
    const { words } = this.peer.departing
    const asked = this.ask(HEADER_WORDS)
    const length = Math.max(asked, HEARTBEAT_DATAGRAM_WORDS)
    words.fill(0, asked, length)
    this.send(now, length, FLAG_ASKS)
    this.line.flush()
    this.arm(now)
  }

  end(): void {
    const flags = this.isFinished ? FLAG_LAST : 0
    this.put(CLOSE_DATAGRAM, flags, HEADER_WORDS)
    this.peer.drop(this, 'this node has left')
  }

  /** What is on its way is given up: it is sent again on another stream, or counted as lost. */
  destroy(): void {
    this.flight.loseAll()
    this.probeAt = this.askAt = this.lossAt = this.burstAt = Number.POSITIVE_INFINITY
    this.line.close()
    this.gate.forgetOutlet(this)
  }

  /** Reads an acknowledgement of `end` words; false when it is one that no peer may send. */
  read(words: Int32Array, end: number): boolean {
    if (end < HEADER_WORDS + ACKNOWLEDGED_HEAD_WORDS) return false
    if (!this.heard.add(readNumber(words, 0))) return true
    this.lastHeard = this.peer.cluster.time
    const ranges = words[HEADER_WORDS + 3]! & 0xffff
    const channels = words[HEADER_WORDS + 3]! >>> 16
    const newsAt = HEADER_WORDS + ACKNOWLEDGED_HEAD_WORDS + ranges
    const newsEnd = newsAt + channels * NEWS_WORDS
    let isWhole = end === newsEnd
    //#if preSharedKey
    isWhole ||= end === SEALED_ACKNOWLEDGEMENT_WORDS && newsEnd < end
    //#end
    if (!isWhole) return false
    if (!this.readRanges(words, newsAt - ranges, newsAt)) return false
    for (let at = newsAt; at < newsEnd; at += NEWS_WORDS) {
      const channel = this.peer.outbound[words[at]!]
      const room = (words[at + 2]! - words[at + 1]!) | 0
      if (channel === undefined || room < 0 || room > FREE_MAX) return false
      if (!channel.hear(words[at + 1]!, words[at + 2]!)) return false
    }
    if (((words[0]! >>> 8) & FLAG_LAST) !== 0 && !this.isStopped) {
      this.isStopped = true
      this.peer.farewell('it is leaving')
    }
    return true
  }

  private readRanges(words: Int32Array, at: number, end: number): boolean {
    if (at === end) return true
    const highest = readNumber(words, HEADER_WORDS)
    // Whoever acknowledges what was never sent would make this side send faster than the network bears.
    if (highest >= this.flight.next) return false
    const now = this.gate.now()
    const sentAt = this.flight.timeOf(highest)
    let landed = 0
    let above = highest + 1
    for (let next = at; next < end; next++) {
      const stop = above - 1 - (words[next]! & 0xffff)
      const start = stop - (words[next]! >>> 16) + 1
      if (start > stop || start < 0) return false
      this.flight.arrive(start, stop, (number) => {
        landed++
        this.congestion.arrive(number, this.flight.next)
      })
      above = start
    }
    if (sentAt >= 0) {
      const delay = (words[HEADER_WORDS + 2]! >>> 0) / 1_000
      this.roundTrip.measure(Math.max(0, now - sentAt), delay)
      this.highest = Math.max(this.highest, highest)
    }
    if (landed === 0) return true
    this.probes = 0
    this.findLost(now)
    this.setProbe(now)
    return true
  }

  private findLost(now: number): void {
    const { lossAfter } = this.roundTrip
    this.lossAt = this.flight.findLost(this.highest, now, lossAfter, () => this.congestion.lose())
  }

  /** Nothing was acknowledged for long: sends the oldest once more, or anything that is answered. */
  private probe(now: number): void {
    if (this.flight.count === 0) {
      this.probeAt = Number.POSITIVE_INFINITY
      return
    }
    if (++this.probes > 1) this.congestion.collapse()
    this.flight.doubtOldest(PROBE_DATAGRAMS)
    for (let count = 0; count < PROBE_DATAGRAMS; count++) {
      this.flight.makePlace()
      const length = this.fill()
      if (length === HEADER_WORDS && count > 0) break
      this.send(now, this.ask(length), FLAG_ASKS)
    }
    this.setProbe(now)
  }

  /**
   * Nobody acknowledges what the peer has told of its room: one that was lost is told again when it is asked for, however
   * much goes to and fro on other channels.
   */
  private askForRoom(now: number): void {
    this.askAt = Number.POSITIVE_INFINITY
    if (!this.flight.hasPlace || !this.isWaitingForRoom) return
    this.asks++
    this.flight.make()
    this.send(now, this.ask(HEADER_WORDS), FLAG_ASKS)
  }

  private get isWaitingForRoom(): boolean {
    if (this.isStopped) return false
    for (const channel of this.peer.outbound) if (channel.isBlocked) return true
    return false
  }

  private setProbe(now: number): void {
    this.probeAt =
      this.flight.count > 0 ? now + this.roundTrip.probeAfter(this.probes) : Number.POSITIVE_INFINITY
  }

  private arm(now: number): void {
    if (this.probeAt === Number.POSITIVE_INFINITY) this.setProbe(now)
    if (this.askAt === Number.POSITIVE_INFINITY && this.isWaitingForRoom) {
      this.askAt = now + this.roundTrip.probeAfter(this.asks)
    }
    this.gate.wakeAt(Math.min(this.probeAt, this.askAt, this.lossAt, this.burstAt))
  }

  /** A window in four fifths of a round trip; what was not sent in time may follow at once, up to a burst. */
  private burst(now: number): void {
    const interval = (0.8 * this.roundTrip.smoothed) / this.congestion.size
    this.paceAt = Math.max(this.paceAt, now - BURST_MAX * interval)
    this.burstAt = Number.POSITIVE_INFINITY
    for (let sent = 0; this.flight.hasPlace; sent++) {
      if (this.flight.count >= this.congestion.size) {
        this.congestion.full()
        return
      }
      if (sent === BURST_MAX || this.paceAt > now) {
        this.burstAt = Math.max(this.paceAt, now)
        return
      }
      const length = this.fill()
      if (length === HEADER_WORDS) return
      this.asks = 0
      this.unasked++
      const isLast = this.flight.count + 1 >= this.congestion.size
      // Whatever waits would have found its place in it.
      const isAll = length + SEGMENT_WORDS + SLOT_WORDS <= DATAGRAM_WORDS && this.flight.hasSegment
      // A peer that gets fewer than it acknowledges unasked would wait, whatever was sent and acknowledged before.
      const asks = isLast && Math.min(this.unasked, this.congestion.size) < ACKNOWLEDGE_EVERY
      this.send(now, length, asks ? FLAG_ASKS : 0)
      this.paceAt += interval
      if (isAll) return
    }
  }

  /** Makes a datagram of what waits, every channel in turn; its length, that of the header when nothing waits. */
  private fill(): number {
    const { departing, outbound } = this.peer
    this.flight.make()
    let at = HEADER_WORDS
    for (let left = outbound.length; left > 0; left--) {
      const channel = outbound[this.turn]!
      this.turn = (this.turn + 1) % outbound.length
      at = channel.fill(departing, at, DATAGRAM_WORDS, this.flight, this.isStopped)
      if (at + SEGMENT_WORDS >= DATAGRAM_WORDS) break
    }
    return at
  }

  /** Asks for room where transfers wait for it, or may have to because earlier ones are lost. */
  private ask(length: number): number {
    let at = length
    const { departing, outbound } = this.peer
    if (this.isStopped) return at
    for (let left = outbound.length; left > 0 && at + SEGMENT_WORDS <= DATAGRAM_WORDS; left--) {
      const channel = outbound[this.askTurn]!
      this.askTurn = (this.askTurn + 1) % outbound.length
      if (channel.isBlocked || channel.isUnsure) at = channel.ask(departing, at)
    }
    return at
  }

  private send(now: number, length: number, flags: number): void {
    if ((flags & FLAG_ASKS) !== 0) this.unasked = 0
    this.put(TRANSFERS_DATAGRAM, this.isFinished ? flags | FLAG_LAST : flags, length)
    this.flight.send(now)
    this.probeAt = now + this.roundTrip.probeAfter(this.probes)
  }

  private put(kind: number, flags: number, length: number): void {
    const { departing, cluster } = this.peer
    writeHeader(departing.words, kind, flags, this.flight.next, this.dialerId, this.listenerId)
    let byteLength = length << 2
    //#if preSharedKey
    byteLength = this.seal.seal(departing.bytes, byteLength)
    //#end
    this.lastWritten = cluster.time
    this.peer.bytesSent += byteLength
    this.line.send(departing.start(byteLength))
  }
}
