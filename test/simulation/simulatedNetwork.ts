import type { DatagramTransport } from '../../templates/kernel/datagram-transport.ts'
import type { Transport } from '../../templates/kernel/transport.ts'
import type { FaultKind } from './configuration.ts'
import type { Host } from './host.ts'
import type { Random } from './random.ts'

/** What a generated module sends with: `cluster.transport` of its schema. */
export const transports = ['tcp', 'udp'] as const
export type TransportName = (typeof transports)[number]

/** What a run needs of its network, whether streams or datagrams go over it. */
export interface SimulatedNetwork {
  /** Nothing takes longer than it should any more, and nothing is lost. */
  isCalm: boolean
  /** How often somebody has begun to talk to somebody. */
  readonly dialCount: number
  /** A new process of a node. Several of one node may run at a time. */
  addHost(node: number): Host
  /** What a process sends with; `now` is its clock. */
  transportOf(host: Host, now: () => number): Transport | DatagramTransport
  /** Nothing of one node reaches another any more, until `unblock`. */
  block(from: number, to: number): void
  unblock(from: number, to: number): void
  /** The process ends at once. */
  crash(host: Host, isSilent: boolean): void
  /** A process of the node stands still or goes on: its peers may have given it up without its knowing. */
  noteTrouble(node: number): void
  /** When what one node had sent to another may last have been lost. */
  lastBreak(from: number, to: number): number
  /** Does what only this kind of network can do; false when there is nothing to do it to. */
  disturb(kind: FaultKind, random: Random): boolean
}
