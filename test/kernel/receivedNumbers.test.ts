import { describe, expect, it } from 'vitest'
import { ReceivedNumbers } from '../../templates/kernel/received-numbers.ts'
import { Random } from '../support/random.ts'

/** The numbers that the ranges stand for. */
function listed(numbers: ReceivedNumbers, room: number = 64): number[] {
  const words = new Int32Array(64)
  const count = numbers.write(words, 0, room)
  const all: number[] = []
  let above = numbers.highest + 1
  for (const word of words.subarray(0, count)) {
    let number = above - 1 - (word & 0xffff)
    for (let length = word >>> 16; length > 0; length--) all.push(number--)
    above = number + 1
  }
  return all
}

describe('received numbers', () => {
  it('tell new ones from those that come again, and list exactly what has come', () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = new Random(seed)
      const numbers = new ReceivedNumbers()
      const base = random.pick(0, 0, 2 ** 31 - 20, 2 ** 32 - 20, 2 ** 40)
      const seen = new Set<number>()
      const spread = random.pick(10, 60, 120)
      let mistakes = 0
      for (let step = 0; step < 120; step++) {
        const number = base + random.below(spread)
        if (numbers.add(number) === seen.has(number)) mistakes++
        seen.add(number)
      }
      expect(mistakes).toBe(0)
      // 64 ranges are remembered, which 120 numbers cannot need more than.
      expect(listed(numbers)).toEqual([...seen].sort((a, b) => b - a))
    }
  })

  it('forget the lowest ranges where there are too many, and take nothing below them', () => {
    const numbers = new ReceivedNumbers()
    for (let number = 0; number < 200; number += 2) expect(numbers.add(number)).toBe(true)
    expect(listed(numbers)).toHaveLength(64)
    expect(listed(numbers).at(-1)).toBe(72)
    // A gap among what is remembered is still filled; one below it is not.
    expect(numbers.add(73)).toBe(true)
    expect(numbers.add(71)).toBe(true)
    for (const number of [0, 1, 69, 70, 71, 72, 73, 74]) expect(numbers.add(number)).toBe(false)
  })

  it('never take one twice, however many there are and whatever their order', () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = new Random(seed)
      const numbers = new ReceivedNumbers()
      const taken = new Set<number>()
      let doubled = 0
      for (let next = 0; next < 2_000; next++) {
        const number = Math.max(0, next - random.below(random.pick(3, 300, 3_000)))
        if (!numbers.add(number)) continue
        if (taken.has(number)) doubled++
        taken.add(number)
      }
      expect(doubled).toBe(0)
    }
  })

  it('list the highest where there is no room for all', () => {
    const numbers = new ReceivedNumbers()
    for (const number of [0, 1, 5, 6, 9]) numbers.add(number)
    expect(listed(numbers, 2)).toEqual([9, 6, 5])
  })

  it('list none before the first', () => {
    expect(new ReceivedNumbers().highest).toBe(-1)
    expect(listed(new ReceivedNumbers())).toEqual([])
  })
})
