// What became of each transfer of a sending ring, and whether it came whole: what every model of a channel keeps.
import { I32 } from '../../templates/kernel/sample.ts'
import { FLAG_IN_DOUBT, FLAG_RETURNED } from '../../templates/kernel/sample-cluster.ts'
import { SpscQueue } from '../../templates/kernel/spsc-queue.ts'
import type { Random } from '../support/random.ts'
import { clearMemory, queueMap } from './memory.ts'

const outboundWord = 256
const inboundWord = 1024
const returnsWord = 2048

export interface TransferOptions {
  capacity: number
  inboundCapacity: number
  returnsCapacity: number
  /** Where ring indices begin. */
  start: number
  lifetimeMs: number
}

export type Fate = 'arrived' | 'returned' | 'in doubt'

export class TransferModel {
  readonly fates: Fate[][] = []
  readonly ring: SpscQueue
  now = 0
  lives = 0
  protected readonly random: Random
  protected readonly returns: SpscQueue
  protected inboundRing!: SpscQueue
  private last = -1

  constructor(random: Random, options: TransferOptions) {
    this.random = random
    clearMemory()
    for (const word of [outboundWord, returnsWord]) I32[word] = I32[word + 32] = options.start
    this.ring = new SpscQueue(queueMap({ word: outboundWord, capacity: options.capacity }))
    const returns = {
      word: returnsWord,
      capacity: options.returnsCapacity,
      source: 0,
      target: 0,
      batchSize: 1,
    }
    this.returns = new SpscQueue(queueMap(returns))
  }

  queue(): boolean {
    const slot = this.ring.reserve()
    if (slot === null) return false
    const entity = this.fates.length
    I32[slot.word] = entity
    // One component, or both, or none.
    const mask = entity % 4
    I32[slot.word + 3] = mask
    if ((mask & 1) !== 0) I32[slot.word + 4] = entity
    if ((mask & 2) !== 0) I32.fill(entity, slot.word + 5, slot.word + 16)
    this.ring.commit()
    this.ring.flush()
    this.fates.push([])
    return true
  }

  /** The target world takes up to `limit`, in their order unless none is promised. */
  takeArrived(limit: number, isOrdered: boolean = true): void {
    for (; limit > 0; limit--) {
      const transfer = this.inboundRing.peek()
      if (transfer === null) return
      const entity = I32[transfer.word]!
      if (isOrdered && entity <= this.last) throw new Error(`${entity} arrived after ${this.last}`)
      this.last = entity
      this.settle(entity, transfer.word, 'arrived')
      this.inboundRing.release()
    }
  }

  /** The source world takes up to `limit` of what came back. */
  takeReturned(limit: number): void {
    for (; limit > 0; limit--) {
      const transfer = this.returns.peek()
      if (transfer === null) return
      const flags = I32[transfer.word + 2]!
      if ((flags & FLAG_RETURNED) === 0) throw new Error('came back without a mark')
      this.settle(I32[transfer.word]!, transfer.word, (flags & FLAG_IN_DOUBT) !== 0 ? 'in doubt' : 'returned')
      this.returns.release()
    }
  }

  /** The memory of a receiver that starts anew. */
  protected renewInboundRing(capacity: number): void {
    this.lives++
    I32.fill(0, inboundWord, inboundWord + 64)
    this.inboundRing = new SpscQueue(queueMap({ word: inboundWord, capacity }))
  }

  private settle(entity: number, word: number, fate: Fate): void {
    const mask = entity % 4
    if (I32[word + 3] !== mask) throw new Error(`${entity} has another mask`)
    if ((mask & 1) !== 0 && I32[word + 4] !== entity) throw new Error(`${entity} has another value`)
    if ((mask & 2) !== 0 && I32[word + 15] !== entity) throw new Error(`${entity} has other values`)
    this.fates[entity]!.push(fate)
  }
}
