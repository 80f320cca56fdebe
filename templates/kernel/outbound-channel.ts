import type { OutboundMap } from './peer-map.ts'
import { copyPacket, I32, SLOT_WORDS } from './sample.ts'
import type { SpscQueue } from './spsc-queue.ts'
import { TransferClock } from './transfer-clock.ts'

/**
 * The sending end of a channel. The ring of the link is its window: a transfer stays in its slot until nobody
 * needs it any more, so that nothing is copied for resending, and a full ring is backpressure for the caller.
 */
export abstract class OutboundChannel {
  /** Transfers written, written once more, and acknowledged. */
  written = 0
  resent = 0
  acknowledged = 0
  /** Transfers given back to their world: never written, and perhaps arrived. */
  returned = 0
  returnedInDoubt = 0
  /** Written and never acknowledged; `fire_and_forget` only. */
  lost = 0

  protected readonly number: number
  protected readonly returns: SpscQueue
  protected readonly slotsWord: number
  protected readonly wrap: number
  /** Slots before this one are free. */
  protected head: number
  private readonly clock: TransferClock
  private readonly tailWord: number
  private readonly headWord: number
  /** Behind the last transfer that was published before the node began to leave; null until it does. */
  private closedAt: number | null = null

  constructor(number: number, map: OutboundMap) {
    this.number = number
    this.returns = map.returns
    this.tailWord = map.ring.map.word
    this.headWord = this.tailWord + 32
    this.slotsWord = this.tailWord + 64
    this.wrap = map.ring.capacity - 1
    this.head = Atomics.load(I32, this.headWord)
    this.clock = new TransferClock(map.lifetimeMs, this.head)
  }

  /** Behind the last transfer that is published. */
  protected get tail(): number {
    return Atomics.load(I32, this.tailWord)
  }

  /** Behind the last transfer that is to be written. */
  protected get end(): number {
    return this.closedAt ?? this.tail
  }

  /** Whether everything that is to be written has arrived or was given back. */
  get isSettled(): boolean {
    return ((this.end - this.head) | 0) <= 0
  }

  /** What is published from now on is not written: worlds on other threads may never stop, and leaving would not end. */
  close(): void {
    this.closedAt = this.tail
  }

  /** Transfers that are published and not yet settled: acknowledged, or given back. */
  get pending(): number {
    return (this.tail - this.head) | 0
  }

  /** Gives back what has waited for too long, as far as its world takes it. */
  expire(now: number): void {
    this.clock.observe(this.tail, now)
    if (this.settleDoubts()) this.giveBackUnsent(this.clock.due(now, this.head))
  }

  /** Gives back everything that has not arrived. */
  giveUp(now: number): void {
    this.clock.expireAll(this.tail)
    this.restart()
    this.expire(now)
  }

  /** The incarnation at the other end has ended. */
  abstract restart(): void

  /** Gives back what is in doubt, as far as its world takes it; true when nothing is left of it. */
  protected abstract settleDoubts(): boolean

  /** Gives back, oldest first, what was published before `due` and is not written. */
  protected abstract giveBackUnsent(due: number): void

  protected setHead(head: number): void {
    if (head === this.head) return
    this.head = head
    this.free(head)
  }

  /** Lets the world write over the slots before this one. */
  protected free(end: number): void {
    Atomics.store(I32, this.headWord, end)
  }

  /** Copies a transfer into its world's ring of returns; false when there is no room. */
  protected giveBack(index: number, flags: number): boolean {
    if (this.returns.reserveBatch(1) === 0) return false
    const copy = this.returns.slotAt(0)
    copyPacket(this.slotsWord + (index & this.wrap) * SLOT_WORDS, copy.word)
    I32[copy.word + 2]! |= flags
    this.returns.commitBatch(1)
    return true
  }
}
