/**
 * A program that answers an arrival takes about as long as it takes to read a datagram: of what comes closer behind the
 * last than this, it is told when everything that has come is read. Less than any answer to what it sends may take: it
 * would wait for the next turn each time.
 */
const TOLD_EVERY_MS = 0.012

/** Tells the program that transfers have come: the first ones at once, and of many not of each. */
export class Arrivals {
  private readonly tellProgram: () => void
  private hasCome = false
  private cameAt = 0
  private toldAt = Number.NEGATIVE_INFINITY

  constructor(tellProgram: () => void) {
    this.tellProgram = tellProgram
  }

  /** Transfers have come. */
  note(now: number): void {
    this.hasCome = true
    this.cameAt = now
  }

  /** Tells of what has come. When it was told a moment ago, returns when to `tell` it; else infinite. */
  tellFirst(): number {
    if (this.hasCome && this.cameAt - this.toldAt < TOLD_EVERY_MS) return this.cameAt
    this.tell()
    return Number.POSITIVE_INFINITY
  }

  /** Tells of what has come. */
  tell(): void {
    if (!this.hasCome) return
    this.hasCome = false
    this.toldAt = this.cameAt
    this.tellProgram()
  }
}
