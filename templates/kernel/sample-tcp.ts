/** Stands in for what the plan prints in front of the TCP kernel; see sample.ts. */
export const Node = { alpha: 0, beta: 1, gamma: 2 } as const
export const nodeNames: readonly string[] = ['alpha', 'beta', 'gamma']
export const LOCAL_NODE: number = Node.alpha
export const LOCAL_HOST = '127.0.0.1'
export const LOCAL_PORT = 9000
export const peerMaps: readonly { readonly node: number; readonly host: string; readonly port: number }[] = [
  { node: Node.beta, host: '127.0.0.1', port: 9001 },
  { node: Node.gamma, host: '127.0.0.1', port: 9002 },
]
export const PEER_TIMEOUT_MS = 5_000
