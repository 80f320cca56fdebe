/** More than a cluster has nodes: all of them may dial one that starts. */
const AT_ONCE = 256

/** A few percent of a core. */
const EACH_MS = 4

/**
 * How many strangers are answered. An answer costs several times what reading a datagram does, and whoever floods a
 * node with datagrams asks for one with each: beyond this they are dropped, so that the node's time is left to its
 * peers.
 */
export class Allowance {
  private left = AT_ONCE
  private filledAt = 0

  /** Whether there is something left. */
  has(now: number): boolean {
    this.left = Math.min(AT_ONCE, this.left + (now - this.filledAt) * EACH_MS)
    this.filledAt = now
    return this.left >= 1
  }

  /** Takes one; false when nothing is left. */
  spend(now: number): boolean {
    if (!this.has(now)) return false
    this.left--
    return true
  }
}
