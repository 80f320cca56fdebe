import type { ClusterContext } from './cluster-context.ts'
import type { DatagramChannel } from './datagram-channel.ts'
import type { Gate } from './datagram-gate.ts'
import type { DatagramInbound } from './datagram-inbound.ts'
import type { DatagramIntake } from './datagram-intake.ts'
import type { DatagramOutlet } from './datagram-outlet.ts'
import { Flight } from './flight.ts'
import { Peer } from './peer.ts'
import type { PeerMap } from './peer-map.ts'
import { DATAGRAM_BYTES } from './sample-datagrams.ts'
import { WireBuffer } from './wire-buffer.ts'

/** Another node that datagrams lead to. */
export class DatagramPeer extends Peer<DatagramIntake, DatagramOutlet, DatagramChannel, DatagramInbound> {
  readonly gate: Gate
  /** The datagram that is sent next by the outlet, and by the intake. */
  readonly departing: WireBuffer = new WireBuffer(DATAGRAM_BYTES)
  readonly control: WireBuffer = new WireBuffer(DATAGRAM_BYTES)

  /** Of one stream after the other. */
  readonly flight: Flight = new Flight()

  constructor(map: PeerMap<DatagramChannel, DatagramInbound>, cluster: ClusterContext, gate: Gate) {
    super(map, cluster)
    this.gate = gate
  }

  override flush(withNews: boolean = false): void {
    // Most calls follow an arrival that is answered by nothing.
    if (this.outlet?.hasWaiting) this.outlet.pump()
    // An answer need not wait for it: it is told within a time of its own.
    if (withNews) this.tell()
  }

  /** What the peer should know has a time of its own by which it is told: whoever tells sees to that. */
  override hasToWrite(): boolean {
    return true
  }

  override tell(): void {
    this.intake?.tell()
  }

  hasNews(): boolean {
    return this.inbound.some((channel) => channel.isNews(false))
  }

  /** A peer that takes no more still takes what was lost on its way: nobody else would ever say what became of it. */
  protected override mayFinish(outlet: DatagramOutlet): boolean {
    return super.mayFinish(outlet) && !this.outbound.some(({ isOut }) => isOut)
  }

  protected override dial(): DatagramIntake {
    return this.gate.dial(this)
  }
}
