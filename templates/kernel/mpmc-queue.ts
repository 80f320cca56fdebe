import type { QueueMap } from './queue-map.ts'
import {
  copyPacket,
  EntityTransfer,
  FLAG_FULL,
  FLAGS_OF_RETURN,
  I32,
  keepCarried,
  SLOT_WORDS_MPMC,
} from './sample.ts'
import { signal } from './signal.ts'
import { expired } from './transfer-pool.ts'

/** Second word of a slot whose producer gave it up: there is no packet behind it. */
const ABANDONED = 1

/**
 * A bounded ring for several producing and consuming threads: Vyukov's bounded MPMC queue (1024cores.net),
 * one sequence word per slot, and the index moved by compare-and-exchange. The sequence word holds the
 * sequence less the slot's own number, so that zeroed memory is an empty ring: with `lap` the position less
 * the slot's number, a free slot holds `lap`, a filled one `lap + 1`, a released one `lap + capacity`, which
 * is the next lap. All of it is 32-bit and wraps; only differences have a meaning. The capacity is at least
 * 2, because with 1 a filled slot would look like a released one.
 *
 * A committed transfer is visible at once, but taken in the order of `reserve`: one that is reserved and not
 * committed holds back those behind it, until `commit` or `abandon`. Each thread uses an instance of its own,
 * which holds at most one slot to fill and one to read. A thread that dies with a slot to fill stops the
 * queue: what was queued before still arrives, then nothing, and once the ring is full nothing more is
 * accepted. A thread that dies with a slot to read takes that transfer with it; the ring runs on until it
 * comes round to the slot, and is full from then on. Neither can be told from a slow thread, so neither is
 * repaired: start again on new memory.
 * Fields stand behind `declare` and are set by the constructor: a class field begins as undefined, and the
 * engine would look at its type at each use.
 * @public
 */
export class MpmcQueue {
  declare readonly source: number
  declare readonly target: number
  /** Transfers that fit. */
  declare readonly capacity: number
  /** Transfers that this thread has published, taken, and found no room for. */
  sent = 0
  received = 0
  refused = 0

