import type { Gate } from './datagram-gate.ts'
import { ACKNOWLEDGE_EVERY } from './datagram-outlet.ts'
import type { DatagramPeer } from './datagram-peer.ts'
import type { SessionSeal } from './datagram-seal.ts'
import type { DatagramAddress } from './datagram-transport.ts'
import {
  ACKNOWLEDGED_HEAD_WORDS,
  ACKNOWLEDGEMENT_DATAGRAM,
  CLOSE_DATAGRAM,
  COOKIE_WORDS,
  FLAG_ASKS,
  FLAG_FROM_DIALER,
  FLAG_LAST,
  HEADER_WORDS,
  HELLO_DATAGRAM,
  NEWS_WORDS,
  readNumber,
  SEALED_ACKNOWLEDGEMENT_WORDS,
  WELCOME_BODY_WORDS,
  writeHeader,
} from './datagram-wire.ts'
import type { IntakeStream } from './peer.ts'
import { ReceivedNumbers } from './received-numbers.ts'
import { ACKNOWLEDGE_MAX_MS } from './round-trip.ts'
import { DATAGRAM_WORDS } from './sample-datagrams.ts'
import {
  GOODBYE,
  isIncarnation,
  readIncarnation,
  readRefusal,
  SEGMENT,
  SEGMENT_WORDS,
  writeHello,
} from './wire.ts'

/** Ranges in one acknowledgement; the rest of the datagram is for channels. */
const RANGES_END: number = HEADER_WORDS + ACKNOWLEDGED_HEAD_WORDS + 64

/** How long to wait for an answer to HELLO before it is sent again: at first, and at most. */
const HELLO_AGAIN_MS = 100
const HELLO_AGAIN_MAX_MS = 1_000

const GOODBYE_AGAIN_MS = 50

/** A stream that this node opens: the peer's transfers arrive on it. */
export class DatagramIntake implements IntakeStream {
  isOpen = false
  wasOpened = false
  isFinished = false
  hasSaidGoodbye = false
  readonly isBusy = false
  lastHeard: number
  lastWritten: number
  readonly dialerId: number
  listenerId = 0

  readonly peer: DatagramPeer
  //#if preSharedKey
  /** Null before the stream is open. */
  seal: SessionSeal | null = null
  //#end
  private readonly gate: Gate
  private readonly dial: number
  private address!: DatagramAddress
  private readonly cookie: Int32Array = new Int32Array(COOKIE_WORDS)
  private hellos = 0
  private helloAt = 0
  private readonly numbers: ReceivedNumbers = new ReceivedNumbers()
  /** Datagrams on the open stream. */
  private sent = 0
  /** When the highest number came. */
  private highestAt = 0
  /** Datagrams that are not acknowledged, and when to acknowledge them at the latest; infinite for never. */
  private unacknowledged = 0
  private acknowledgeAt = Number.POSITIVE_INFINITY
  /** The channel whose news come first in the next acknowledgement. */
  private turn = 0

  constructor(peer: DatagramPeer, dialerId: number) {
    this.peer = peer
    this.gate = peer.gate
    this.dialerId = dialerId
    this.dial = ++peer.dials
    this.lastHeard = this.lastWritten = peer.cluster.time
    this.sayHello()
  }

  /** A time that this stream has asked for may have come. */
  due(now: number): void {
    if (!this.isOpen && now >= this.helloAt) this.sayHello()
    if (now >= this.acknowledgeAt) this.acknowledge()
    this.arm()
  }

  say(kind: number): void {
    if (kind === GOODBYE) this.hasSaidGoodbye = true
    // Nobody acknowledges acknowledgements: an idle peer would not know how much room it has if the last was lost.
    this.peer.retell()
    this.acknowledge()
  }

  end(): void {
    if (this.isOpen) {
      const flags = FLAG_FROM_DIALER | (this.hasSaidGoodbye ? FLAG_LAST : 0)
      this.put(CLOSE_DATAGRAM, flags, HEADER_WORDS)
    }
    this.peer.drop(this, 'this node has left')
  }

  destroy(): void {
    this.isOpen = false
    this.helloAt = this.acknowledgeAt = Number.POSITIVE_INFINITY
    this.gate.forgetIntake(this)
  }

  /** The other side wants to see that this node is where it says. */
  takeCookie(words: Int32Array, end: number): void {
    if (this.isOpen || end !== HEADER_WORDS + COOKIE_WORDS) return
    // Each only once: one that comes again, from wherever, does not make this node send for ever.
    if (this.cookie.every((word, index) => word === words[HEADER_WORDS + index])) return
    this.cookie.set(words.subarray(HEADER_WORDS, end))
    this.wasOpened = true
    this.lastHeard = this.peer.cluster.time
    this.sayHello()
  }

