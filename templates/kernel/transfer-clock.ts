/** Lifetimes are told apart in so many steps: a transfer comes back up to one step late, never early. */
const LIFETIME_STEPS = 16

/**
 * Remembers when the transfers of a ring were first seen, by the index that the ring had reached: a ring is
 * first in, first out, so that a few marks stand for any number of transfers.
 */
export class TransferClock {
  private readonly lifetimeMs: number
  /** Marks, from `first` on in turn: transfers before this index were there at this time. */
  private readonly ends: Int32Array = new Int32Array(LIFETIME_STEPS + 2)
  private readonly times: Float64Array = new Float64Array(LIFETIME_STEPS + 2)
  private first = 0
  private count = 0
  private stepStart = 0
  private seen: number
  private expired: number

  constructor(lifetimeMs: number, index: number) {
    this.lifetimeMs = lifetimeMs
    this.seen = this.expired = index
  }

  /** Everything before `index` is published by now. */
  observe(index: number, now: number): void {
    if (index === this.seen) return
    this.seen = index
    if (
      this.count === 0 ||
      (now - this.stepStart >= this.lifetimeMs / LIFETIME_STEPS && this.count < this.ends.length)
    ) {
      this.count++
      this.stepStart = now
    }
    // The last transfer of a step gives it its time, so that none comes back early.
    const last = (this.first + this.count - 1) % this.ends.length
    this.ends[last] = index
    this.times[last] = now
  }

  /** Everything before the result has outlived its time; what comes before `floor` is no longer asked for. */
  due(now: number, floor: number): number {
    while (this.count > 0 && now - this.times[this.first]! > this.lifetimeMs) {
      this.expired = this.ends[this.first]!
      this.first = (this.first + 1) % this.ends.length
      this.count--
    }
    // Indices wrap: one left behind would seem ahead after 2^31 transfers.
    if (((this.expired - floor) | 0) < 0) this.expired = floor
    return this.expired
  }

  /** Ends the time of everything published so far. */
  expireAll(index: number): void {
    this.seen = this.expired = index
    this.count = 0
  }
}
