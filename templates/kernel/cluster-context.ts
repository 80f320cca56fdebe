import type { ClusterEvent } from './cluster-event.ts'
import type { Outlet } from './outlet.ts'
import type { Peer } from './peer.ts'
import type { Transport } from './transport.ts'
import type { Identity, Refusal } from './wire.ts'

/** What peers and streams need of their node. */
export interface ClusterContext {
  readonly transport: Transport
  readonly incarnation: number
  /** Milliseconds in which this node was running: they stand still while it does not come to tick. */
  readonly time: number
  /** It takes nothing any more. */
  readonly isStopping: boolean
  random(): number
  emit(event: ClusterEvent): void
  /** Transfers have come from a peer. */
  arrived(): void
  peerOf(node: number): Peer | null
  knownIncarnation(node: number): number
  /** A stream that has no peer yet has got one, or is over. */
  forget(outlet: Outlet): void
  /** It sent what nobody may send. */
  turnAway(outlet: Outlet): void
  /** A stream was refused. */
  refused(identity: Identity, code: Refusal, text: string): void
}
