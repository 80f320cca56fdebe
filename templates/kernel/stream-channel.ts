import { OutboundChannel } from './outbound-channel.ts'
import type { OutboundMap } from './peer-map.ts'
import { I32, PACKET_WORDS, SLOT_WORDS } from './sample.ts'
import { FLAG_RETURNED, PACKET_BYTES, wireWords } from './sample-cluster.ts'
import { SEGMENT_WORDS, writeSegmentHeader } from './wire.ts'
import type { WireBuffer } from './wire-buffer.ts'
import { cleanPacket, countWhole, RUN_MIN } from './wire-packet.ts'

/** A segment counts its packets with 16 bits. */
const SEGMENT_PACKETS_MAX = 65_535

/**
 * So many whole packets in a row are written from where they stand in the ring: two pieces in a write cost as much as
 * copying some kilobytes.
 */
const LEND_MIN: number = Math.ceil(12_288 / PACKET_BYTES)

/** And so many at most, so that channels have their turns: what Node does for a write is spread over enough then. */
const LEND_MAX: number = Math.max(LEND_MIN, Math.floor(262_144 / PACKET_BYTES))

/**
 * The sending end of a channel on a stream, which keeps the order. Sequence numbers are indices of the ring; they
 * wrap, and only their differences have a meaning.
 *
 *     head ... sent ... limit ... tail
 *
 * Before `head` slots are free. From `head` to `sent` transfers are written and not acknowledged. Up to
 * `limit` the peer has room. From `sent` to `tail` they wait. Somewhere between there may be a void: slots
 * whose transfers were given back unsent.
 */
export abstract class StreamChannel extends OutboundChannel {
  protected sent: number
  /** What the peer has told: it has everything before this one. */
  protected acked: number
  protected limit: number
  private voidStart: number
  protected voidEnd: number
  /** How far transfers had been written at most: what comes again before it is resent. */
  private everSent: number
  /** Packets of the ring that are written next, behind the segment's header. Nobody may write over their slots. */
  lent: Uint8Array | null = null
  private lentFrom = 0

  constructor(number: number, map: OutboundMap) {
    super(number, map)
    const { head } = this
    this.sent = this.acked = this.limit = head
    this.voidStart = this.voidEnd = this.everSent = head
  }

  /** What the next segment begins with: told to the peer when a stream opens. */
  get start(): number {
    return this.sent
  }

  /** Whether something is to be written. */
  get isWaiting(): boolean {
    return ((this.end - this.sent) | 0) > 0
  }

  /** Whether the peer may have everything before `received`. */
  hasWritten(received: number): boolean {
    return ((this.sent - received) | 0) >= 0
  }

  /** A stream to the incarnation that had the last one: it has everything before `received`. */
  resume(received: number): void {
    // A peer that has not heard our last welcome does not know yet which numbers were left out.
    const known = ((received - this.acked) | 0) < 0 ? this.acked : received
    this.settleUpTo(known)
    this.goOn(known)
    this.acked = this.sent
    this.forgetVoid()
  }

  /** A stream to the same incarnation, which has received nothing since it last acknowledged. */
  resumeUnheard(): void {
    this.resume(this.acked)
  }

  override restart(): void {
    this.giveUpWritten()
    this.acked = this.limit = this.sent
    this.settleDoubts()
    this.forgetVoid()
  }

  /** The peer has room for so many transfers from `start` on. */
  open(free: number): void {
    this.limit = (this.sent + free) | 0
  }

  /** The peer has everything before `received` and room for `free` more. False when that cannot be. */
  acknowledge(received: number, free: number): boolean {
    if (!this.hasWritten(received)) return false
    // Acknowledgements may travel on the other stream of the peer and come late.
    if (((received - this.acked) | 0) < 0) return true
    // What was given back in between has numbers, but takes no room.
    const limit = (received + free + this.countVoid(received, this.sent)) | 0
    if (((limit - this.limit) | 0) > 0) this.limit = limit
    this.settleUpTo(received)
    return true
  }

  /**
   * Writes waiting transfers as segments from `at` on, as many as the peer has room for and the buffer holds
   * up to `end` (in words). Returns where it stopped.
   */
  fill(buffer: WireBuffer, at: number, end: number): number {
    if (!this.settleDoubts()) return at
    const { end: last } = this
    let next = at
    for (;;) {
      this.stepOverVoid()
      let count = Math.min((last - this.sent) | 0, (this.limit - this.sent) | 0, SEGMENT_PACKETS_MAX)
      const untilVoid = (this.voidStart - this.sent) | 0
      if (untilVoid > 0) count = Math.min(count, untilVoid)
      if (count <= 0 || next + SEGMENT_WORDS + PACKET_WORDS > end) break
      const run = this.countLendable(count)
      if (run > 0) {
        next = this.lendSegment(buffer, next, run)
        break
      }
      next = this.fillSegment(buffer, next, end, count)
    }
    this.release()
    return next
  }

  /** What was lent has been written: its slots are free as soon as their transfers are settled. */
  takeBack(): void {
    if (this.lent === null) return
    this.lent = null
    this.free(this.head)
  }

  protected override free(end: number): void {
    const isNeeded = this.lent !== null && ((end - this.lentFrom) | 0) > 0
    super.free(isNeeded ? this.lentFrom : end)
  }

