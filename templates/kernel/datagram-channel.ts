import type { Flight } from './flight.ts'
import { OutboundChannel } from './outbound-channel.ts'
import type { OutboundMap } from './peer-map.ts'
import { I32, SLOT_WORDS } from './sample.ts'
import { FLAG_RETURNED, wireWords } from './sample-cluster.ts'
import { SEGMENT_WORDS, writeSegmentHeader } from './wire.ts'
import type { WireBuffer } from './wire-buffer.ts'
import { cleanPacket, countWhole, RUN_MIN } from './wire-packet.ts'

/**
 * The sending end of a channel on datagrams. A transfer gets its sequence number when it is written for the first time,
 * so that what is given back unsent leaves no gap.
 *
 *     head ... next ... tail
 *
 * Before `head` slots are free. From `head` to `next` transfers are written, or were given back. From `next` to
 * `tail` they wait; those up to the sequence number `limit` the peer has room for.
 */
export abstract class DatagramChannel extends OutboundChannel {
  protected next: number
  /** The number of the transfer at `next`. */
  protected sequence = 0
  /** How many transfers the last `write` has written. */
  protected segmentCount = 0
  private limit = 0
  /** The most that the peer has said to have. */
  protected heard = 0

  constructor(number: number, map: OutboundMap) {
    super(number, map)
    this.next = this.head
  }

  /** Whether transfers wait that the peer, as far as is known here, has no room for. */
  get isBlocked(): boolean {
    return !this.isWritten && ((this.limit - this.used) | 0) <= 0
  }

  /** Whether nothing is to be sent, for the first time or once more, and nothing in doubt is to be given back. */
  get isIdle(): boolean {
    return this.isWritten
  }

  /** Whether something was written that the peer has neither acknowledged nor denied. */
  get isOut(): boolean {
    return this.head !== this.next
  }

  /** Whether the peer may not know what it will never get, and so offer less room than it has. */
  get isUnsure(): boolean {
    return this.heard !== this.used
  }

  override restart(): void {
    this.sequence = this.limit = this.heard = 0
  }

  /** The peer has everything before `received` and room for everything before `limit`. False when that cannot be. */
  hear(received: number, limit: number): boolean {
    if (((this.sequence - received) | 0) < 0) return false
    // What is told may come late.
    if (((limit - this.limit) | 0) > 0) this.limit = limit
    if (((received - this.heard) | 0) > 0) this.heard = received
    return true
  }

  /**
   * Writes transfers as segments from `at` on, as many as the peer has room for and fit before `end` (in words); none for
   * the first time where it takes no more. Returns where it stopped.
   */
  fill(buffer: WireBuffer, at: number, end: number, flight: Flight, isStopped: boolean): number {
    if (!this.settleDoubts() || isStopped) return at
    const most = Math.min((this.end - this.next) | 0, (this.limit - this.used) | 0)
    if (most <= 0 || !flight.hasSegment) return at
    const start = this.next
    const stop = this.write(buffer, at, end, start, most, this.sequence)
    const count = this.segmentCount
    if (count === 0) return at
    this.next = (start + count) | 0
    this.sequence = (this.sequence + count) | 0
    this.written += count
    flight.add(this.number, start, this.next)
    this.sent()
    return stop
  }

  /** Asks the peer to tell how much room it has: a segment without transfers. */
  ask(buffer: WireBuffer, at: number): number {
    writeSegmentHeader(buffer.words, at, this.number, 0, this.sequence)
    return at + SEGMENT_WORDS
  }

  /** Whether nothing is to be written for the first time. */
  private get isWritten(): boolean {
    return ((this.end - this.next) | 0) <= 0
  }

  /** How many of those that were written count against the limit. */
  protected get used(): number {
    return this.sequence
  }

  /** These have arrived. */
  abstract arrived(start: number, end: number): void

  /** Nothing was heard for long of the datagram that carried these. */
  abstract doubted(start: number, end: number): void

  /** It is lost: later ones have arrived, or nobody will ever say. They are doubted already. */
  abstract missed(start: number, end: number): void

  /** Something was written for the first time. */
  protected abstract sent(): void

  /** A transfer at `index` was given back. */
  protected abstract leaveOut(index: number): void

  /** Writes a segment with the transfers from `start` on, at most `most`, the first with number `sequence`. */
  protected write(
    buffer: WireBuffer,
    at: number,
    end: number,
    start: number,
    most: number,
    sequence: number,
  ): number {
    const { words } = buffer
    const { slotsWord, wrap } = this
    let next = at + SEGMENT_WORDS
    let count = 0
    while (count < most) {
      const index = (start + count) & wrap
      const slot = slotsWord + index * SLOT_WORDS
      const room = Math.floor((end - next) / SLOT_WORDS)
      const run = countWhole(I32, slot, Math.min(most - count, wrap + 1 - index, room))
      if (run >= RUN_MIN) {
        words.set(I32.subarray(slot, slot + run * SLOT_WORDS), next)
        next += run * SLOT_WORDS
        count += run
        continue
      }
      const size = wireWords(I32, slot)
      if (next + size > end) break
      for (let word = 0; word < size; word++) words[next + word] = I32[slot + word]!
      cleanPacket(buffer, next, size)
      next += size
      count++
    }
    this.segmentCount = count
    if (count > 0) {
      writeSegmentHeader(words, at, this.number, count, sequence)
      words[at + 3] = (next - at - SEGMENT_WORDS) | 0
    }
    return next
  }

  protected override giveBackUnsent(due: number): void {
    while (((due - this.next) | 0) > 0 && this.giveBack(this.next, FLAG_RETURNED)) {
      this.returned++
      this.leaveOut(this.next)
      this.next = (this.next + 1) | 0
    }
    this.sent()
  }
}
