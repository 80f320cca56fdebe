/** How many of the last lines a failure prints. */
const LINES_KEPT = 60

/**
 * What happened in a run: a hash over everything, by which two runs of one seed are compared, and the last
 * lines in words, for people.
 */
export class Trace {
  private hash = 0x811c9dc5 | 0
  private readonly lines: string[] = []
  private readonly print: ((line: string) => void) | null

  constructor(print: ((line: string) => void) | null = null) {
    this.print = print
  }

  /** Takes a number into the hash; of fractions, the thousandths. */
  mix(value: number): void {
    const word = Math.round(value * 1_000) | 0
    let hash = Math.imul(this.hash ^ word, 0x9e3779b1)
    hash ^= hash >>> 15
    this.hash = Math.imul(hash, 0x85ebca6b) ^ (hash >>> 13)
  }

  mixBytes(bytes: Uint8Array): void {
    let hash = this.hash
    for (let at = 0; at < bytes.length; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
    this.hash = hash
    this.mix(bytes.length)
  }

  /** Something worth a line. */
  note(time: number, text: string): void {
    this.mix(time)
    for (let at = 0; at < text.length; at++)
      this.hash = Math.imul(this.hash ^ text.charCodeAt(at), 0x01000193)
    if (this.print !== null) this.print(`${time.toFixed(2)} ${text}`)
    if (this.lines.length === 2 * LINES_KEPT) this.lines.splice(0, LINES_KEPT)
    this.lines.push(`${time.toFixed(2)} ${text}`)
  }

  /** Something that only a reader of the whole trace wants to know; no part of the hash. */
  detail(time: number, text: () => string): void {
    if (this.print !== null) this.print(`${time.toFixed(2)}   ${text()}`)
  }

  get digest(): string {
    return (this.hash >>> 0).toString(16).padStart(8, '0')
  }

  get tail(): string {
    return this.lines.slice(-LINES_KEPT).join('\n')
  }
}
