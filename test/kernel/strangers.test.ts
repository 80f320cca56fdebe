import { describe, expect, it } from 'vitest'
import { Allowance } from '../../templates/kernel/allowance.ts'
import { Cookies } from '../../templates/kernel/cookies.ts'
import { Random } from '../support/random.ts'

const here = { address: '127.0.0.1', port: 9_000 }
const random = new Random(1)
const cookies = new Cookies((bytes) => {
  for (let at = 0; at < bytes.length; at++) bytes[at] = random.below(256)
})

function cookieAt(now: number): Int32Array {
  const words = new Int32Array(6)
  cookies.write(words, 1, here, 7, now)
  expect([words[0], words[5]]).toEqual([0, 0])
  return words
}

describe('a cookie', () => {
  it.each([0, 9_999, 10_000, 19_999, 1e9])('given at %i ms holds for 10 to 20 s', (given) => {
    const words = cookieAt(given)
    const end = (Math.floor(given / 10_000) + 2) * 10_000
    for (const now of [given, given + 9_999, end - 1])
      expect(cookies.isValid(words, 1, here, 7, now)).toBe(true)
    for (const now of [end, end + 9_999, end + 10_000])
      expect(cookies.isValid(words, 1, here, 7, now)).toBe(false)
  })

  it('is good for one address, port and dialer, and with every bit as it was', () => {
    const words = cookieAt(5)
    expect(cookies.isValid(words, 1, { ...here, address: '127.0.0.2' }, 7, 5)).toBe(false)
    expect(cookies.isValid(words, 1, { ...here, port: 9_001 }, 7, 5)).toBe(false)
    expect(cookies.isValid(words, 1, here, 8, 5)).toBe(false)
    for (let bit = 0; bit < 128; bit++) {
      words[1 + (bit >> 5)]! ^= 1 << (bit & 31)
      expect(cookies.isValid(words, 1, here, 7, 5)).toBe(false)
      words[1 + (bit >> 5)]! ^= 1 << (bit & 31)
    }
    expect(cookies.isValid(words, 1, here, 7, 5)).toBe(true)
    expect(cookies.isValid(new Int32Array(6), 1, here, 7, 5)).toBe(false)
  })
})

describe('strangers', () => {
  const answered = (allowance: Allowance, now: number): number => {
    let count = 0
    while (count < 1_000 && allowance.spend(now)) count++
    return count
  }

  it('are answered 256 at once, then 4 a millisecond, however long nobody came', () => {
    const allowance = new Allowance()
    expect(answered(allowance, 0)).toBe(256)
    expect(answered(allowance, 0)).toBe(0)
    expect(answered(allowance, 0.2)).toBe(0)
    expect(answered(allowance, 1)).toBe(4)
    expect(answered(allowance, 3.5)).toBe(10)
    expect(allowance.has(3.5)).toBe(false)
    expect(answered(allowance, 1e6)).toBe(256)
  })
})
