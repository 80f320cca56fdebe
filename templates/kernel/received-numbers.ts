/** So many ranges are remembered: at 20 % loss they reach back over more than 300 datagrams. */
const RANGES_MAX = 64

/**
 * Which numbers have arrived, as ranges, the highest first: what is acknowledged, and the window in which a number
 * that comes again is found out. What lies below the lowest range once there are too many counts as arrived: a
 * datagram that late is dropped, and what it carried is sent again.
 */
export class ReceivedNumbers {
  private readonly starts: Float64Array = new Float64Array(RANGES_MAX)
  private readonly ends: Float64Array = new Float64Array(RANGES_MAX)
  private count = 0
  private floor = 0

  /** -1 before the first. */
  get highest(): number {
    return this.count === 0 ? -1 : this.ends[0]!
  }

  /** Notes a number; false when it has come before, or is too old to tell. */
  add(number: number): boolean {
    const { starts, ends } = this
    if (number < this.floor) return false
    let index = 0
    while (index < this.count && number < starts[index]!) index++
    if (index < this.count && number <= ends[index]!) return false
    const joinsAbove = index > 0 && number === starts[index - 1]! - 1
    const joinsBelow = index < this.count && number === ends[index]! + 1
    if (joinsBelow) {
      ends[index] = number
      if (joinsAbove) this.join(index)
    } else if (joinsAbove) starts[index - 1] = number
    else this.insert(index, number)
    return true
  }

  /**
   * Writes the ranges from `at` on, as many as fit before `end`: for each a word with how many numbers between it and the
   * one above are missing, and how many it holds, 16 bits each. Returns how many.
   */
  write(words: Int32Array, at: number, end: number): number {
    const { starts, ends } = this
    let next = at
    let above = this.highest + 1
    for (let index = 0; index < this.count; index++) {
      const missing = above - 1 - ends[index]!
      let length = ends[index]! - starts[index]! + 1
      if (missing > 0xffff || next >= end) break
      length = Math.min(length, 0xffff)
      words[next++] = missing | (length << 16)
      above = ends[index]! - length + 1
      // The rest of a range that long was acknowledged before.
      if (length === 0xffff) break
    }
    return next - at
  }

  private insert(index: number, number: number): void {
    const { starts, ends } = this
    if (this.count === RANGES_MAX) {
      if (index === RANGES_MAX) {
        this.floor = number + 1
        return
      }
      this.floor = ends[RANGES_MAX - 1]! + 1
      this.count--
    }
    starts.copyWithin(index + 1, index, this.count)
    ends.copyWithin(index + 1, index, this.count)
    starts[index] = ends[index] = number
    this.count++
  }

  /** The range at `index` has grown up to the one above it. */
  private join(index: number): void {
    const { starts, ends } = this
    starts[index - 1] = starts[index]!
    starts.copyWithin(index, index + 1, this.count)
    ends.copyWithin(index, index + 1, this.count)
    this.count--
  }
}
