import type { InboundChannel } from './inbound-channel.ts'
import type { OutboundChannel } from './outbound-channel.ts'
import type { Node } from './sample-cluster.ts'
import type { SpscQueue } from './spsc-queue.ts'

/** A peer as the schema places it, and the rings that lead to it and from it: their places are channel numbers. */
export interface PeerMap<Out extends OutboundChannel, In extends InboundChannel> {
  readonly node: Node
  readonly host: string
  readonly port: number
  readonly outbound: readonly (OutboundMap & {
    readonly channel: new (number: number, map: OutboundMap) => Out
  })[]
  readonly inbound: readonly (InboundMap & { readonly channel: new (map: InboundMap) => In })[]
}

export interface OutboundMap {
  readonly ring: SpscQueue
  /** What has not been written after so many milliseconds comes back: `timeoutMs` × (1 + `retries`). */
  readonly lifetimeMs: number
  /** The ring through which it comes back to its source world. */
  readonly returns: SpscQueue
}

export interface InboundMap {
  readonly ring: SpscQueue
  /** Mask words of the components that the link carries; a packet with another is refused. */
  readonly carried: readonly number[]
}
