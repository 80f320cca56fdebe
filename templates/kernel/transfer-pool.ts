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
  /** Counts the threads that have taken a pool; behind it, by pool, the number of its thread. */
  declare private readonly ownersWord: number
  /** Of this thread, and where the number of its pool's thread stands. */
  private number = -1
  declare private ownerWord: number
  //#end

  constructor(
    firstWord: number,
    packetWords: number,
    size: number,
    //#if mpmc
    poolCount: number,
    ownersWord: number,
    //#end
  ) {
    this.firstWord = firstWord
    this.packetWords = packetWords
    this.users = new Array<EntityTransfer | null>(size).fill(null)
    //#if mpmc
    this.poolsWord = firstWord
    this.poolCount = poolCount
    this.ownersWord = ownersWord
    this.ownerWord = ownersWord + 1
    //#end
  }

  lend(transfer: EntityTransfer): void {
    //#if mpmc
    if (this.poolCount > 1 && Atomics.load(I32, this.ownerWord) !== this.number) this.takePool()
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

  /**
   * Whether a thread still lives is not to be known: when all pools are taken, the one that was taken first goes
   * to the newest thread, and who had it takes another one with its next transfer.
   */
  private takePool(): void {
    const place = Atomics.add(I32, this.ownersWord, 1)
    const pool = place & (this.poolCount - 1)
    this.number = (place + 1) | 0
    this.ownerWord = this.ownersWord + 1 + pool
    Atomics.store(I32, this.ownerWord, this.number)
    this.firstWord = this.poolsWord + pool * this.users.length * this.packetWords
    for (const former of this.users) if (former !== null) former.word = MEMORY_WORDS
    this.users.fill(null)
    this.turn = 0
  }
  //#end
}

/** Copied, an expired transfer would arrive as entity 0 without components. */
export function expired(): RangeError {
  return new RangeError('the transfer has expired: its packet went to a newer one; reset() it first')
}