  declare private readonly header: number
  declare private readonly tailWord: number
  declare private readonly headWord: number
  declare private readonly slotsWord: number
  declare private readonly wrap: number
  declare private readonly readyWord: number
  declare private readonly readyBit: number
  declare private readonly sleeperWord: number
  //#if partialLinks
  declare private readonly carried: readonly number[]
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
    // A thread may have ended between publishing and telling of it, and this one be its successor.
    if (!this.isEmpty()) signal(this.readyWord, this.readyBit, this.sleeperWord)
  }

  /** How many transfers are reserved or published and not yet taken. Other threads may change it any time. */
  get length(): number {
    // The head is read first: it never passes a tail read after it, so that the difference is not negative.
    const head = Atomics.load(I32, this.headWord)
    return Math.min((Atomics.load(I32, this.tailWord) - head) | 0, this.capacity)
  }

  /**
   * The next free slot as an empty transfer to fill in place, or null when the ring is full (backpressure:
   * keep the entity and try again). Calling it again before `commit` gives the same slot, emptied.
   * Queue nothing else here in between: it would take that slot.
   */
  reserve(): EntityTransfer | null {
    return this.reserveBatch(1) === 0 ? null : this.slotAt(0)
  }

  /** Hands over the slot that `reserve` gave and publishes it. It may not be touched afterwards. */
  commit(): void {
    this.commitBatch(1)
  }

  /**
   * 1 when a slot can be filled with `slotAt(0)` now, else 0, which counts a refusal. At most 1 whatever the
   * limit: producers that compete claim one at a time. The slot is claimed until it is committed or abandoned,
   * also when this is called again, and holds back what others commit after it: fill it without delay.
   */
  reserveBatch(limit: number): number {
    if (limit <= 0) return 0
    if (this.claimSlot()) return 1
    this.refused++
    return 0
  }

  /** As `reserveBatch`. */
  reserveRun(limit: number): number {
    return this.reserveBatch(limit)
  }

  /** The reserved slot, emptied. The index is 0: see `reserveBatch`. */
  slotAt(_index: number): EntityTransfer {
    const slot = this.outgoing
    slot.word = this.slotWord(this.reserved) + 2
    return slot.begin(this.header)
  }

  //#if archetypes
  /**
   * The reserved slot, not emptied: worlds and flags are set, the rest is what an older packet left. For
   * `write<Archetype>` and `pack<Archetype>`, which write all of it.
   */
  overwriteAt(_index: number): EntityTransfer {
    const slot = this.outgoing
    slot.word = this.wordAt(0)
    return slot
  }
  //#end

  /** The first word of the reserved slot's packet, with worlds and flags in its header: for encoders. */
  wordAt(_index: number): number {
    const word = this.slotWord(this.reserved) + 2
    I32[word + 2] = this.header | FLAG_FULL
    return word
  }

  /** Hands over the reserved slot when `count` is 1 and publishes it. */
  commitBatch(count: number): void {
    if (count === 0) return
    // A slot committed twice would be delivered twice, or while another thread fills it.
    if (!this.isReserved) throw new Error('commit without a reserved slot')
    const slot = this.slotWord(this.reserved)
    //#if partialLinks
    keepCarried(slot + 2, this.carried)
    //#end
    this.isReserved = false
    this.sent++
    Atomics.store(I32, slot, ((this.reserved & ~this.wrap) + 1) | 0)
    signal(this.readyWord, this.readyBit, this.sleeperWord)
  }

  /**
   * Gives up the slot that this thread has reserved, where filling it failed: nothing is sent, and it holds
   * back nobody any longer. Consumers pass over the slot. Does nothing without a reserved slot.
   */
  abandon(): void {
    if (!this.isReserved) return
    const slot = this.slotWord(this.reserved)
    I32[slot + 1] = ABANDONED
    this.isReserved = false
    Atomics.store(I32, slot, ((this.reserved & ~this.wrap) + 1) | 0)
    signal(this.readyWord, this.readyBit, this.sleeperWord)
  }

  /**
   * Copies a transfer into the ring and publishes it; false, and nothing taken, when full. Throws a RangeError
   * for an expired transfer.
   */
  push(transfer: EntityTransfer): boolean {
    if (transfer.isExpired) throw expired()
    if (this.reserveBatch(1) === 0) return false
    this.fill(transfer.word)
    return true
  }

  /**
   * Copies as many of `transfers` as there is room for, in order, and publishes each; returns how many.
   * Transfers of other producers may come between them. An expired one ends the batch before it, and is thrown
   * as a RangeError where it is the first.
   */
  pushBatch(transfers: readonly EntityTransfer[]): number {
    let count = 0
    for (; count < transfers.length; count++) {
      const transfer = transfers[count]!
      if (transfer.isExpired) {
        if (count === 0) throw expired()
        break
      }
      if (!this.claimSlot()) {
        if (count === 0) this.refused++
        break
      }
      this.fill(transfer.word)
    }
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

  /**
   * 1 when a transfer can be read with `peekAt(0)` now, else 0. At most 1 whatever the limit: consumers that
   * compete claim one at a time. The transfer is this thread's alone until it is released.
   */
  peekBatch(limit: number): number {
    if (limit <= 0) return 0
    if (this.isHeld) return 1
    for (;;) {
      const position = Atomics.load(I32, this.headWord)
      const slot = this.slotWord(position)
      const lead = (Atomics.load(I32, slot) - (position & ~this.wrap) - 1) | 0
      if (lead === 0) {
        const next = (position + 1) | 0
        if (Atomics.compareExchange(I32, this.headWord, position, next) !== position) continue
        if (I32[slot + 1] === ABANDONED) {
          I32[slot + 1] = 0
          Atomics.store(I32, slot, ((position & ~this.wrap) + this.capacity) | 0)
          continue
        }
        this.isHeld = true
        this.held = position
        return 1
      }
      if (lead < 0) return 0
      // Another consumer was quicker: look at the head again.
    }
  }

  /** Whether nothing waits here. Claims nothing, unlike `peekBatch`: what waits stays free for other threads. */
  isEmpty(): boolean {
    if (this.isHeld) return false
    const position = Atomics.load(I32, this.headWord)
    return ((Atomics.load(I32, this.slotWord(position)) - (position & ~this.wrap) - 1) | 0) < 0
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
    // A slot given back twice would be given to two producers.
    if (!this.isHeld) throw new Error('release without a held transfer')
    this.isHeld = false
    this.received++
    Atomics.store(I32, this.slotWord(this.held), ((this.held & ~this.wrap) + this.capacity) | 0)
  }

  /**
   * Shows up to `limit` transfers to `visit`, oldest first, releasing each; returns how many. When `visit`
   * throws, the transfers before are released, and the one it failed on stays with this thread, to which the
   * next `peek` or `popBatch` shows it again. It may not take from this queue. One object shows them all: `shown`,
   * or the queue's own.
   */
  popBatch(
    limit: number,
    visit: (transfer: EntityTransfer) => void,
    shown: EntityTransfer = this.incoming,
  ): number {
    let count = 0
    while (count < limit && this.peekBatch(1) !== 0) {
      shown.word = this.slotWord(this.held) + 2
      visit(shown)
      this.releaseBatch(1)
      count++
    }
    return count
  }

  /** Makes sure that this thread has a slot to fill; false when the ring is full. */
  private claimSlot(): boolean {
    if (this.isReserved) return true
    for (;;) {
      const position = Atomics.load(I32, this.tailWord)
      const lead = (Atomics.load(I32, this.slotWord(position)) - (position & ~this.wrap)) | 0
      if (lead === 0) {
        const next = (position + 1) | 0
        if (Atomics.compareExchange(I32, this.tailWord, position, next) !== position) continue
        this.isReserved = true
        this.reserved = position
        return true
      }
      // Still filled or held from the lap before.
      if (lead < 0) return false
      // Another producer was quicker: look at the tail again.
    }
  }

  /** Copies a packet into the claimed slot and publishes it. */
  private fill(from: number): void {
    const packet = this.slotWord(this.reserved) + 2
    copyPacket(from, packet)
    I32[packet + 2] = (I32[packet + 2]! & ~0xffff) | this.header
    //#if remote
    I32[packet + 2]! &= ~FLAGS_OF_RETURN
    //#end
    this.commitBatch(1)
  }

  private slotWord(position: number): number {
    return this.slotsWord + (position & this.wrap) * SLOT_WORDS_MPMC
  }
}
