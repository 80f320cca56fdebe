import type { QueueMap } from './queue-map.ts'
import {
  copyPacket,
  EntityTransfer,
  FLAG_FULL,
  FLAGS_OF_RETURN,
  I32,
  keepCarried,
  SLOT_WORDS,
} from './sample.ts'
import { signal } from './signal.ts'
import { expired } from './transfer-pool.ts'

export type { QueueMap } from './queue-map.ts'

/** Of a ring in words: the producer's index, the consumer's, and the first slot, each on lines of its own. */
const RING_TAIL = 0
const RING_HEAD = 32
const RING_SLOTS = 64

/**
 * A bounded ring between one producing and one consuming thread. Payload is written with plain stores and
 * published by one `Atomics.store` of the tail, which the consumer reads with `Atomics.load`: ECMA-262
 * section 29 orders the two. Each side keeps its last look at the other's index and looks again only when
 * the ring seems full or empty (FastForward, Giacomoni 2008; MCRingBuffer, Lee 2010).
 *
 * What is visible when: a committed transfer reaches the consumer after `batchSize` commits, on `flush()`,
 * or when the ring is found full. Indices are 32-bit and wrap; only their difference has a meaning.
 * Each side may pass from thread to thread: `flush` forgets what was seen, so that whoever is handed the world
 * looks at the shared indices first, and goes on from there where the one of its own side has moved.
 * Fields stand behind `declare` and are set by the constructor: a class field begins as undefined, and the
 * engine would look at its type at each use.
 * @public
 */
export class SpscQueue {
  declare readonly source: number
  declare readonly target: number
  /** Transfers that fit. */
  declare readonly capacity: number
  /** Transfers that this thread has published, taken, and found no room for. */
  declare sent: number
  declare received: number
  declare refused: number

  //#if remote
  /** Where it stands in the memory, for the ends of links to other nodes. */
  declare readonly map: QueueMap
  //#end
  declare private readonly word: number
  declare private readonly wrap: number
  declare private readonly batchSize: number
  declare private readonly header: number
  declare private readonly readyWord: number
  declare private readonly readyBit: number
  declare private readonly sleeperWord: number
  //#if partialLinks
  declare private readonly carried: readonly number[]
  //#end
  declare private readonly outgoing: EntityTransfer
  declare private readonly incoming: EntityTransfer
  /** The producer's: how far it has committed, how far it has published, and the head it last saw. */
  declare private tail: number
  declare private published: number
  declare private headSeen: number
  /** The consumer's: how far it has released, how far it has handed back, and the tail it last saw. */
  declare private head: number
  declare private released: number
  declare private tailSeen: number

  /** Sets first what each packet needs: a queue takes three cache lines, and in a matrix most of them are cold. */
  constructor(map: QueueMap) {
    this.word = map.word
    this.capacity = map.capacity
    this.wrap = map.capacity - 1
    // A thread that starts late, or anew, goes on where the shared indices stand.
    this.tail = this.published = Atomics.load(I32, this.word + RING_TAIL)
    this.head = this.released = this.tailSeen = Atomics.load(I32, this.word + RING_HEAD)
    this.headSeen = (this.tail - this.capacity) | 0
    this.header = map.source | (map.target << 8)
    this.sent = 0
    this.received = 0
    this.readyWord = map.readyWord
    this.readyBit = map.readyBit
    this.sleeperWord = map.sleeperWord
    this.incoming = new EntityTransfer(0)
    this.outgoing = new EntityTransfer(0)
    this.batchSize = map.batchSize
    this.refused = 0
    this.source = map.source
    this.target = map.target
    //#if partialLinks
    this.carried = map.carried
    //#end
    //#if remote
    this.map = map
    //#end
    // A thread may have ended between publishing and telling of it, and this one be its successor.
    if (this.tail !== this.head) signal(this.readyWord, this.readyBit, this.sleeperWord)
  }

  /**
   * How many transfers are published and not yet released. Other threads see up to `batchSize` more, because
   * slots are handed back in batches, and may change it at any time.
   */
  get length(): number {
    // The head is read first: it never passes a tail read after it, so that the difference is not negative.
    const head = (Atomics.load(I32, this.word + RING_HEAD) + this.head - this.released) | 0
    return Math.min((Atomics.load(I32, this.word + RING_TAIL) - head) | 0, this.capacity)
  }

