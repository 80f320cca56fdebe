import { End } from './end.ts'
import type { Host } from './host.ts'
import type { VirtualNetwork } from './network.ts'
import { Pipe } from './pipe.ts'

/** Two streams, one at each side, and the two ways between them. */
export class Connection {
  readonly number: number
  readonly dialer: End
  readonly acceptor: End
  /** How long bytes are sent again before this connection is given up: as different as kernels are. */
  readonly retransmissionMs: number

  constructor(network: VirtualNetwork, number: number, dialer: Host, acceptor: Host) {
    this.number = number
    this.retransmissionMs = network.random.scaled(50, 5_000)
    this.dialer = new End(network, this, dialer)
    this.acceptor = new End(network, this, acceptor)
    this.dialer.outgoing = new Pipe(network, this, this.dialer, this.acceptor)
    this.acceptor.outgoing = new Pipe(network, this, this.acceptor, this.dialer)
    dialer.connections.add(this)
    acceptor.connections.add(this)
  }

  otherOf(end: End): End {
    return end === this.dialer ? this.acceptor : this.dialer
  }

  joins(a: Host, b: Host): boolean {
    const { dialer, acceptor } = this
    return (dialer.host === a && acceptor.host === b) || (dialer.host === b && acceptor.host === a)
  }

  /** Both ways are cut; each side learns of it at its own time. */
  break(): void {
    this.dialer.outgoing.cut('broken')
    this.acceptor.outgoing.cut('broken')
  }

  unblock(): void {
    this.dialer.outgoing.unblock()
    this.acceptor.outgoing.unblock()
  }

  leave(end: End): void {
    end.host.connections.delete(this)
  }
}
