import { type DeliveryKind, deliveryKinds } from '../../schemas/delivery.ts'
import type { ClusterPlan, QueuePlan } from '../plan/plan.ts'

/** The deliveries by their names in the module. */
const deliveryNames: Readonly<Record<DeliveryKind, string>> = {
  fire_and_forget: 'fireAndForget',
  ack_required: 'ackRequired',
  ordered: 'ordered',
}

/** The deliveries that links from this node to others have, with their numbers. */
export function deliveriesOf(queues: readonly QueuePlan[]) {
  return deliveryKinds
    .map((delivery, number) => ({ delivery, name: deliveryNames[delivery], number }))
    .filter(({ delivery }) =>
      queues.some((queue) => queue.role === 'outbound' && queue.delivery === delivery),
    )
}

/** The class of a channel's sending end. Over TCP what is acknowledged arrives in order as well. */
const channelClasses: Readonly<Record<DeliveryKind, string>> = {
  fire_and_forget: 'FireAndForgetChannel',
  ack_required: 'AcknowledgedChannel',
  ordered: 'AcknowledgedChannel',
}

/** The flat, fully spelled context of the cluster section. */
export function clusterContext(cluster: ClusterPlan, schemaHash: string) {
  return {
    topology: cluster.topology,
    host: cluster.host,
    port: cluster.port,
    schemaHashLow: Number.parseInt(schemaHash.slice(8), 16) | 0,
    schemaHashHigh: Number.parseInt(schemaHash.slice(0, 8), 16) | 0,
    fingerprints: cluster.fingerprints,
    heartbeatIntervalMs: cluster.heartbeatIntervalMs,
    peerTimeoutMs: cluster.peerTimeoutMs,
    reconnectMinMs: cluster.reconnectMinMs,
    reconnectMaxMs: cluster.reconnectMaxMs,
    quorum: cluster.quorum,
    network: cluster.network,
    peers: cluster.peers.map((peer) => ({
      name: peer.name,
      host: peer.host,
      port: peer.port,
      outbound: peer.outbound.map((channel) => ({
        queue: channel.queue,
        channel: channelClasses[channel.delivery],
        lifetimeMs: channel.lifetimeMs,
        returns: channel.returns,
      })),
      inbound: peer.inbound.map(({ queue, carried }) => ({ queue, carried: carried.join(', ') })),
    })),
  }
}
