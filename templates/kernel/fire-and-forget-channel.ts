import { StreamChannel } from './stream-channel.ts'

/**
 * A channel whose transfers are written once: `fire_and_forget`. Their slots are free as soon as the system has them.
 * Lost is what was written to a connection that broke, or a process that ended, before it arrived; nothing is
 * ever doubled.
 */
export class FireAndForgetChannel extends StreamChannel {
  protected override settled(): number {
    return this.sent
  }

  protected override goOn(): void {
    this.countLost()
  }

  protected override giveUpWritten(): void {
    this.countLost()
  }

  /** Where a connection has ended, nothing is on its way: what is not acknowledged never arrives. */
  private countLost(): void {
    this.lost = this.written - this.acknowledged
  }
}
