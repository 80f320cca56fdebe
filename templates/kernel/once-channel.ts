import { DatagramChannel } from './datagram-channel.ts'

/**
 * A channel whose transfers are sent once: `fire_and_forget`. Their slots are free as soon as they are sent. Lost is
 * what was in a datagram that nobody has acknowledged: most of it never arrived, and nothing arrives twice.
 */
export class OnceChannel extends DatagramChannel {
  /** Of those that were written to this incarnation of the peer, as far as acknowledgements tell. */
  private arrivedHere = 0
  private missedHere = 0

  override restart(): void {
    super.restart()
    this.arrivedHere = this.missedHere = 0
  }

  /**
   * What is lost takes no room: the peer counts what it gets. If that is more than was acknowledged, some of what was
   * taken for lost was only late.
   */
  protected override get used(): number {
    const late = Math.max(0, (this.heard - this.arrivedHere) | 0)
    return (this.sequence - this.missedHere + late) | 0
  }

  override arrived(start: number, end: number): void {
    const count = (end - start) | 0
    this.acknowledged += count
    this.arrivedHere = (this.arrivedHere + count) | 0
  }

  /** What may have arrived may stand where others would have to go. */
  override doubted(): void {}

  override missed(start: number, end: number): void {
    const count = (end - start) | 0
    this.lost += count
    this.missedHere = (this.missedHere + count) | 0
  }

  protected override sent(): void {
    this.setHead(this.next)
  }

  protected override leaveOut(): void {}

  protected override settleDoubts(): boolean {
    return true
  }
}