  /**
   * The next free slot as an empty transfer to fill in place, or null when the ring is full (backpressure:
   * keep the entity and try again). Calling it again before `commit` gives the same slot, emptied.
   * Queue nothing else here in between: it would take that slot.
   */
  reserve(): EntityTransfer | null {
    return this.reserveBatch(1) === 0 ? null : this.slotAt(0)
  }

  /** Hands over the slot that `reserve` gave. It may not be touched afterwards. */
  commit(): void {
    //#if partialLinks
    keepCarried(this.slotWord(this.tail), this.carried)
    //#end
    this.tail = (this.tail + 1) | 0
    if (((this.tail - this.published) | 0) >= this.batchSize) this.publish()
  }

  /** Gives up the slots that are reserved and not committed: nothing is sent. They are free anyway. */
  abandon(): void {}

  /** How many slots, at most `limit`, can be filled with `slotAt` now. Counts a refusal when none can. */
  reserveBatch(limit: number): number {
    let room = this.roomSeen()
    if (room < limit) {
      room = this.lookForRoom()
      if (room === 0) {
        // The consumer may be waiting for just what this side has not published yet; and where one thread is both,
        // it may have released slots that it has not handed back.
        this.flush()
        room = this.lookForRoom()
        if (room === 0) this.refused++
      }
    }
    return Math.min(room, limit)
  }

  /** As `reserveBatch`, but only slots that follow one another in memory: not past the ring's end. */
  reserveRun(limit: number): number {
    const room = this.reserveBatch(limit)
    // Asked for the end only now: where another thread has sent before, this one's index has moved just then.
    return Math.min(room, this.capacity - (this.tail & this.wrap))
  }

  /** The `index`-th slot of the reserved batch, emptied. One transfer object serves all: fill it, move on. */
  slotAt(index: number): EntityTransfer {
    const slot = this.outgoing
    slot.word = this.slotWord(this.tail + index)
    return slot.begin(this.header)
  }

  //#if archetypes
  /**
   * The same slot, not emptied: worlds and flags are set, the rest is what an older packet left. For
   * `write<Archetype>` and `pack<Archetype>`, which write all of it once instead of some of it twice.
   */
  overwriteAt(index: number): EntityTransfer {
    const slot = this.outgoing
    slot.word = this.wordAt(index)
    return slot
  }
  //#end

  /**
   * The first word of the same slot, with worlds and flags in its header: for encoders that write all the rest. Of a
   * run the first one's will do: its packets follow one another.
   */
  wordAt(index: number): number {
    const word = this.slotWord(this.tail + index)
    I32[word + 2] = this.header | FLAG_FULL
    return word
  }

  /** Hands over the first `count` slots of the reserved batch and publishes them at once. */
  commitBatch(count: number): void {
    //#if partialLinks
    for (let index = 0; index < count; index++) {
      keepCarried(this.slotWord(this.tail + index), this.carried)
    }
    //#end
    this.tail = (this.tail + count) | 0
    this.publish()
  }

  /**
   * Copies a transfer into the ring and publishes it at once; false, and nothing taken, when full. Throws a
   * RangeError for an expired transfer.
   */
  push(transfer: EntityTransfer): boolean {
    if (transfer.isExpired) throw expired()
    if (this.reserveBatch(1) === 0) return false
    const slot = this.slotWord(this.tail)
    copyPacket(transfer.word, slot)
    I32[slot + 2] = (I32[slot + 2]! & ~0xffff) | this.header
    //#if remote
    I32[slot + 2]! &= ~FLAGS_OF_RETURN
    //#end
    this.commitBatch(1)
    return true
  }

  /**
   * Copies as many of `transfers` as there is room for, in order, and publishes them; returns how many. An
   * expired one ends the batch before it, and is thrown as a RangeError where it is the first.
   */
  pushBatch(transfers: readonly EntityTransfer[]): number {
    const room = this.reserveBatch(transfers.length)
    let count = 0
    for (; count < room && !transfers[count]!.isExpired; count++) {
      const slot = this.slotWord(this.tail + count)
      copyPacket(transfers[count]!.word, slot)
      I32[slot + 2] = (I32[slot + 2]! & ~0xffff) | this.header
      //#if remote
      I32[slot + 2]! &= ~FLAGS_OF_RETURN
      //#end
    }
    if (count === 0 && room !== 0) throw expired()
    this.commitBatch(count)
    return count
  }

