/** Where a queue stands in the memory, and how it tells its target world of a transfer. */
export interface QueueMap {
  readonly source: number
  readonly target: number
  /** Transfers that fit: a power of two. */
  readonly capacity: number
  //#if spsc
  /** Committed transfers are published after so many at the latest. */
  readonly batchSize: number
  //#end
  /** The tail index, on a cache line of its own; the head 32 words later, the slots 64. */
  readonly word: number
  readonly readyWord: number
  readonly readyBit: number
  readonly sleeperWord: number
  //#if partialLinks
  /** Mask words of the components that the target world holds. */
  readonly carried: readonly number[]
  //#end
}