  takeRefusal(words: Int32Array, end: number): void {
    if (this.isOpen || !this.wasOpened) return
    const other = readRefusal(words, HEADER_WORDS, end)
    if (other !== null) this.peer.wasRefused((words[0]! >>> 8) & 0xff, other)
  }

  /** False when it is one that no peer may send. */
  takeWelcome(words: Int32Array, end: number): boolean {
    const { peer } = this
    if (this.isOpen || !this.wasOpened) return true
    if (end !== HEADER_WORDS + WELCOME_BODY_WORDS || words[HEADER_WORDS + 2] !== peer.inbound.length)
      return false
    const incarnation = readIncarnation(words, HEADER_WORDS)
    if (!isIncarnation(incarnation)) return false
    const refusal = peer.admit(incarnation)
    if (refusal !== null) {
      peer.refused(refusal.code, refusal.text)
      peer.drop(this, refusal.text)
      return true
    }
    if (peer.heard !== incarnation) for (const channel of peer.inbound) channel.begin()
    peer.heard = incarnation
    peer.retell()
    this.listenerId = words[3]!
    //#if preSharedKey
    const { dialerId, listenerId } = this
    this.seal = this.gate.seal.session(
      {
        dialerId,
        listenerId,
        dialerIncarnation: peer.cluster.incarnation,
        listenerIncarnation: incarnation,
      },
      true,
    )
    //#end
    this.isOpen = true
    this.address = this.gate.addressOf(peer.node)
    this.lastHeard = peer.cluster.time
    peer.opened()
    this.acknowledge()
    return true
  }

  /** Takes a datagram of transfers, `end` words long; false when it is one that no peer may send. */
  take(words: Int32Array, end: number): boolean {
    if (!this.hasRoomFor(words, end)) return true
    const number = readNumber(words, 0)
    const isNext = number === this.numbers.highest + 1
    if (!this.numbers.add(number)) {
      // It was acknowledged, and that was lost.
      this.acknowledgeBy(this.gate.now())
      return true
    }
    const { peer } = this
    this.lastHeard = peer.cluster.time
    this.unacknowledged++
    const now = this.gate.now()
    if (number === this.numbers.highest) this.highestAt = now
    const flags = (words[0]! >>> 8) & 0xff
    const isSound = this.takeSegments(words, end, now)
    if (!isSound) return false
    if ((flags & FLAG_LAST) !== 0 && !this.isFinished) {
      this.isFinished = true
      peer.farewell('it has left')
    }
    // Else it is acknowledged anyway once everything that has come is read.
    if (this.acknowledgeAt > now) {
      const isPressing = (flags & FLAG_ASKS) !== 0 || !isNext || this.unacknowledged >= ACKNOWLEDGE_EVERY
      this.acknowledgeBy(isPressing ? now : now + ACKNOWLEDGE_MAX_MS)
    }
    return true
  }

  /** Tells what has changed: soon, or at once where the peer may be waiting for it. */
  tell(): void {
    if (!this.isOpen) return
    if (this.peer.hasUrgentNews()) this.acknowledge()
    else if (this.acknowledgeAt === Number.POSITIVE_INFINITY && this.peer.hasNews()) {
      this.acknowledgeBy(this.gate.now() + ACKNOWLEDGE_MAX_MS)
    }
  }

  /** Takes what a datagram carries; false when it is nothing that a peer may send. */
  private takeSegments(words: Int32Array, end: number, now: number): boolean {
    let hasArrived = false
    // A zero is no message: the rest only makes the datagram longer.
    for (let at = HEADER_WORDS; at < end && words[at] !== 0; ) {
      const channel = this.peer.inbound[words[at]! >>> 16]
      const count = words[at + 1]!
      const isSegment = end - at >= SEGMENT_WORDS && (words[at]! & 0xff) === SEGMENT
      if (!isSegment || channel === undefined || count < 0 || count > end - at) return false
      if (count === 0) channel.retell()
      const used = channel.take(words, at + SEGMENT_WORDS, end, words[at + 2]!, count)
      if (used < 0 || used !== words[at + 3]) return false
      if (count > 0) hasArrived = true
      if (channel.isNews(true)) this.acknowledgeBy(now)
      at += SEGMENT_WORDS + used
    }
    if (hasArrived) this.gate.arrivals.note(now)
    return true
  }

