// A real node `alpha`, driven by hand, with a peer `beta` of paper.
import fc from 'fast-check'
import { importModule, writeModule } from '../support/generated.ts'
import { HandTransport } from '../support/handTransport.ts'
import type { Schema } from './layout.ts'
import type { Identity } from './messages.ts'
import { fieldsOf } from './samples.ts'

export const deliveries = ['fire_and_forget', 'ack_required', 'ordered'] as const
const deliveryNames = { fire_and_forget: 'fireAndForget', ack_required: 'ackRequired', ordered: 'ordered' }
export type DeliveryName = (typeof deliveries)[number]

export interface ClusterSchema extends Omit<Schema, 'worlds'> {
  worlds: { [name: string]: { components?: string[]; node: string } }
  queue: { capacity: number; priorityCapacity: number }
  cluster: { delivery: DeliveryName[] } & { [key: string]: unknown }
}

export const clusterSchemas: fc.Arbitrary<ClusterSchema> = fc
  .record({
    components: fc.array(fieldsOf(1, 0), { minLength: 1, maxLength: 34 }),
    delivery: fc.subarray([...deliveries], { minLength: 1 }),
    capacity: fc.constantFrom(2, 4, 16),
    priorityCapacity: fc.constantFrom(0, 4),
  })
  .map(({ components, delivery, capacity, priorityCapacity }) => ({
    name: 'paper',
    components: Object.fromEntries(components.map((fields, index) => [`C${index}`, fields])),
    worlds: { a: { node: 'alpha' }, b: { node: 'beta' }, c: { node: 'alpha' }, d: { node: 'beta' } },
    queue: { capacity, priorityCapacity },
    cluster: {
      transport: 'tcp',
      nodes: { alpha: { port: 9000 }, beta: { port: 9001 } },
      delivery,
      timeoutMs: 60_000,
    },
  }))

export interface Channel {
  source: number
  target: number
  delivery: DeliveryName
  isPriority: boolean
}

/** The channels from some worlds to others, in the order of docs/protocol.md. */
export function channelsOf(schema: ClusterSchema, sources: number[], targets: number[]): Channel[] {
  const priorities = schema.queue.priorityCapacity > 0 ? [false, true] : [false]
  return sources.flatMap((source) =>
    targets.flatMap((target) =>
      schema.cluster.delivery.flatMap((delivery) =>
        priorities.map((isPriority) => ({ source, target, delivery, isPriority })),
      ),
    ),
  )
}

// biome-ignore lint/suspicious/noExplicitAny: the module's types are made while the test runs
type Module = any

export interface Case {
  schema: ClusterSchema
  module: Module
  worlds: Module
  cluster: Module
  transport: HandTransport
  events: Module[]
  now: number
  /** Another time of the node's clock. */
  pass(ms: number): void
}

export async function startNode(
  schema: ClusterSchema,
  path: string = writeModule(schema, 'alpha'),
): Promise<Case> {
  const module = await importModule(path)
  const transport = new HandTransport()
  const events: Module[] = []
  const cluster = new module.ClusterCoordinator({
    transport,
    random: () => 0.5,
    incarnation: 7_000_000_001,
    onEvent: (event: Module) => events.push(event),
  })
  const worlds = new module.WorldCoordinator()
  const started: Case = {
    schema,
    module,
    worlds,
    cluster,
    transport,
    events,
    now: 1000,
    pass(ms) {
      this.now += ms
      cluster.tick(this.now)
    },
  }
  cluster.join(started.now)
  return started
}

export const deliveryOf = (module: Module, { delivery }: Channel): number | undefined =>
  module.Delivery?.[deliveryNames[delivery]]

/** What beta says of itself. The fingerprints only serve the text of a refusal. */
export function identityOf({ module, schema }: Case, incarnation = 5n): Identity {
  return {
    magic: 'ECSG',
    version: 2,
    schemaHash: module.schemaHash,
    node: 1,
    peer: 0,
    dials: 0,
    incarnation,
    known: 0n,
    fingerprints: [0, 0, 0, 0, 0],
    cluster: schema.name,
    name: 'beta',
  }
}