  /** How many whole packets can be written from where they stand; 0 when copying is cheaper. */
  private countLendable(limit: number): number {
    const index = this.sent & this.wrap
    const most = Math.min(limit, this.wrap + 1 - index, LEND_MAX)
    if (most < LEND_MIN) return 0
    const run = countWhole(I32, this.slotsWord + index * SLOT_WORDS, most)
    return run < LEND_MIN ? 0 : run
  }

  /** Writes the header of a segment whose packets follow from the ring. */
  private lendSegment({ words }: WireBuffer, at: number, count: number): number {
    const { sent } = this
    const slot = this.slotsWord + (sent & this.wrap) * SLOT_WORDS
    this.lent = new Uint8Array(I32.buffer, I32.byteOffset + (slot << 2), (count * SLOT_WORDS) << 2)
    this.lentFrom = sent
    writeSegmentHeader(words, at, this.number, count, sent)
    this.noteSent(count)
    return at + SEGMENT_WORDS
  }

  private fillSegment(buffer: WireBuffer, at: number, end: number, limit: number): number {
    const { words } = buffer
    const { slotsWord, wrap, sent } = this
    const last = end - PACKET_WORDS
    let next = at + SEGMENT_WORDS
    let count = 0
    while (count < limit && next <= last) {
      const index = (sent + count) & wrap
      const slot = slotsWord + index * SLOT_WORDS
      const room = Math.floor((end - next) / SLOT_WORDS)
      const run = countWhole(I32, slot, Math.min(limit - count, wrap + 1 - index, room))
      if (run >= RUN_MIN) {
        words.set(I32.subarray(slot, slot + run * SLOT_WORDS), next)
        next += run * SLOT_WORDS
        count += run
      } else {
        const size = wireWords(I32, slot)
        for (let word = 0; word < size; word++) words[next + word] = I32[slot + word]!
        cleanPacket(buffer, next, size)
        next += size
        count++
      }
    }
    writeSegmentHeader(words, at, this.number, count, sent)
    this.noteSent(count)
    return next
  }

  private noteSent(count: number): void {
    this.sent = (this.sent + count) | 0
    this.written += count
    const isNew = (this.sent - this.everSent) | 0
    this.resent += count - Math.max(0, Math.min(count, isNew))
    if (isNew > 0) this.everSent = this.sent
  }

  /** Everything before this one is settled, and its slots are free. */
  protected abstract settled(): number

  /** The peer goes on behind `received`: puts `sent` where the next write begins. */
  protected abstract goOn(received: number): void

  /** What is written and not acknowledged will never be: its receiver has ended. */
  protected abstract giveUpWritten(): void

  protected override settleDoubts(): boolean {
    return true
  }

  protected isInVoid(index: number): boolean {
    return ((index - this.voidStart) | 0) >= 0 && ((this.voidEnd - index) | 0) > 0
  }

  /** How many numbers from `start` up to before `end` were given back and never written. */
  private countVoid(start: number, end: number): number {
    const from = ((this.voidStart - start) | 0) > 0 ? this.voidStart : start
    const to = ((end - this.voidEnd) | 0) > 0 ? this.voidEnd : end
    return Math.max(0, (to - from) | 0)
  }

  private stepOverVoid(): void {
    if (this.sent !== this.voidStart) return
    this.limit = (this.limit + this.voidEnd - this.voidStart) | 0
    this.sent = this.voidEnd
  }

  private settleUpTo(received: number): void {
    this.acknowledged += ((received - this.acked) | 0) - this.countVoid(this.acked, received)
    this.acked = received
    this.release()
    this.forgetVoid()
  }

  /** Frees the slots that are settled, and those of the void where it begins there. */
  protected release(): void {
    const settled = this.settled()
    this.setHead(this.isInVoid(settled) ? this.voidEnd : settled)
  }

  /** Keeps the marks near the indices, which wrap: one left behind would seem ahead after 2^31 transfers. */
  protected forgetVoid(): void {
    if (((this.acked - this.voidEnd) | 0) < 0 || ((this.head - this.voidEnd) | 0) < 0) return
    this.voidStart = this.voidEnd = this.acked
  }

  protected override giveBackUnsent(due: number): void {
    this.stepOverVoid()
    // An empty one is nowhere, and must not be taken for one that lies ahead.
    if (this.voidStart === this.voidEnd) this.voidStart = this.voidEnd = this.sent
    const untilVoid = (this.voidStart - this.sent) | 0
    const end = untilVoid > 0 && ((due - this.voidStart) | 0) > 0 ? this.voidStart : due
    const wanted = (end - this.sent) | 0
    if (wanted <= 0) return
    const room = this.returns.reserveBatch(wanted)
    // One void is remembered. Another has to touch it, or waits until the peer has passed the first. What
    // lies before it goes as a whole: the ring of returns holds as much as the ring of any channel of its world.
    const fillsGap = untilVoid === wanted && room === wanted
    if (this.sent !== this.voidEnd && !fillsGap) return
    for (let index = 0; index < room; index++) this.giveBack((this.sent + index) | 0, FLAG_RETURNED)
    this.returned += room
    if (fillsGap) {
      this.voidStart = this.sent
      this.stepOverVoid()
    } else {
      this.sent = this.voidEnd = (this.sent + room) | 0
      this.limit = (this.limit + room) | 0
    }
    this.release()
    this.forgetVoid()
  }
}
