// Both ends of a channel on datagrams, a network between them that loses, doubles and reorders, and a record of what
// became of each transfer.
import type { DatagramChannel } from '../../templates/kernel/datagram-channel.ts'
import {
  type DatagramInbound,
  LooseInbound,
  OrderedInbound,
  UnorderedInbound,
} from '../../templates/kernel/datagram-inbound.ts'
import { Flight } from '../../templates/kernel/flight.ts'
import { OnceChannel } from '../../templates/kernel/once-channel.ts'
import { ReceivedNumbers } from '../../templates/kernel/received-numbers.ts'
import { OrderedChannel, ResentChannel } from '../../templates/kernel/resent-channel.ts'
import { SEGMENT_WORDS } from '../../templates/kernel/wire.ts'
import { WireBuffer } from '../../templates/kernel/wire-buffer.ts'
import type { Random } from '../support/random.ts'
import { TransferModel, type TransferOptions } from './transferModel.ts'

const deliveries = {
  fire_and_forget: { channel: OnceChannel, inbound: LooseInbound },
  ack_required: { channel: ResentChannel, inbound: UnorderedInbound },
  ordered: { channel: OrderedChannel, inbound: OrderedInbound },
} as const

export interface DatagramModelOptions extends TransferOptions {
  /** The network keeps the order; else any datagram of those on their way may be the next. */
  readonly isInOrder?: boolean
  delivery: keyof typeof deliveries
  /** Where sequence numbers begin. */
  sequence: number
}

interface Datagram {
  readonly number: number
  readonly words: Int32Array
}

interface Acknowledgement {
  readonly highest: number
  readonly ranges: Int32Array
  readonly news: { readonly received: number; readonly limit: number } | null
}

export class DatagramModel extends TransferModel {
  readonly options: DatagramModelOptions
  readonly outbound: DatagramChannel
  private inbound!: DatagramInbound
  private readonly flight = new Flight()
  private numbers!: ReceivedNumbers
  private departed: Datagram[] = []
  private told: Acknowledgement[] = []
  private readonly buffer = new WireBuffer(4096)

  constructor(random: Random, options: DatagramModelOptions) {
    super(random, options)
    this.options = options
    const { lifetimeMs } = options
    this.outbound = new deliveries[options.delivery].channel(0, {
      ring: this.ring,
      lifetimeMs,
      returns: this.returns,
    })
    this.restart()
  }

  /** The receiver's process ends and starts anew: its memory is gone. */
  restart(): void {
    if (this.lives > 0) {
      this.takeArrived(Number.MAX_SAFE_INTEGER)
      this.break()
      this.outbound.restart()
    }
    this.renewInboundRing(this.options.inboundCapacity)
    this.inbound = new deliveries[this.options.delivery].inbound({ ring: this.inboundRing, carried: [3] })
    this.inbound.begin()
    // Both count from 0 in life; numbers that wrap are too far away to get there in a test.
    const { sequence } = this.options
    Object.assign(this.outbound, { sequence, limit: sequence, heard: sequence })
    if ('arrivedHere' in this.outbound) Object.assign(this.outbound, { arrivedHere: sequence })
    if ('base' in this.inbound) Object.assign(this.inbound, { base: sequence })
    if ('high' in this.inbound) Object.assign(this.inbound, { high: sequence })
    if ('taken' in this.inbound) Object.assign(this.inbound, { taken: sequence })
    this.open()
  }

  /** The stream is given up, and what is on its way with it; another one takes its place. */
  break(): void {
    this.flight.loseAll()
    this.open()
  }

  /** Sends a datagram of what waits, or one that asks for room and is answered. */
  send(isAsking: boolean = false): void {
    if (!this.flight.hasPlace) return
    this.flight.make()
    let end = this.outbound.fill(this.buffer, 0, this.random.pick(20, 40, 300), this.flight, false)
    if (isAsking && this.outbound.isBlocked) end = this.outbound.ask(this.buffer, end)
    if (end === 0 && !isAsking) return
    this.departed.push({ number: this.flight.next, words: this.buffer.words.slice(0, end) })
    this.flight.send(this.now)
  }

