import type { EntityTransfer } from './sample.ts'
import { MEMORY_WORDS } from './sample.ts'

/**
 * Packets of one world to fill before they are queued. They stand in the one memory, so that one encoder
 * serves them and the queues, and are handed out in turn: the oldest transfer expires when its packet is
 * needed again. An expired transfer is never queued: queues throw, and `reset` gives it a new packet.
 * Fields stand behind `declare` and are set by the constructor: a class field begins as undefined, and the
 * engine would look at its type at each use.
 */
export class TransferPool {
  declare private readonly firstWord: number
  declare private readonly packetWords: number
  declare private readonly users: (EntityTransfer | null)[]
  private turn = 0

  constructor(firstWord: number, packetWords: number, size: number) {
    this.firstWord = firstWord
    this.packetWords = packetWords
    this.users = new Array<EntityTransfer | null>(size).fill(null)
  }

  lend(transfer: EntityTransfer): void {
    const turn = this.turn
    const former = this.users[turn]
    // Behind the memory: typed arrays read undefined there and drop what is written.
    if (former != null) former.word = MEMORY_WORDS
    this.users[turn] = transfer
    transfer.word = this.firstWord + turn * this.packetWords
    this.turn = turn + 1 === this.users.length ? 0 : turn + 1
  }
}

/** Copied, an expired transfer would arrive as entity 0 without components. */
export function expired(): RangeError {
  return new RangeError('the transfer has expired: its packet went to a newer one; reset() it first')
}