  /**
   * A datagram that brings what there is no room for, and what is not sent again, is treated as one that was lost: so
   * the peer counts right. What cannot be is found out by whoever takes it.
   */
  private hasRoomFor(words: Int32Array, end: number): boolean {
    for (let at = HEADER_WORDS; end - at >= SEGMENT_WORDS; at += SEGMENT_WORDS + words[at + 3]!) {
      if (words[at + 3]! < 0) return true
      const channel = this.peer.inbound[words[at]! >>> 16]
      if (channel !== undefined && !channel.hasRoomFor(words[at + 1]!)) return false
    }
    return true
  }

  private acknowledgeBy(time: number): void {
    if (time >= this.acknowledgeAt) return
    this.acknowledgeAt = time
    this.arm()
  }

  private acknowledge(): void {
    const { peer } = this
    if (!this.isOpen) return
    const { words } = peer.control
    const highest = Math.max(0, this.numbers.highest)
    const head = HEADER_WORDS
    words[head] = Math.floor(highest / 0x1_0000_0000) << 16
    words[head + 1] = highest | 0
    words[head + 2] = Math.round(Math.max(0, this.gate.now() - this.highestAt) * 1_000)
    const ranges = this.numbers.write(words, head + ACKNOWLEDGED_HEAD_WORDS, RANGES_END)
    let at = head + ACKNOWLEDGED_HEAD_WORDS + ranges
    let channels = 0
    for (let left = peer.inbound.length; left > 0 && at + NEWS_WORDS <= DATAGRAM_WORDS; left--) {
      const channel = peer.inbound[this.turn]!
      if (channel.isNews(false)) {
        const { received, limit } = channel
        channel.tell(received, limit)
        words[at] = this.turn
        words[at + 1] = received
        words[at + 2] = limit
        at += NEWS_WORDS
        channels++
      }
      this.turn = (this.turn + 1) % peer.inbound.length
    }
    words[head + 3] = ranges | (channels << 16)
    //#if preSharedKey
    while (at < SEALED_ACKNOWLEDGEMENT_WORDS) words[at++] = 0
    //#end
    this.unacknowledged = 0
    // That it takes no more is said until the peer has heard it.
    const isHeard = !this.hasSaidGoodbye || this.isFinished
    this.acknowledgeAt = isHeard ? Number.POSITIVE_INFINITY : this.gate.now() + GOODBYE_AGAIN_MS
    this.put(ACKNOWLEDGEMENT_DATAGRAM, this.hasSaidGoodbye ? FLAG_LAST : 0, at)
    // There are more channels than one acknowledgement tells of.
    if (at + NEWS_WORDS > DATAGRAM_WORDS && peer.hasNews()) this.acknowledgeBy(this.gate.now())
  }

  private sayHello(): void {
    const { peer } = this
    const { words } = peer.control
    words.fill(0)
    writeHeader(words, HELLO_DATAGRAM, 0, 0, this.dialerId, 0)
    words.set(this.cookie, HEADER_WORDS)
    // The answer may seem to come from anywhere: whoever has seen one could send it from another address.
    this.address = this.gate.addressOf(peer.node)
    const { incarnation } = peer.cluster
    const at = HEADER_WORDS + COOKIE_WORDS
    writeHello(words, at, peer.node, peer.inbound.length, this.dial, incarnation, peer.heard)
    const again = Math.min(HELLO_AGAIN_MAX_MS, HELLO_AGAIN_MS * 2 ** Math.min(this.hellos++, 16))
    this.helloAt = this.gate.now() + again
    let byteLength = DATAGRAM_WORDS << 2
    //#if preSharedKey
    byteLength = this.gate.seal.sealHandshake(peer.control.bytes, byteLength, true)
    //#end
    this.write(byteLength)
    this.arm()
  }

  private arm(): void {
    this.gate.wakeAt(this.isOpen ? this.acknowledgeAt : this.helloAt)
  }

  /** Sends a datagram of the open stream, which has a number of its own. */
  private put(kind: number, flags: number, length: number): void {
    const { control } = this.peer
    writeHeader(control.words, kind, flags, this.sent++, this.dialerId, this.listenerId)
    let byteLength = length << 2
    //#if preSharedKey
    byteLength = this.seal!.seal(control.bytes, byteLength)
    //#end
    this.write(byteLength)
  }

  private write(byteLength: number): void {
    const { peer } = this
    this.lastWritten = peer.cluster.time
    peer.bytesSent += byteLength
    this.gate.send(peer.control, byteLength, this.address)
  }
}
