import { type DatagramOptions, datagramOptionsOf } from './datagramConfiguration.ts'
import type { NetworkOptions } from './network.ts'
import { Random } from './random.ts'
import type { SimulatedSchema } from './schema.ts'
import type { TransportName } from './simulatedNetwork.ts'

/** Ways in which entities wander. */
export const workloads = ['walk', 'ping-pong', 'bursts'] as const

/** What a seed decides besides the schema: the network, the nodes' pace, the workload, and what goes wrong. */
export interface Configuration {
  readonly network: NetworkOptions
  /** Only where datagrams take the place of connections. */
  readonly datagrams?: DatagramOptions
  /** A node ticks after half to one and a half of this. */
  readonly tickMs: number
  readonly entitiesOfWorld: number
  readonly workload: (typeof workloads)[number]
  /** How likely an entity leaves in a tick of its world. */
  readonly departure: number
  /** Transfers that a world takes in one tick. */
  readonly takenPerTick: number
  /** How likely a world takes nothing for a while. */
  readonly stall: number
  readonly chaosMs: number
  /** Time between two faults on average. */
  readonly faultEveryMs: number
  readonly faults: readonly FaultKind[]
}

/** What may happen to nodes and to what is between them, whatever they send with. */
const faultsOfNodes = [
  'one-way partition',
  'partition',
  'isolation',
  'pause',
  'crash',
  'silent crash',
  'leave',
  'duplicate',
  'failover',
  'stale start',
] as const

/** What somebody may do who sees datagrams, and sends them again or garbage: alone, it breaks no stream. */
export const disturbances = ['replay', 'garbage'] as const

export const faultKinds = {
  tcp: ['break', ...faultsOfNodes],
  udp: ['blackout', 'replay', 'spoof', 'garbage', ...faultsOfNodes],
} as const
export type FaultKind = (typeof faultKinds)[TransportName][number]

/** Ticks and delays are short enough that no peer of a calm network seems silent: each is a part of its timeout. */
export function configurationOf(random: Random, schema: SimulatedSchema, seed: number): Configuration {
  const { heartbeatMs, nodeCount, transport } = schema
  // Drawn apart, so that runs over connections stay what they were.
  const drawn = new Random(seed, 3)
  const isDisturbedOnly = transport === 'udp' && drawn.chance(0.06)
  const kinds: readonly FaultKind[] = faultKinds[transport]
  const faults = kinds.filter(() => random.chance(0.5))
  return {
    network: {
      latencyMs: random.scaled(1, heartbeatMs / 4),
      readDelayMs: random.pick([0, 1, 3]),
      bufferBytes: random.scaled(64, 16_384),
      backpressure: random.pick([0, 0.01, 0.2]),
      connectTimeoutMs: random.scaled(20, 2_000),
    },
    ...(transport === 'udp' ? { datagrams: datagramOptionsOf(drawn, heartbeatMs, isDisturbedOnly) } : {}),
    tickMs: random.scaled(3, heartbeatMs / 6),
    entitiesOfWorld: random.between(1, 12),
    workload: random.pick(workloads),
    departure: random.pick([0.02, 0.1, 0.5]),
    takenPerTick: random.pick([1, 4, 64]),
    stall: random.pick([0, 0, 0.005, 0.02]),
    // In a large cluster as much happens in less time.
    chaosMs: random.scaled(200, 1_000) * Math.min(1, 4 / nodeCount),
    faultEveryMs: random.scaled(20, 300) * Math.min(1, 4 / nodeCount),
    faults: isDisturbedOnly ? disturbances : faults.length > 0 ? faults : [kinds[0]!],
  }
}
