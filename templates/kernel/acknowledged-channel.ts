import type { OutboundMap } from './peer-map.ts'
import { FLAG_IN_DOUBT, FLAG_RETURNED } from './sample-cluster.ts'
import { StreamChannel } from './stream-channel.ts'

/**
 * A channel whose transfers are written until they are acknowledged: `ack_required` and `ordered`. A connection
 * that breaks loses and doubles nothing, because the peer says where to go on. When the peer's process ends,
 * what it has not acknowledged is in doubt and comes back marked so.
 */
export class AcknowledgedChannel extends StreamChannel {
  /** Before this one everything was written to an incarnation that has ended, and is still to be given back. */
  private doubtEnd: number

  constructor(number: number, map: OutboundMap) {
    super(number, map)
    this.doubtEnd = this.head
  }

  protected override settled(): number {
    return this.isDoubtful() ? this.head : this.acked
  }

  protected override goOn(received: number): void {
    this.sent = this.isInVoid(received) ? this.voidEnd : received
  }

  protected override giveUpWritten(): void {
    this.doubtEnd = this.sent
  }

  protected override settleDoubts(): boolean {
    if (!this.isDoubtful()) return true
    let head = this.head
    while (((this.doubtEnd - head) | 0) > 0) {
      if (this.isInVoid(head)) head = this.voidEnd
      else if (this.giveBack(head, FLAG_RETURNED | FLAG_IN_DOUBT)) {
        this.returnedInDoubt++
        head = (head + 1) | 0
      } else break
    }
    this.setHead(head)
    this.forgetVoid()
    return !this.isDoubtful()
  }

  protected override setHead(head: number): void {
    // Indices wrap: a mark left behind would seem ahead after 2^31 transfers.
    if (!this.isDoubtful()) this.doubtEnd = head
    super.setHead(head)
  }

  private isDoubtful(): boolean {
    return ((this.doubtEnd - this.head) | 0) > 0
  }
}
