import type { ClusterInput } from '../../schemas/cluster.ts'
import { defaults } from '../../schemas/defaults.ts'
import { connects, hubOf, returnedName } from './links.ts'
import type { ClusterPlan, NetworkPlan, PeerPlan, QueuePlan, WorldPlan } from './plan.ts'

export interface ClusterParts {
  readonly input: ClusterInput
  readonly node: number
  readonly worlds: readonly WorldPlan[]
  readonly queues: readonly QueuePlan[]
  readonly network: NetworkPlan
  readonly lifetimes: ReadonlyMap<string, number>
  readonly fingerprints: ClusterPlan['fingerprints']
  readonly terms: ClusterPlan['terms']
}

/** What a node has to know of the cluster; null without a transport. */
export function planCluster(parts: ClusterParts): ClusterPlan | null {
  const { input, node, network, fingerprints, terms } = parts
  const { cluster } = input
  if (cluster === undefined || cluster.transport === undefined || cluster.transport === 'none') return null
  const topology = cluster.topology ?? defaults.topology
  const peers = peersOf(input, node).map((peer) => planPeer(parts, peer))
  return {
    transport: cluster.transport,
    security: cluster.security ?? null,
    topology,
    hub: topology === 'star' ? hubOf(input) : null,
    ...addressOf(input, node),
    heartbeatIntervalMs: cluster.heartbeatIntervalMs ?? defaults.heartbeatIntervalMs,
    peerTimeoutMs: cluster.peerTimeoutMs ?? defaults.peerTimeoutMs,
    reconnectMinMs: cluster.reconnectMinMs ?? defaults.reconnectMinMs,
    reconnectMaxMs: cluster.reconnectMaxMs ?? defaults.reconnectMaxMs,
    quorum: Math.floor((1 + peers.length) / 2) + 1,
    network,
    peers,
    fingerprints,
    terms,
  }
}

/** The nodes that the topology connects with this one, by number. None without a transport. */
export function peersOf(input: ClusterInput, node: number): number[] {
  if ((input.cluster?.transport ?? defaults.transport) === 'none') return []
  return Object.keys(input.cluster?.nodes ?? {}).flatMap((_, other) =>
    other !== node && connects(input, node, other) ? [other] : [],
  )
}

/** Both sides number the channels from one to the other alike: in the order of links and their deliveries. */
function planPeer({ input, worlds, queues, lifetimes }: ClusterParts, peer: number): PeerPlan {
  return {
    node: peer,
    name: Object.keys(input.cluster?.nodes ?? {})[peer]!,
    ...addressOf(input, peer),
    outbound: queues
      .filter((queue) => queue.role === 'outbound' && worlds[queue.target]!.node === peer)
      .map((queue) => ({
        queue: queue.name,
        delivery: queue.delivery!,
        lifetimeMs: lifetimes.get(linkKey(queue.source, queue.target))!,
        returns: returnedName(worlds[queue.source]!.name),
      })),
    inbound: queues
      .filter((queue) => queue.role === 'inbound' && worlds[queue.source]!.node === peer)
      .map((queue) => ({ queue: queue.name, delivery: queue.delivery!, carried: queue.carried })),
  }
}

/** A link by its worlds. */
export function linkKey(from: number, to: number): string {
  return `${from} ${to}`
}

function addressOf(input: ClusterInput, node: number): { readonly host: string; readonly port: number } {
  const { host, port } = Object.values(input.cluster?.nodes ?? {})[node] ?? {}
  return { host: host ?? defaults.host, port: port ?? 0 }
}
