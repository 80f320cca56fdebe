import { DatagramChannel } from './datagram-channel.ts'

/**
 * A channel whose transfers are sent once: `fire_and_forget`. Their slots are free as soon as they are sent. Lost is
 * what was in a datagram that nobody has acknowledged: most of it never arrived, and nothing arrives twice.
 */
export class OnceChannel extends DatagramChannel {
  /** Of those that were written to this incarnation of the peer. */
  private missedHere = 0

  override restart(): void {
    super.restart()
    this.missedHere = 0
  }

  /** What is lost takes no room: the peer counts what it gets. */
  protected override get used(): number {
    return (this.sequence - this.missedHere) | 0
  }

  override arrived(start: number, end: number): void {
    this.acknowledged += (end - start) | 0
  }

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
