import { type DeliveryKind, deliveryKinds } from '../../schemas/delivery.ts'
import { datagramContentBytes, limits } from '../../schemas/limits.ts'
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

interface ChannelClasses {
  /** What all sending ends are, and all receiving ones. */
  readonly outbound: string
  readonly inbound: string
  readonly outboundOf: Readonly<Record<DeliveryKind, string>>
  readonly inboundOf: Readonly<Record<DeliveryKind, string>>
}

const channelClasses: Readonly<Record<ClusterPlan['transport'], ChannelClasses>> = {
  // A stream keeps the order: what is acknowledged arrives in order as well.
  tcp: {
    outbound: 'StreamChannel',
    inbound: 'StreamInbound',
    outboundOf: {
      fire_and_forget: 'FireAndForgetChannel',
      ack_required: 'AcknowledgedChannel',
      ordered: 'AcknowledgedChannel',
    },
    inboundOf: { fire_and_forget: 'StreamInbound', ack_required: 'StreamInbound', ordered: 'StreamInbound' },
  },
  udp: {
    outbound: 'DatagramChannel',
    inbound: 'DatagramInbound',
    outboundOf: { fire_and_forget: 'OnceChannel', ack_required: 'ResentChannel', ordered: 'OrderedChannel' },
    inboundOf: {
      fire_and_forget: 'LooseInbound',
      ack_required: 'UnorderedInbound',
      ordered: 'OrderedInbound',
    },
  },
}

/** The flat, fully spelled context of the cluster section. */
export function clusterContext(cluster: ClusterPlan, schemaHash: string) {
  const classes = channelClasses[cluster.transport]
  return {
    outboundClass: classes.outbound,
    inboundClass: classes.inbound,
    topology: cluster.topology,
    host: cluster.host,
    port: cluster.port,
    datagramBytes: limits.datagramBytes,
    datagramWords: datagramContentBytes(cluster.security) / 4,
    schemaHashLow: Number.parseInt(schemaHash.slice(8), 16) | 0,
    schemaHashHigh: Number.parseInt(schemaHash.slice(0, 8), 16) | 0,
    fingerprints: cluster.fingerprints,
    terms: cluster.terms,
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
        channel: classes.outboundOf[channel.delivery],
        lifetimeMs: channel.lifetimeMs,
        returns: channel.returns,
      })),
      inbound: peer.inbound.map(({ queue, delivery, carried }) => ({
        queue,
        channel: classes.inboundOf[delivery],
        carried: carried.join(', '),
      })),
    })),
  }
}
