import type { EntityTransfer } from './sample.ts'
import { I32, MEMORY_WORDS } from './sample.ts'

/**
 * Packets of one world to fill before they are queued. They stand in the one memory, so that one encoder
 * serves them and the queues, and are handed out in turn: the oldest transfer expires when its packet is
 * needed again. An expired transfer is never queued: queues throw, and `reset` gives it a new packet.
 * Fields stand behind `declare` and are set by the constructor: a class field begins as undefined, and the
 * engine would look at its type at each use.
 */
export class TransferPool {
  declare private firstWord: number
  declare private readonly packetWords: number
  declare private readonly users: (EntityTransfer | null)[]
  private turn = 0
  //#if mpmc
  /** Where several threads send from the world, each takes a pool of its own, with its first transfer. */
  declare private readonly poolsWord: number
  declare private readonly poolCount: number
  /**
   * Counts how often pools were taken. Behind it, by pool, three words: the number of the thread that has it, 0 for
   * none; the count when that thread last looked; and how many packets all its threads were lent.
   */
  declare private readonly takingsWord: number
  private seenTakings = 0
  /** This thread's pool and its number there. A pool that is the only one belongs to all, as number 0. */
  declare private hasPool: boolean
  declare private ownerWord: number
  private number = 0
  //#end

  constructor(
    firstWord: number,
    packetWords: number,
    size: number,
    //#if mpmc
    poolCount: number,
    takingsWord: number,
    //#end
  ) {
    this.firstWord = firstWord
    this.packetWords = packetWords
    this.users = new Array<EntityTransfer | null>(size).fill(null)
    //#if mpmc
    this.poolsWord = firstWord
    this.poolCount = poolCount
    this.takingsWord = takingsWord
    this.ownerWord = this.ownerWordOf(0)
    this.hasPool = poolCount === 1
    //#end
  }

  lend(transfer: EntityTransfer): void {
    //#if mpmc
    this.look()
    if (!this.hasPool) this.takePool()
    // Whoever takes a pool goes on behind the packets that its former thread may be filling still.
    this.turn = (Atomics.add(I32, this.ownerWord + 2, 1) >>> 0) % this.users.length
    //#end
    const turn = this.turn
    const former = this.users[turn]
    // Behind the memory: typed arrays read undefined there and drop what is written.
    if (former != null) former.word = MEMORY_WORDS
    this.users[turn] = transfer
    transfer.word = this.firstWord + turn * this.packetWords
    this.turn = turn + 1 === this.users.length ? 0 : turn + 1
  }
  //#if mpmc

  /** Expires what this thread was lent where its pool has gone to another thread; else, says that it is in use. */
  look(): void {
    const takings = Atomics.load(I32, this.takingsWord)
    if (takings !== this.seenTakings) this.lookAtOwner(takings)
  }

  private lookAtOwner(takings: number): void {
    this.seenTakings = takings
    if (!this.hasPool) return
    if (Atomics.load(I32, this.ownerWord) === this.number) {
      Atomics.store(I32, this.ownerWord + 1, takings)
      return
    }
    this.hasPool = false
    for (const former of this.users) if (former !== null) former.word = MEMORY_WORDS
    this.users.fill(null)
  }

  /**
   * Whether a thread still lives is not to be known. When all pools are taken, the one that was longest without use
   * goes to the newest thread.
   */
  private takePool(): void {
    // Counted before, for a number that no other thread has, and after, when who had the pool is to look.
    this.number = (Atomics.add(I32, this.takingsWord, 1) + 1) | 0
    let pool: number
    let former: number
    do {
      pool = this.longestUnused()
      this.ownerWord = this.ownerWordOf(pool)
      former = Atomics.load(I32, this.ownerWord)
      // First, or else the next thread would take it away again.
      Atomics.store(I32, this.ownerWord + 1, this.number)
    } while (Atomics.compareExchange(I32, this.ownerWord, former, this.number) !== former)
    this.seenTakings = (Atomics.add(I32, this.takingsWord, 1) + 1) | 0
    this.hasPool = true
    this.firstWord = this.poolsWord + pool * this.users.length * this.packetWords
  }

  private ownerWordOf(pool: number): number {
    return this.takingsWord + 1 + 3 * pool
  }

  private longestUnused(): number {
    const takings = Atomics.load(I32, this.takingsWord)
    let longest = 0
    let longestAge = Number.NEGATIVE_INFINITY
    for (let pool = 0; pool < this.poolCount; pool++) {
      const word = this.ownerWordOf(pool)
      if (Atomics.load(I32, word) === 0) return pool
      // Below 0 where another thread has taken it just now.
      const age = (takings - Atomics.load(I32, word + 1)) | 0
      if (age <= longestAge) continue
      longest = pool
      longestAge = age
    }
    return longest
  }
  //#end
}

/** Copied, an expired transfer would arrive as entity 0 without components. */
export function expired(): RangeError {
  return new RangeError('the transfer has expired: its packet went to a newer one; reset() it first')
}
