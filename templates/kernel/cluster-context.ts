import type { ClusterEvent } from './cluster-event.ts'
import type { PreSharedKeys } from './datagram-seal.ts'
import type { Identity, Refusal } from './wire.ts'

/** What peers and streams need of their node. */
export interface ClusterContext {
  readonly incarnation: number
  /** Milliseconds in which this node was running: they stand still while it does not come to tick. */
  readonly time: number
  /** It takes nothing any more. */
  readonly isStopping: boolean
  random(): number
  emit(event: ClusterEvent): void
  /** Transfers have come from a peer. */
  arrived(): void
  knownIncarnation(node: number): number
  //#if preSharedKey
  readonly preSharedKeys: PreSharedKeys
  //#end
  //#if secured
  /** Somebody did not show who they are. */
  distrusted(text: string): void
  //#end
  /** A stream was refused. */
  refused(identity: Identity, code: Refusal, text: string): void
}
