// A sending and a receiving end of a channel with everything between them that may go wrong, and a record of
// what became of each transfer.
import { AcknowledgedChannel } from '../../templates/kernel/acknowledged-channel.ts'
import { FireAndForgetChannel } from '../../templates/kernel/fire-and-forget-channel.ts'
import { I32 } from '../../templates/kernel/sample.ts'
import { FLAG_IN_DOUBT } from '../../templates/kernel/sample-cluster.ts'
import type { StreamChannel } from '../../templates/kernel/stream-channel.ts'
import { StreamInbound } from '../../templates/kernel/stream-inbound.ts'
import { SEGMENT, SEGMENT_WORDS } from '../../templates/kernel/wire.ts'
import { WireBuffer } from '../../templates/kernel/wire-buffer.ts'
import type { Random } from '../support/random.ts'
import { TransferModel, type TransferOptions } from './transferModel.ts'

interface Told {
  received: number
  free: number
}

/** A stream from the sender to the receiver, and what the receiver says on it. */
interface Line {
  segments: Int32Array[]
  told: Told[]
  /** Which start of the receiver it leads to. */
  life: number
}

export interface ModelOptions extends TransferOptions {
  isAcknowledged: boolean
}

export class ChannelModel extends TransferModel {
  readonly options: ModelOptions
  readonly outbound: StreamChannel
  /** When the sender first saw each transfer. */
  readonly seenAt: number[] = []
  breaks = 0
  private inbound!: StreamInbound
  private seen = 0
  private line: Line | null = null
  /** HELLO and WELCOME that are on their way on a line that is not open yet. */
  private hello: (Told & { life: number; isHeard: boolean }) | null = null
  private welcome: number | null = null
  /** What the receiver says on its other stream, which outlives lines. */
  private other: Told[] = []
  /** The sender has welcomed this start of the receiver, which has read that. */
  private isHeard = false
  private lifeKnown = 0
  private isOpen = false
  private left = 0
  private readonly buffer = new WireBuffer(4096)
  private waiting = new Int32Array(0)

  constructor(random: Random, options: ModelOptions) {
    super(random, options)
    this.options = options
    const Channel = options.isAcknowledged ? AcknowledgedChannel : FireAndForgetChannel
    const { lifetimeMs } = options
    this.outbound = new Channel(0, { ring: this.ring, lifetimeMs, returns: this.returns })
    this.restart()
  }

  /** The receiver's process ends and starts anew: its memory is gone, and every stream with it. */
  restart(): void {
    // What is in its ring has arrived, for all that the sender can know.
    if (this.lives > 0) this.takeArrived(Number.MAX_SAFE_INTEGER)
    this.break()
    this.other = []
    this.renewInboundRing(this.options.inboundCapacity)
    this.inbound = new StreamInbound({ ring: this.inboundRing, carried: [3] })
    this.isHeard = false
  }

  break(): void {
    if (this.line !== null || this.hello !== null) this.breaks++
    this.line = this.hello = this.welcome = null
    this.isOpen = false
    this.left = 0
    this.waiting = new Int32Array(0)
  }

  /** The receiver dials, unless it has. */
  dial(): void {
    if (this.line !== null || this.hello !== null) return
    const { received } = this.inbound
    this.hello = { received, free: this.inbound.offer(), life: this.lives, isHeard: this.isHeard }
  }

  /** The sender reads HELLO and answers. */
  accept(): void {
    const { hello, outbound } = this
    if (hello === null) return
    this.hello = null
    if (hello.life !== this.lifeKnown) {
      this.lifeKnown = hello.life
      outbound.restart()
    }
    if (!hello.isHeard) outbound.resumeUnheard()
    else if (!outbound.hasWritten(hello.received)) throw new Error('HELLO was not believed')
    else outbound.resume(hello.received)
    outbound.open(hello.free)
    this.line = { segments: [], told: [], life: hello.life }
    this.welcome = outbound.start
  }

