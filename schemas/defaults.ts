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
  entityCapacity: 65_536,
  virtualNodes: 100,
  /** An error of less than three thousandths of a degree in two bytes. */
  angleBits: 16,
  /** The most that four bytes hold. */
  quatBits: 10,

  transport: 'none',
  /** Nodes of one machine, the first thing that anybody tries. */
  host: '127.0.0.1',
  topology: 'mesh',
  delivery: 'ordered',
  timeoutMs: 1000,
  retries: 3,
  heartbeatIntervalMs: 1000,
  peerTimeoutMs: 5000,
  reconnectMinMs: 100,
  reconnectMaxMs: 5000,
} as const