  /** A datagram arrives: any of those on their way. It may arrive again. */
  deliver(isLost: boolean, isDoubled: boolean): void {
    const datagram = this.take(this.departed, isDoubled)
    if (datagram === undefined || isLost) return
    const { words } = datagram
    for (let at = 0; at < words.length; at += SEGMENT_WORDS + words[at + 3]!) {
      if (!this.inbound.hasRoomFor(words[at + 1]!)) return
    }
    if (!this.numbers.add(datagram.number)) return
    for (let at = 0; at < words.length; ) {
      const count = words[at + 1]!
      if (count === 0) this.inbound.retell()
      const used = this.inbound.take(words, at + SEGMENT_WORDS, words.length, words[at + 2]!, count)
      if (used !== words[at + 3]) throw new Error('a sound datagram was refused')
      at += SEGMENT_WORDS + used
    }
  }

  /** The receiver acknowledges; whether it tells of its room is as it would. */
  tell(): void {
    const words = new Int32Array(64)
    const ranges = words.slice(0, this.numbers.write(words, 0, 64)).map((_, index) => words[index]!)
    const { received, limit } = this.inbound
    const isNews = this.inbound.isNews(false)
    if (isNews) this.inbound.tell(received, limit)
    this.told.push({ highest: this.numbers.highest, ranges, news: isNews ? { received, limit } : null })
  }

  hear(isLost: boolean, isDoubled: boolean): void {
    const told = this.take(this.told, isDoubled)
    if (told === undefined || isLost) return
    let above = told.highest + 1
    for (const range of told.ranges) {
      const stop = above - 1 - (range & 0xffff)
      above = stop - (range >>> 16) + 1
      this.flight.arrive(above, stop, () => {})
    }
    if (told.ranges.length > 0) this.flight.findLost(told.highest, this.now, 5, () => {})
    if (told.news !== null && !this.outbound.hear(told.news.received, told.news.limit)) {
      throw new Error('what the receiver tells was called impossible')
    }
  }

  /** Nothing was heard for long. */
  probe(): void {
    this.flight.doubtOldest(2)
    this.send(true)
  }

  pass(ms: number): void {
    this.now += ms
    this.outbound.expire(this.now)
  }

  giveUp(): void {
    this.break()
    this.outbound.giveUp(this.now)
    this.takeReturned(100)
  }

  override takeArrived(limit: number): void {
    super.takeArrived(limit, this.options.delivery === 'ordered')
  }

  isSettled(): boolean {
    const { outbound, returns, inboundRing, flight } = this
    const isHeardOf = Reflect.get(flight, 'oldest') === flight.next
    return outbound.pending === 0 && returns.length === 0 && inboundRing.length === 0 && isHeardOf
  }

  /** A while in which nothing is lost and everybody takes. */
  heal(): void {
    this.pass(1)
    for (let count = 0; count < 8; count++) this.send()
    this.probe()
    for (let count = 0; count < 12; count++) this.deliver(false, false)
    this.tell()
    for (let count = 0; count < 8; count++) this.hear(false, false)
    this.takeArrived(100)
    this.takeReturned(100)
  }

  private open(): void {
    this.flight.begin({
      arrived: (_, start, end) => this.outbound.arrived(start, end),
      doubted: (_, start, end) => this.outbound.doubted(start, end),
      missed: (_, start, end) => this.outbound.missed(start, end),
    })
    this.numbers = new ReceivedNumbers()
    this.departed = []
    this.told = []
    this.inbound.retell()
  }

  private take<T>(list: T[], isKept: boolean): T | undefined {
    const isAny = this.random.below(4) === 0 && this.options.isInOrder !== true
    const index = isAny ? this.random.below(Math.max(1, list.length)) : 0
    return isKept ? list[index] : list.splice(index, 1)[0]
  }
}