  /** The receiver reads WELCOME. */
  open(): void {
    if (this.welcome === null) return
    if (this.isHeard && ((this.welcome - this.inbound.received) | 0) < 0) throw new Error('WELCOME goes back')
    this.inbound.begin(this.welcome)
    this.welcome = null
    this.isHeard = this.isOpen = true
  }

  /** The sender writes up to a bufferful. */
  write(): void {
    if (this.line === null) return
    const end = this.random.pick(SEGMENT_WORDS + 16, 60, 200, 1024)
    const length = this.outbound.fill(this.buffer, 0, end)
    if (length > 0) this.line.segments.push(this.buffer.words.slice(0, length))
  }

  /** The receiver reads some words. */
  read(): void {
    if (this.line === null || !this.isOpen || this.line.segments.length === 0) return
    const bytes = this.line.segments.shift()!
    const words = new Int32Array(this.waiting.length + bytes.length)
    words.set(this.waiting)
    words.set(bytes, this.waiting.length)
    const cut = this.random.once(3) ? 2 * this.random.below(words.length / 2 + 1) : words.length
    if (cut < words.length) this.line.segments.unshift(words.slice(cut))
    let at = 0
    for (;;) {
      if (this.left > 0) {
        const before = this.inbound.received
        const used = this.inbound.take(words, at, cut, this.left)
        if (used < 0) throw new Error('a packet was refused')
        this.left -= (this.inbound.received - before) | 0
        at += used
        if (this.left > 0) break
      }
      if (cut - at < SEGMENT_WORDS) break
      if ((words[at]! & 0xff) !== SEGMENT) throw new Error('no segment')
      this.left = words[at + 1]!
      if (!this.inbound.beginSegment(words[at + 2]!, this.left)) throw new Error('a segment was refused')
      at += SEGMENT_WORDS
    }
    this.waiting = words.slice(at, cut)
  }

  /** The receiver says what it has, on either stream. */
  tell(isLate: boolean): void {
    if (!this.isHeard) return
    const { inbound } = this
    if (!inbound.isNews(false)) return
    const told = { received: inbound.received, free: inbound.free }
    if (isLate || this.line === null || !this.isOpen) this.other.push(told)
    else this.line.told.push(told)
    inbound.tell(told.free)
  }

  /** The sender hears it. */
  hear(): void {
    const told = this.random.once(2) ? (this.line?.told.shift() ?? this.other.shift()) : this.other.shift()
    if (told === undefined) return
    if (!this.outbound.acknowledge(told.received, told.free)) throw new Error('was not believed')
  }

  /** Time passes; the sender gives back what has waited for too long. */
  pass(ms: number): void {
    this.now += ms
    for (; this.seen < this.fates.length; this.seen++) this.seenAt.push(this.now)
    const before = this.returns.length
    this.outbound.expire(this.now)
    this.noneIsEarly(before)
  }

  /** The sender gives up whatever has not arrived, as a node that stops does. */
  giveUp(): void {
    this.break()
    this.other = []
    this.outbound.giveUp(this.now)
    this.takeReturned(100)
  }

  private noneIsEarly(before: number): void {
    const count = this.returns.peekBatch(100)
    for (let index = before; index < count; index++) {
      const { word } = this.returns.peekAt(index)
      const isDoubtful = (I32[word + 2]! & FLAG_IN_DOUBT) !== 0
      const age = this.now - this.seenAt[I32[word]!]!
      if (!isDoubtful && age <= this.options.lifetimeMs) throw new Error(`came back after ${age} ms`)
    }
  }

  isSettled(): boolean {
    return this.outbound.pending === 0 && this.returns.length === 0 && this.inboundRing.length === 0
  }

  /** A while in which nothing breaks and everybody takes. */
  heal(): void {
    this.pass(1)
    this.dial()
    this.accept()
    this.open()
    this.write()
    for (let count = 0; count < 8; count++) this.read()
    this.tell(false)
    for (let count = 0; count < 8; count++) this.hear()
    this.takeArrived(100)
    this.takeReturned(100)
  }
}