  /**
   * Makes every committed transfer visible to the consumer and wakes it where it sleeps; and gives every
   * released slot back to the producer.
   */
  flush(): void {
    if (this.head !== this.released) this.giveBack()
    this.publish()
    this.headSeen = (this.tail - this.capacity) | 0
    this.tailSeen = this.head
  }

  /** The oldest transfer, in place, or null when there is none. It stays until `release`. */
  peek(): EntityTransfer | null {
    return this.peekBatch(1) === 0 ? null : this.peekAt(0)
  }

  /** Gives the slot of the transfer that `peek` showed back to the producer. */
  release(): void {
    this.head = (this.head + 1) | 0
    // Handing slots back one at a time costs six times as much as in batches: the producer's cached view
    // of this index is renewed through the cache line.
    if (((this.tailSeen - this.head) | 0) <= 0 || ((this.head - this.released) | 0) >= this.batchSize)
      this.giveBack()
  }

  /** Whether nothing waits for this side: what comes later is not seen. */
  isEmpty(): boolean {
    return this.peekBatch(1) === 0
  }

  /** How many transfers, at most `limit`, can be read with `peekAt` now. */
  peekBatch(limit: number): number {
    let ready = (this.tailSeen - this.head) | 0
    // Below 0 after a `flush` in the midst of a batch.
    if (ready <= 0) {
      const head = Atomics.load(I32, this.word + RING_HEAD)
      // Another thread has received since; what this one still held, that one was shown again.
      if (head !== this.released) this.head = this.released = head
      this.tailSeen = Atomics.load(I32, this.word + RING_TAIL)
      ready = (this.tailSeen - this.head) | 0
    }
    return Math.min(ready, limit)
  }

  /** The `index`-th transfer of the batch, in place. One transfer object serves all: read it, move on. */
  peekAt(index: number): EntityTransfer {
    const slot = this.incoming
    slot.word = this.slotWord(this.head + index)
    return slot
  }

  /** Gives the first `count` slots of the batch back to the producer at once. */
  releaseBatch(count: number): void {
    this.head = (this.head + count) | 0
    this.giveBack()
  }

  /**
   * Shows up to `limit` transfers to `visit`, oldest first, then releases them; returns how many. When
   * `visit` throws, the transfers before are released and the one it failed on stays the oldest. It may not take
   * from this queue. One object shows them all: `shown`, or the queue's own.
   */
  popBatch(
    limit: number,
    visit: (transfer: EntityTransfer) => void,
    shown: EntityTransfer = this.incoming,
  ): number {
    const count = this.peekBatch(limit)
    let done = 0
    try {
      for (; done < count; done++) {
        shown.word = this.slotWord(this.head + done)
        visit(shown)
      }
    } finally {
      if (done !== 0) this.releaseBatch(done)
    }
    return count
  }

  private roomSeen(): number {
    return (this.capacity - ((this.tail - this.headSeen) | 0)) | 0
  }

  private lookForRoom(): number {
    const tail = Atomics.load(I32, this.word + RING_TAIL)
    if (tail !== this.published) this.takeOver(tail)
    this.headSeen = Atomics.load(I32, this.word + RING_HEAD)
    return this.roomSeen()
  }

  private slotWord(position: number): number {
    return this.word + RING_SLOTS + (position & this.wrap) * SLOT_WORDS
  }

  private publish(): void {
    const tail = this.tail
    if (tail === this.published) return
    this.sent += (tail - this.published) | 0
    this.published = tail
    Atomics.store(I32, this.word + RING_TAIL, tail)
    signal(this.readyWord, this.readyBit, this.sleeperWord)
  }

  private giveBack(): void {
    this.received += (this.head - this.released) | 0
    this.released = this.head
    Atomics.store(I32, this.word + RING_HEAD, this.head)
  }

  /** Another thread has sent since. Throws where that has overwritten what this one had not published. */
  private takeOver(tail: number): void {
    const lost = (this.tail - this.published) | 0
    this.tail = this.published = tail
    if (lost !== 0)
      throw new Error(
        `another thread has sent from the same world: ${lost} transfers that this one had not published are lost`,
      )
  }
}
