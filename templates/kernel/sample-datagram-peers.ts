import type { DatagramChannel } from './datagram-channel.ts'
import { type DatagramInbound, OrderedInbound } from './datagram-inbound.ts'
import type { PeerMap } from './peer-map.ts'
import { OrderedChannel } from './resent-channel.ts'
import { Node } from './sample-cluster.ts'
import { hereReturned, hereToThere, thereToHere } from './sample-peers.ts'

/** Stands in for the peers that the plan prints where the transport is udp; see sample-peers.ts. */
export const peerMaps: readonly PeerMap<DatagramChannel, DatagramInbound>[] = [
  {
    node: Node.beta,
    host: '127.0.0.1',
    port: 9001,
    outbound: [{ ring: hereToThere, channel: OrderedChannel, lifetimeMs: 4_000, returns: hereReturned }],
    inbound: [{ ring: thereToHere, channel: OrderedInbound, carried: [3] }],
  },
]
