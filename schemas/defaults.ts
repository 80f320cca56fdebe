/**
 * What holds where the schema says nothing. The input keeps the gaps; the plan fills them from here. (A
 * default batch never exceeds its queue: the plan takes the smaller of the two.)
 */
export const defaults = {
  links: 'all',
  queueKind: 'spsc',
  queueCapacityPackets: 4096,
  queueBatchSize: 64,
  /** 0: no priority queue. */
  queuePriorityCapacityPackets: 0,
  transferPoolSize: 64,
  virtualNodes: 100,
} as const
