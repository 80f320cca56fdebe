export const nodeNames = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'] as const
export type NodeName = (typeof nodeNames)[number]
export type DeliveryName = 'fire_and_forget' | 'ack_required' | 'ordered'

/** Numbers of deliveries as the modules have them. */
export const deliveryNumbers: Readonly<Record<DeliveryName, number>> = {
  fire_and_forget: 0,
  ack_required: 1,
  ordered: 2,
}

export interface SchemaOptions {
  readonly nodes: number
  /** Worlds of each node. */
  readonly worlds?: number
  readonly delivery?: readonly DeliveryName[]
  readonly capacity?: number
  readonly cluster?: Readonly<Record<string, unknown>>
  readonly components?: Readonly<Record<string, unknown>>
}

/** Short, so that tests need not wait long; long enough for a machine that is busy with other tests. */
export const peerTimeoutMs = 800

/** A cluster whose worlds are all linked: entities carry gold, where their operations are counted, and some a name. */
export function clusterSchema(options: SchemaOptions) {
  const nodes = nodeNames.slice(0, options.nodes)
  const worlds = nodes.flatMap((node) =>
    Array.from({ length: options.worlds ?? 1 }, (_, index) => [`${node}${index}`, { node }] as const),
  )
  return {
    name: 'guests',
    components: {
      Purse: { gold: 'u32' },
      Trace: { operation: 'u32', serial: 'u32', run: 'u32', delivery: 'u8' },
      Name: { text: 'string<24>' },
      ...options.components,
    },
    worlds: Object.fromEntries(worlds),
    queue: { capacity: options.capacity ?? 256, batchSize: 16 },
    cluster: {
      transport: 'tcp',
      // Every test gives the addresses that it has found free.
      nodes: Object.fromEntries(nodes.map((node, index) => [node, { port: 20_001 + index }])),
      delivery: options.delivery ?? ['ordered', 'ack_required'],
      timeoutMs: 2_000,
      retries: 4,
      heartbeatIntervalMs: 100,
      peerTimeoutMs,
      reconnectMinMs: 20,
      reconnectMaxMs: 200,
      ...options.cluster,
    },
  }
}
