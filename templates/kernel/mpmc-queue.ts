import type { QueueMap } from './queue-map.ts'
import { copyPacket, EntityTransfer, I32, keepCarried, SLOT_WORDS_MPMC } from './sample.ts'
import { signal } from './signal.ts'

/**
 * A bounded ring for several producing and consuming threads: Vyukov's bounded MPMC queue (1024cores.net),
 * one sequence word per slot, and the index moved by compare-and-exchange. The sequence word holds the
 * sequence less the slot's own number, so that zeroed memory is an empty ring.
 *
 * A committed transfer is visible at once. A thread that dies between `reserve` and `commit`, or between
 * `peek` and `release`, keeps its slot for ever: what was queued behind it waits.
 * @public
 */
export class MpmcQueue {
  readonly source: number
  readonly target: number
  /** Transfers that fit. */
  readonly capacity: number
  /** Transfers that this thread has published, taken, and found no room for. */
  sent = 0
  received = 0
  refused = 0

  private readonly header: number
  private readonly tailWord: number
  private readonly headWord: number
  private readonly slotsWord: number
  private readonly wrap: number
  private readonly readyWord: number
  private readonly readyBit: number
  private readonly sleeperWord: number
  //#if partialLinks
  private readonly carried: readonly number[]
  //#end
  private readonly outgoing = new EntityTransfer(0)
  private readonly incoming = new EntityTransfer(0)
  /** Whether this thread holds a slot to fill, or one to read, and the position of each. */
  private isReserved = false
  private reserved = 0
  private isHeld = false
  private held = 0

  constructor(map: QueueMap) {
    this.source = map.source
    this.target = map.target
    this.capacity = map.capacity
    this.header = map.source | (map.target << 8)
    this.tailWord = map.word
    this.headWord = map.word + 32
    this.slotsWord = map.word + 64
    this.wrap = map.capacity - 1
    this.readyWord = map.readyWord
    this.readyBit = map.readyBit
    this.sleeperWord = map.sleeperWord
    //#if partialLinks
    this.carried = map.carried
    //#end
  }

  /** How many transfers are reserved or published and not yet taken. Other threads may change it any time. */
  get length(): number {
    return Math.max(0, (Atomics.load(I32, this.tailWord) - Atomics.load(I32, this.headWord)) | 0)
  }

  /**
   * The next free slot as an empty transfer to fill in place, or null when the ring is full (backpressure:
   * keep the entity and try again). Calling it again before `commit` gives the same slot, emptied.
   */
  reserve(): EntityTransfer | null {
    return this.reserveBatch(1) === 0 ? null : this.slotAt(0)
  }

  /** Hands over the slot that `reserve` gave and publishes it. It may not be touched afterwards. */
  commit(): void {
    this.commitBatch(1)
  }

  /** 1 when a slot can be filled with `slotAt(0)` now, else 0: producers that compete claim one at a time. */
  reserveBatch(limit: number): number {
    if (this.isReserved || limit === 0) return Math.min(limit, 1)
    for (;;) {
      const position = Atomics.load(I32, this.tailWord)
      const lead = (Atomics.load(I32, this.slotWord(position)) - (position & ~this.wrap)) | 0
      if (lead === 0) {
        const next = (position + 1) | 0
        if (Atomics.compareExchange(I32, this.tailWord, position, next) !== position) continue
        this.isReserved = true
        this.reserved = position
        return 1
      }
      if (lead < 0) {
        this.refused++
        return 0
      }
    }
  }

  /** The reserved slot, emptied. The index is 0: see `reserveBatch`. */
  slotAt(_index: number): EntityTransfer {
    const slot = this.outgoing
    slot.word = this.slotWord(this.reserved) + 2
    return slot.begin(this.header)
  }

  /** Hands over the reserved slot when `count` is 1 and publishes it. */
  commitBatch(count: number): void {
    if (count === 0) return
    const slot = this.slotWord(this.reserved)
    //#if partialLinks
    keepCarried(slot + 2, this.carried)
    //#end
    this.isReserved = false
    this.sent++
    Atomics.store(I32, slot, ((this.reserved & ~this.wrap) + 1) | 0)
    signal(this.readyWord, this.readyBit, this.sleeperWord)
  }

  /** Copies a transfer into the ring and publishes it; false, and nothing taken, when full. */
  push(transfer: EntityTransfer): boolean {
    if (this.reserveBatch(1) === 0) return false
    const packet = this.slotWord(this.reserved) + 2
    copyPacket(transfer.word, packet)
    I32[packet + 2] = (I32[packet + 2]! & ~0xffff) | this.header
    this.commitBatch(1)
    return true
  }

  /** Copies as many of `transfers` as there is room for, in order; returns how many. */
  pushBatch(transfers: readonly EntityTransfer[]): number {
    let count = 0
    while (count < transfers.length && this.push(transfers[count]!)) count++
    return count
  }

  /** Does nothing: every commit is published at once. */
  flush(): void {}

  /** Claims the oldest transfer and shows it in place, or null when there is none. It stays until `release`. */
  peek(): EntityTransfer | null {
    return this.peekBatch(1) === 0 ? null : this.peekAt(0)
  }

  /** Gives the slot of the transfer that `peek` showed back to the producers. */
  release(): void {
    this.releaseBatch(1)
  }

  /** 1 when a transfer can be read with `peekAt(0)` now, else 0: consumers that compete claim one at a time. */
  peekBatch(limit: number): number {
    if (this.isHeld || limit === 0) return Math.min(limit, 1)
    for (;;) {
      const position = Atomics.load(I32, this.headWord)
      const lead = (Atomics.load(I32, this.slotWord(position)) - (position & ~this.wrap) - 1) | 0
      if (lead === 0) {
        const next = (position + 1) | 0
        if (Atomics.compareExchange(I32, this.headWord, position, next) !== position) continue
        this.isHeld = true
        this.held = position
        return 1
      }
      if (lead < 0) return 0
    }
  }

  /** The claimed transfer, in place. The index is 0: see `peekBatch`. */
  peekAt(_index: number): EntityTransfer {
    const slot = this.incoming
    slot.word = this.slotWord(this.held) + 2
    return slot
  }

  /** Gives the claimed slot back to the producers when `count` is 1. */
  releaseBatch(count: number): void {
    if (count === 0) return
    this.isHeld = false
    this.received++
    Atomics.store(I32, this.slotWord(this.held), ((this.held & ~this.wrap) + this.capacity) | 0)
  }

  /**
   * Shows up to `limit` transfers to `visit`, oldest first, releasing each; returns how many. When `visit`
   * throws, the transfer it failed on stays claimed by this thread and is shown again.
   */
  popBatch(limit: number, visit: (transfer: EntityTransfer) => void): number {
    let count = 0
    while (count < limit && this.peekBatch(1) !== 0) {
      visit(this.peekAt(0))
      this.releaseBatch(1)
      count++
    }
    return count
  }

  private slotWord(position: number): number {
    return this.slotsWord + (position & this.wrap) * SLOT_WORDS_MPMC
  }
}
