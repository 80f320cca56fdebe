import { DatagramChannel } from './datagram-channel.ts'
import type { Flight } from './flight.ts'
import type { OutboundMap } from './peer-map.ts'
import { FLAG_IN_DOUBT, FLAG_RETURNED } from './sample-cluster.ts'
import type { WireBuffer } from './wire-buffer.ts'

/** What is known of a transfer between `head` and `next`. */
const OUT = 1
const ARRIVED = 2
/** It was in a datagram that seems to be lost: it is sent again. */
const MISSED = 3
/** Written to a process that has ended: it is to be given back. */
const DOUBTFUL = 4
/** It was given back unsent. */
const LEFT_OUT = 5

/**
 * A channel whose transfers are sent until they are acknowledged: `ack_required`. A stream that breaks
 * loses and doubles nothing, because the peer knows by their numbers what it has. When the peer's process ends, what it
 * has not acknowledged is in doubt and comes back marked so.
 */
export class ResentChannel extends DatagramChannel {
  private readonly states: Uint8Array
  private readonly sequences: Int32Array
  /** How many are to be sent again, and an index that none of them lies before. */
  private missedCount = 0
  private missedFrom: number
  private doubtCount = 0

  constructor(number: number, map: OutboundMap) {
    super(number, map)
    this.states = new Uint8Array(map.ring.capacity)
    this.sequences = new Int32Array(map.ring.capacity)
    this.missedFrom = this.head
  }

  override get isIdle(): boolean {
    return this.missedCount === 0 && this.doubtCount === 0 && super.isIdle
  }

  /** Whether the peer's world has seen what arrived although something before it did not. */
  protected get isSeen(): boolean {
    return true
  }

  override restart(): void {
    for (let index = this.head; index !== this.next; index = (index + 1) | 0) {
      const place = index & this.wrap
      const state = this.states[place]!
      if (state === LEFT_OUT || state === DOUBTFUL || (state === ARRIVED && this.isSeen)) continue
      this.states[place] = DOUBTFUL
      this.doubtCount++
    }
    this.missedCount = 0
    super.restart()
    this.settleDoubts()
  }

  override hear(received: number, limit: number): boolean {
    if (!super.hear(received, limit)) return false
    let head = this.head
    for (; head !== this.next; head = (head + 1) | 0) {
      const place = head & this.wrap
      const state = this.states[place]
      if (state === DOUBTFUL) break
      if (state === LEFT_OUT) continue
      if (state !== ARRIVED && ((this.sequences[place]! - received) | 0) >= 0) break
      this.acknowledged++
      if (state === MISSED) this.missedCount--
    }
    this.setHead(head)
    return true
  }

  /** First what is to be sent again. */
  override fill(buffer: WireBuffer, at: number, end: number, flight: Flight, isStopped: boolean): number {
    let next = at
    while (this.missedCount > 0 && flight.hasSegment) {
      const stop = this.fillMissed(buffer, next, end, flight)
      if (stop === next) return next
      next = stop
    }
    return super.fill(buffer, next, end, flight, isStopped)
  }

  override arrived(start: number, end: number): void {
    for (let index = this.notBeforeHead(start); ((end - index) | 0) > 0; index = (index + 1) | 0) {
      const place = index & this.wrap
      const state = this.states[place]
      if (state !== OUT && state !== MISSED) continue
      if (state === MISSED) this.missedCount--
      this.states[place] = ARRIVED
    }
    this.freeArrived()
  }

  override doubted(start: number, end: number): void {
    const from = this.notBeforeHead(start)
    for (let index = from; ((end - index) | 0) > 0; index = (index + 1) | 0) {
      const place = index & this.wrap
      if (this.states[place] !== OUT) continue
      this.states[place] = MISSED
      if (this.missedCount++ === 0 || ((index - this.missedFrom) | 0) < 0) this.missedFrom = index
    }
  }

  override missed(): void {}

  protected override sent(): void {
    this.freeArrived()
  }

  protected override leaveOut(index: number): void {
    this.states[index & this.wrap] = LEFT_OUT
  }

  protected override write(
    buffer: WireBuffer,
    at: number,
    end: number,
    start: number,
    most: number,
    sequence: number,
  ): number {
    const stop = super.write(buffer, at, end, start, most, sequence)
    for (let index = 0; index < this.segmentCount; index++) {
      const place = (start + index) & this.wrap
      this.states[place] = OUT
      this.sequences[place] = (sequence + index) | 0
    }
    return stop
  }

  protected override settleDoubts(): boolean {
    if (this.doubtCount === 0) return true
    let head = this.head
    for (; this.doubtCount > 0; head = (head + 1) | 0) {
      const state = this.states[head & this.wrap]
      if (state === ARRIVED) this.acknowledged++
      if (state !== DOUBTFUL) continue
      if (!this.giveBack(head, FLAG_RETURNED | FLAG_IN_DOUBT)) break
      this.returnedInDoubt++
      this.doubtCount--
    }
    this.setHead(head)
    this.freeArrived()
    return this.doubtCount === 0
  }

  /** Writes the first run of what is to be sent again. */
  private fillMissed(buffer: WireBuffer, at: number, end: number, flight: Flight): number {
    const { states, sequences, wrap } = this
    let start = this.notBeforeHead(this.missedFrom)
    while (states[start & wrap] !== MISSED) start = (start + 1) | 0
    this.missedFrom = start
    const sequence = sequences[start & wrap]!
    let most = 1
    while (most < this.missedCount) {
      const place = (start + most) & wrap
      if (states[place] !== MISSED || sequences[place] !== ((sequence + most) | 0)) break
      most++
    }
    const stop = this.write(buffer, at, end, start, most, sequence)
    const count = this.segmentCount
    if (count === 0) return at
    this.missedCount -= count
    this.missedFrom = (start + count) | 0
    this.resent += count
    flight.add(this.number, start, this.missedFrom)
    return stop
  }

  private notBeforeHead(index: number): number {
    return ((index - this.head) | 0) < 0 ? this.head : index
  }

  private freeArrived(): void {
    let head = this.head
    for (; head !== this.next; head = (head + 1) | 0) {
      const state = this.states[head & this.wrap]
      if (state === ARRIVED) this.acknowledged++
      else if (state !== LEFT_OUT) break
    }
    this.setHead(head)
  }
}

/**
 * `ordered`: what has arrived behind a gap waits there until the gap is filled, and has been seen by nobody when the
 * process ends that it waits in.
 */
export class OrderedChannel extends ResentChannel {
  protected override get isSeen(): boolean {
    return false
  }
}
