/** Whoever acknowledges waits no longer than this. */
export const ACKNOWLEDGE_MAX_MS = 10

/** Before the first measurement. */
const FIRST_PROBE_MS = 100

/** Shorter ones resend needlessly where both processes share busy cores. */
const PROBE_MIN_MS = 20

const PROBE_MAX_MS = 1_000

/** How long a datagram and its acknowledgement take: RFC 6298, with the sender's wait taken off as in RFC 9002. */
export class RoundTrip {
  /** Milliseconds; 0 before the first measurement. */
  smoothed = 0
  private variation = 0
  private least = Number.POSITIVE_INFINITY

  /** `delay`: how long the other side says that it waited before it answered. */
  measure(elapsed: number, delay: number): void {
    this.least = Math.min(this.least, elapsed)
    const sample = elapsed - delay >= this.least ? elapsed - delay : elapsed
    if (this.smoothed === 0) {
      this.smoothed = Math.max(sample, 0.001)
      this.variation = sample / 2
      return
    }
    this.variation = 0.75 * this.variation + 0.25 * Math.abs(this.smoothed - sample)
    this.smoothed = 0.875 * this.smoothed + 0.125 * sample
  }

  /**
   * A datagram is lost when a later one was acknowledged and it is out for so long: RFC 9002, 6.1.2, and where times vary,
   * as long as an acknowledgement may take: what is taken for lost and only late is lost indeed, where nothing is sent again.
   */
  get lossAfter(): number {
    return Math.max(1.125 * this.smoothed, this.smoothed + 4 * this.variation, 1)
  }

  /** After so long without an acknowledgement something is sent to get one, the longer the more often before. */
  probeAfter(probes: number): number {
    const once =
      this.smoothed === 0
        ? FIRST_PROBE_MS
        : Math.max(PROBE_MIN_MS, this.smoothed + Math.max(4 * this.variation, 1) + ACKNOWLEDGE_MAX_MS)
    return Math.min(PROBE_MAX_MS, once * 2 ** Math.min(probes, 16))
  }
}
