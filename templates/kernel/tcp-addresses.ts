import type { Node } from './sample-tcp.ts'

/**
 * Where a node listens.
 * @public
 */
export interface TcpAddress {
  /** A name or an IP address. */
  readonly host?: string
  /** 1 to 65535. */
  readonly port?: number
}

/** @public */
export interface TcpTransportOptions {
  /** By name of a node: what differs from the schema, for this node and for peers. */
  readonly addresses?: Partial<Record<keyof typeof Node, TcpAddress>>
  /** The address that this node binds where it is not the one that peers dial, as 0.0.0.0 in a container. */
  readonly listenHost?: string
}
