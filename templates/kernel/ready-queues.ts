import { EntityTransfer, I32 } from './sample.ts'
import { signal } from './signal.ts'
import type { SpscQueue as TransferQueue } from './spsc-queue.ts'

/** After this many transfers from one queue the next queue that has some gets its turn. */
const TURN_TRANSFERS = 256

/**
 * The queues into one world, and one bit for each that says it may have something: an idle look at 32 queues
 * costs one load. A set bit may be stale; a clear bit never hides a published transfer, because a bit is
 * cleared before the last look at its queue and set after each publication.
 * Fields stand behind `declare` and are set by the constructor: a class field begins as undefined, and the
 * engine would look at its type at each use.
 */
export class ReadyQueues {
  declare private readonly queues: readonly TransferQueue[]
  declare private readonly firstWord: number
  declare private readonly words: number
  //#if mpmc
  declare private readonly sleeperWord: number
  //#end
  /** The queue that had the last turn, and how many transfers of it are left. */
  private current = -1
  private turn = 0

  constructor(
    queues: readonly TransferQueue[],
    firstWord: number,
    //#if mpmc
    sleeperWord: number,
    //#end
  ) {
    this.queues = queues
    this.firstWord = firstWord
    //#if mpmc
    this.sleeperWord = sleeperWord
    //#end
    this.words = (queues.length + 31) >>> 5
  }

  /** A queue that has a transfer now, or null. Takes turns, so that a busy source starves no other. */
  next(): TransferQueue | null {
    if (this.turn > 0) {
      const queue = this.queues[this.current]!
      if (queue.peekBatch(1) !== 0) {
        this.turn--
        return queue
      }
      this.turn = 0
      // While the queue is in the cache, and not when a search comes by.
      this.clear(this.current >>> 5, 1 << (this.current & 31))
    }
    return this.search()
  }

  /**
   * Shows up to `limit` transfers to `visit` by means of `shown`, at most a turn of each queue; returns how
   * many. None when all queues are empty.
   */
  sweep(limit: number, visit: (transfer: EntityTransfer) => void, shown: EntityTransfer): number {
    // No queue, no ready word: what stands there is another's.
    if (this.words === 0) return 0
    // Its bit may be clear: see `show`.
    let count = this.turn > 0 ? this.show(this.current, Math.min(limit, TURN_TRANSFERS), visit, shown) : 0
    const start = this.following()
    let word = start >>> 5
    let eligible = -1 << (start & 31)
    // One step more than there are words: the first is looked at again for the bits before the start.
    for (let step = this.words; step >= 0 && count < limit; step--) {
      let bits = Atomics.load(I32, this.firstWord + word) & eligible
      let emptied = 0
      while (bits !== 0 && count < limit) {
        const bit = bits & -bits
        bits ^= bit
        const index = (word << 5) + 31 - Math.clz32(bit)
        const wanted = Math.min(limit - count, TURN_TRANSFERS)
        const taken = this.show(index, wanted, visit, shown)
        if (taken < wanted) emptied |= bit
        count += taken
      }
      if (emptied !== 0) this.clear(word, emptied)
      word = word + 1 === this.words ? 0 : word + 1
      eligible = -1
    }
    return count
  }

  /** Whether some queue has a transfer now. Claims none: whoever waits may end, or leave it to another thread. */
  hasAny(): boolean {
    if (this.turn > 0 && !this.queues[this.current]!.isEmpty()) return true
    for (let word = 0; word < this.words; word++) {
      let bits = Atomics.load(I32, this.firstWord + word)
      while (bits !== 0) {
        const bit = bits & -bits
        bits ^= bit
        const queue = this.queues[(word << 5) + 31 - Math.clz32(bit)]!
        if (!queue.isEmpty() || this.clear(word, bit)) return true
      }
    }
    return false
  }

  /**
   * Looks at the queues that seem to be empty: a thread may have ended where it had published, or cleared a bit, and
   * not set it yet. Nobody would see those transfers, and a producer whose ring they fill could send no more.
   */
  lookAgain(): void {
    for (let word = 0; word < this.words; word++) {
      const unused = 32 - Math.min(this.queues.length - (word << 5), 32)
      this.tellOf(word, ~Atomics.load(I32, this.firstWord + word) & (-1 >>> unused))
    }
  }

  /**
   * Where `visit` throws, the queue keeps its turn: the transfer stays with this thread, and another one that
   * receives for the world as well finds the queue empty and clears its bit.
   */
  private show(
    index: number,
    limit: number,
    visit: (transfer: EntityTransfer) => void,
    shown: EntityTransfer,
  ): number {
    this.current = index
    this.turn = 1
    const taken = this.queues[index]!.popBatch(limit, visit, shown)
    this.turn = 0
    return taken
  }

