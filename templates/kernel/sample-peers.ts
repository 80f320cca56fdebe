import { AcknowledgedChannel } from './acknowledged-channel.ts'
import type { PeerMap } from './peer-map.ts'
import { Node } from './sample-cluster.ts'
import { SpscQueue } from './spsc-queue.ts'
import type { StreamChannel } from './stream-channel.ts'
import { StreamInbound } from './stream-inbound.ts'

/** Stands in for the peers that the plan prints; see sample.ts. Two nodes with a world each, linked both ways. */
const common = { readyWord: 32, readyBit: 1, sleeperWord: 33, capacity: 8, batchSize: 4, carried: [-1] }
export const hereToThere: SpscQueue = new SpscQueue({ ...common, source: 0, target: 1, word: 256 })
export const thereToHere: SpscQueue = new SpscQueue({ ...common, source: 1, target: 0, word: 512 })
export const hereReturned: SpscQueue = new SpscQueue({ ...common, source: 0, target: 0, word: 768 })

export const peerMaps: readonly PeerMap<StreamChannel, StreamInbound>[] = [
  {
    node: Node.beta,
    host: '127.0.0.1',
    port: 9001,
    outbound: [{ ring: hereToThere, channel: AcknowledgedChannel, lifetimeMs: 4_000, returns: hereReturned }],
    inbound: [{ ring: thereToHere, channel: StreamInbound, carried: [3] }],
  },
]
