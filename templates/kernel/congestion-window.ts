const WINDOW_MIN = 16
const WINDOW_START = 32

/** More than the kernels of two machines hold on their way without loss, and less than the flight remembers. */
export const WINDOW_MAX = 512

/** A round may lose so much without being called congested: links lose at random, and their rate is not to blame. */
const LOSS_TOLERATED = 1 / 8

/**
 * How many datagrams may be on their way. It grows while they arrive, and shrinks with what is lost beyond a
 * tolerated part, as DCTCP does with what is marked (RFC 8257): a full receive buffer loses most of a burst, a
 * poor link a part of it, and only the first is a reason to send less.
 */
export class CongestionWindow {
  size: number = WINDOW_START
  private isStarting = true
  private arrived = 0
  private lost = 0
  private roundEnd = 0
  /** Whether the window was what held the sender back: one that is not used says nothing. */
  private wasFull = false

  full(): void {
    this.wasFull = true
  }

  /** A datagram was lost. */
  lose(): void {
    this.lost++
  }

  /** The datagram `number` has arrived; `next` is the one that is sent next. */
  arrive(number: number, next: number): void {
    this.arrived++
    if (number < this.roundEnd) return
    const share = this.lost / (this.arrived + this.lost)
    if (share > LOSS_TOLERATED) {
      this.isStarting = false
      this.size = Math.max(WINDOW_MIN, this.size * (1 - (share - LOSS_TOLERATED) / 2))
    } else if (this.wasFull) {
      const growth = this.isStarting ? this.arrived : Math.max(1, this.size / 16)
      this.size = Math.min(WINDOW_MAX, this.size + growth)
    }
    this.arrived = this.lost = 0
    this.wasFull = false
    this.roundEnd = next
  }

  /** Nothing arrives any more. */
  collapse(): void {
    this.size = WINDOW_MIN
    this.isStarting = true
  }
}
