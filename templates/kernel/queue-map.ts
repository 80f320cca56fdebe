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
  /** The tail index, on a line of 32 words of its own; the head 32 words later, the slots 64. */
  readonly word: number
  /** The word of the target world that has this queue's ready bit, and that bit. */
  readonly readyWord: number
  readonly readyBit: number
  /** Counts the threads that sleep for the target world. */
  readonly sleeperWord: number
  //#if partialLinks
  /** Mask words of the components that the target world holds. */
  readonly carried: readonly number[]
  //#end
}
