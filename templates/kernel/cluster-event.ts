import type { ClusterState, PeerState } from './cluster-states.ts'

/**
 * What `onEvent` is told. `refused`: this node or the peer has refused the other; `broken`: a peer sent what no
 * peer may send, and its stream was closed; `listening failed`: nobody can dial this node, which tries again.
 * @public
 */
export type ClusterEvent =
  | { readonly type: 'state'; readonly state: ClusterState; readonly was: ClusterState }
  | {
      readonly type: 'peer'
      readonly node: number
      readonly state: PeerState
      readonly was: PeerState
      readonly reason: string
    }
  | { readonly type: 'refused'; readonly node: number; readonly reason: RefusalReason; readonly text: string }
  | { readonly type: 'broken'; readonly node: number; readonly text: string }
  | { readonly type: 'listening failed'; readonly text: string }
  //#if secured
  /** Somebody could not prove who they are, be it a peer or a stranger. */
  | { readonly type: 'untrusted'; readonly text: string }
//#end

/**
 * Why two nodes do not talk: other protocol versions, clusters or schemas; a node that dials the wrong one; an
 * incarnation that a later one has replaced; a node number that another live process has; a node that leaves.
 * @public
 */
export type RefusalReason =
  | 'version'
  | 'cluster'
  | 'schema'
  | 'node'
  | 'superseded'
  | 'taken'
  | 'stopped'
  //#if tls
  /** A node with the certificate of another one. */
  | 'identity'
//#end
