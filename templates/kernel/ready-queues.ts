import { type EntityTransfer, I32 } from './sample.ts'
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
  private current = 0
  private turn = 0

  constructor(queues: readonly TransferQueue[], firstWord: number) {
    this.queues = queues
    this.firstWord = firstWord
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
    }
    return this.search()
  }

  /** Ends the turn of the queue that `next` gave: the search goes on behind it. */
  pass(): void {
    this.turn = 0
  }

  private search(): TransferQueue | null {
    // No queue, no ready word: what stands there is another's.
    if (this.words === 0) return null
    // Begins with the queue behind the current one, so that each gets its turn.
    let word = (this.current + 1) >>> 5
    let eligible = -1 << ((this.current + 1) & 31)
    if (word >= this.words) {
      word = 0
      eligible = -1
    }
    // One step more than there are words: the first is looked at again for the bits before the start.
    for (let step = 0; step <= this.words; step++) {
      let bits = Atomics.load(I32, this.firstWord + word) & eligible
      while (bits !== 0) {
        const bit = bits & -bits
        const index = (word << 5) + 31 - Math.clz32(bit)
        if (this.hasTransfer(index, this.firstWord + word, bit)) {
          this.current = index
          // The transfer that the caller takes now is the first of the turn.
          this.turn = TURN_TRANSFERS - 1
          return this.queues[index]!
        }
        bits ^= bit
      }
      word = word + 1 === this.words ? 0 : word + 1
      eligible = -1
    }
    return null
  }

  /** Looks at a queue whose bit is set, and clears the bit if there is nothing. */
  private hasTransfer(index: number, word: number, bit: number): boolean {
    const queue = this.queues[index]!
    if (queue.peekBatch(1) !== 0) return true
    Atomics.and(I32, word, ~bit)
    // What was published before the bit was cleared is seen here; what comes later sets the bit again.
    if (queue.peekBatch(1) === 0) return false
    Atomics.or(I32, word, bit)
    return true
  }
}

/** What arrives at one world. One thread at a time may use it. */
export class Inbox {
  declare private readonly normal: ReadyQueues
  //#if priority
  declare private readonly urgent: ReadyQueues
  //#end
  /** The queue whose oldest transfer the caller is looking at. */
  private held: TransferQueue | null = null

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
    return this.next() !== null
  }

  pop(): EntityTransfer | null {
    this.letGo()
    const queue = this.next()
    this.held = queue
    return queue === null ? null : queue.peek()
  }

  popBatch(limit: number, visit: (transfer: EntityTransfer) => void): number {
    this.letGo()
    let count = 0
    while (count < limit) {
      const queue = this.next()
      if (queue === null) break
      count += queue.popBatch(Math.min(limit - count, TURN_TRANSFERS), visit)
      this.normal.pass()
    }
    return count
  }

  private next(): TransferQueue | null {
    //#if priority
    const urgent = this.urgent.next()
    if (urgent !== null) return urgent
    //#end
    return this.normal.next()
  }

  /** The slot of the last popped transfer goes back to its producer once the caller asks for the next. */
  letGo(): void {
    if (this.held === null) return
    this.held.release()
    this.held = null
  }
}
