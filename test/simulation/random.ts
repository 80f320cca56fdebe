/** A seeded source of chance (sfc32, Chris Doty-Humphrey): what a run does is decided by its seed alone. */
export class Random {
  private a: number
  private b: number
  private c: number
  private counter = 1

  constructor(seed: number, stream = 0) {
    this.a = seed | 0
    this.b = Math.floor(seed / 2 ** 32) | 0
    this.c = stream | 0
    for (let turn = 0; turn < 12; turn++) this.word()
  }

  /** 32 bits. */
  word(): number {
    const sum = (this.a + this.b + this.counter) | 0
    this.counter = (this.counter + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum
    this.c |= 0
    return sum >>> 0
  }

  /** From 0 up to before 1. */
  readonly fraction = (): number => this.word() / 2 ** 32

  /** A whole number from 0 up to before `limit`. */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit)
  }

  /** A whole number, both bounds included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1)
  }

  /** A time or a size: as likely in each power of two, so that the small ones are met as often as the large. */
  scaled(low: number, high: number): number {
    return Math.round(low * (high / low) ** this.fraction())
  }

  chance(probability: number): boolean {
    return this.fraction() < probability
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('nothing to pick from')
    return list[this.below(list.length)]!
  }

  /** A generator of its own, so that one part drawing more does not change what another part draws. */
  fork(): Random {
    return new Random(this.word() + this.word() * 2 ** 21, this.word())
  }
}
