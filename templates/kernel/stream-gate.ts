import type { ClusterContext } from './cluster-context.ts'
import { Outlet } from './outlet.ts'
import { PEER_TIMEOUT_MS, RECONNECT_MAX_MS } from './sample-cluster.ts'
import { peerMaps } from './sample-peers.ts'
import { StreamPeer } from './stream-peer.ts'
import { defaultTransport } from './tcp-transport.ts'
import type { Stream, StreamHandler, Transport } from './transport.ts'

/** Streams that have not said yet who they are: beyond so many the oldest is closed. */
const PENDING_STREAMS_MAX: number = 8 + 4 * peerMaps.length

export type NodeTransport = Transport

/** Where streams leave and arrive: accepts those that dial this node, and keeps them until they have said who they are. */
export class Gate {
  readonly peers: readonly StreamPeer[]
  readonly transport: Transport
  /** Streams that were closed before they had said who they are. */
  turnedAway = 0
  private readonly cluster: ClusterContext
  private readonly pending: Set<Outlet> = new Set()
  private isListening = false
  private listensAt = 0

  constructor(cluster: ClusterContext, transport: Transport | undefined) {
    this.cluster = cluster
    this.transport = transport ?? defaultTransport()
    this.peers = peerMaps.map((map) => new StreamPeer(map, cluster, this))
  }

  /** How many streams have not said yet who they are. */
  get pendingCount(): number {
    return this.pending.size
  }

  open(): void {
    this.isListening = true
    this.transport.listen(
      (stream) => this.accept(stream),
      (text) => {
        this.isListening = false
        this.listensAt = this.cluster.time + RECONNECT_MAX_MS
        this.cluster.emit({ type: 'listening failed', text })
      },
      //#if tls
      (text) => this.cluster.distrusted(text),
      //#end
    )
  }

  /** Looks at the time: listens again, and closes who does not say who it is. */
  tick(): void {
    const { time } = this.cluster
    if (!this.isListening && time >= this.listensAt) this.open()
    for (const outlet of this.pending) {
      if (time - outlet.since > PEER_TIMEOUT_MS) this.turnAway(outlet)
    }
  }

  /** Lets nobody in any more. */
  shut(): void {
    for (const outlet of this.pending) this.turnAway(outlet)
  }

  close(): void {
    this.transport.close()
    // Nobody reads any more what channels have lent.
    for (const { outlet } of this.peers) outlet?.destroy()
  }

  peerOf(node: number): StreamPeer | null {
    return this.peers.find((peer) => peer.node === node) ?? null
  }

  /** A stream that has no peer yet has got one, or is over. */
  forget(outlet: Outlet): void {
    this.pending.delete(outlet)
  }

  /** It sent what nobody may send. */
  turnAway(outlet: Outlet): void {
    this.turnedAway++
    this.pending.delete(outlet)
    outlet.destroy()
  }

  private accept(stream: Stream): StreamHandler | null {
    if (this.cluster.isStopping) return null
    if (this.pending.size >= PENDING_STREAMS_MAX) {
      // A peer says who it is at once, so the oldest is the least likely to be one.
      const [oldest] = this.pending
      this.turnAway(oldest!)
    }
    const outlet = new Outlet(this.cluster, this, stream)
    this.pending.add(outlet)
    return outlet
  }
}
