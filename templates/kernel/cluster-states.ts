/**
 * What a node is doing. `active` and `partitioned` tell whether it is connected to a majority of itself and its
 * configured peers.
 * @public
 */
export type ClusterState = 'initializing' | 'joining' | 'active' | 'partitioned' | 'leaving' | 'stopped'

/**
 * How a peer stands. `connecting`: not connected, or not in both directions, and not silent for long.
 * `failed`: it was silent for `peerTimeoutMs`, or its process is gone; it is dialed on. `disconnected`: it has
 * said goodbye, or this node has.
 * @public
 */
export type PeerState = 'disconnected' | 'connecting' | 'connected' | 'failed'

const clusterSteps: Readonly<Record<ClusterState, readonly ClusterState[]>> = {
  initializing: ['joining', 'stopped'],
  joining: ['active', 'leaving'],
  active: ['partitioned', 'leaving'],
  partitioned: ['active', 'leaving'],
  leaving: ['stopped'],
  stopped: [],
}

const peerSteps: Readonly<Record<PeerState, readonly PeerState[]>> = {
  disconnected: ['connecting', 'connected'],
  connecting: ['connected', 'failed', 'disconnected'],
  connected: ['connecting', 'failed', 'disconnected'],
  failed: ['connected', 'disconnected'],
}

/** Whether a node may go from one state to the other. */
export function isClusterStep(from: ClusterState, to: ClusterState): boolean {
  return clusterSteps[from].includes(to)
}

/** Whether a peer may. */
export function isPeerStep(from: PeerState, to: PeerState): boolean {
  return peerSteps[from].includes(to)
}