  /** Where a search begins: behind the queue that had the last turn, so that each gets one. */
  private following(): number {
    return this.current + 1 === this.queues.length ? 0 : this.current + 1
  }

  private search(): TransferQueue | null {
    // As in `sweep`.
    if (this.words === 0) return null
    const start = this.following()
    let word = start >>> 5
    let eligible = -1 << (start & 31)
    for (let step = this.words; step >= 0; step--) {
      let bits = Atomics.load(I32, this.firstWord + word) & eligible
      while (bits !== 0) {
        const bit = bits & -bits
        bits ^= bit
        const index = (word << 5) + 31 - Math.clz32(bit)
        const queue = this.queues[index]!
        if (queue.peekBatch(1) === 0 && !(this.clear(word, bit) && queue.peekBatch(1) !== 0)) continue
        this.current = index
        // The transfer that the caller takes now is the first of the turn.
        this.turn = TURN_TRANSFERS - 1
        return queue
      }
      word = word + 1 === this.words ? 0 : word + 1
      eligible = -1
    }
    return null
  }

  /** Clears bits of queues that were empty just now. True, and their bits stay, where some are not any more. */
  private clear(word: number, bits: number): boolean {
    Atomics.and(I32, this.firstWord + word, ~bits)
    // What was published before the bits were cleared is seen here; what comes later sets its bit again.
    return this.tellOf(word, bits)
  }

  /** Sets the bits of those queues that have something. True where some have. */
  private tellOf(word: number, bits: number): boolean {
    let filled = 0
    for (let rest = bits; rest !== 0; rest &= rest - 1) {
      const bit = rest & -rest
      if (!this.queues[(word << 5) + 31 - Math.clz32(bit)]!.isEmpty()) filled |= bit
    }
    if (filled !== 0) {
      Atomics.or(I32, this.firstWord + word, filled)
      //#if mpmc
      // A thread that has looked in between sleeps now, and whoever published had no sleeper to wake.
      signal(this.firstWord + word, filled, this.sleeperWord)
      //#end
    }
    return filled !== 0
  }
}

/** What arrives at one world. One thread at a time may use it. */
export class Inbox {
  declare private readonly normal: ReadyQueues
  //#if priority
  declare private readonly urgent: ReadyQueues
  //#end
  /** Shows the transfers of all queues, one after the other: one object stays in the cache, one a queue does not. */
  private readonly shown = new EntityTransfer(0)
  /** The queue whose oldest transfer the caller is looking at. */
  private held: TransferQueue | null = null
  /** Whether a batch is being shown. Taken once more meanwhile, its transfers would come twice and others never. */
  private isShowing = false

  constructor(
    normal: ReadyQueues,
    //#if priority
    urgent: ReadyQueues,
    //#end
  ) {
    this.normal = normal
    //#if priority
    this.urgent = urgent
    //#end
  }

  isReady(): boolean {
    this.letGo()
    //#if priority
    if (this.urgent.hasAny()) return true
    //#end
    return this.normal.hasAny()
  }

  pop(): EntityTransfer | null {
    if (this.held !== null) this.letGo()
    else if (this.isShowing) throw takenWhileShown()
    const queue = this.next()
    this.held = queue
    return queue === null ? null : queue.peekAt(0)
  }

  popBatch(limit: number, visit: (transfer: EntityTransfer) => void): number {
    if (this.isShowing) throw takenWhileShown()
    this.letGo()
    this.isShowing = true
    try {
      let count = 0
      for (let taken = 1; taken !== 0 && count < limit; count += taken) {
        //#if priority
        taken = this.urgent.sweep(limit - count, visit, this.shown)
        if (taken !== 0) continue
        //#end
        taken = this.normal.sweep(limit - count, visit, this.shown)
      }
      return count
    } finally {
      this.isShowing = false
    }
  }

  private next(): TransferQueue | null {
    //#if priority
    const urgent = this.urgent.next()
    if (urgent !== null) return urgent
    //#end
    return this.normal.next()
  }

  /**
   * As of its queues. Before `flush`, which forgets what was seen: whoever has the world next may take it.
   */
  lookAgain(): void {
    //#if priority
    this.urgent.lookAgain()
    //#end
    this.normal.lookAgain()
  }

  /** The slot of the last popped transfer goes back to its producer once the caller asks for the next. */
  letGo(): void {
    if (this.held === null) return
    this.held.release()
    this.held = null
  }
}

function takenWhileShown(): Error {
  return new Error('visit takes transfers for the world whose transfers it is shown')
}
