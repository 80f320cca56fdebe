import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { I32 } from '../../templates/kernel/sample.ts'
import { addCounters, readCounters } from '../../templates/kernel/stats.ts'
import { clearMemory } from './memory.ts'

const statsWord = 64

beforeEach(clearMemory)
afterEach(() => vi.restoreAllMocks())

it('adds beyond 32 bits and takes away again, at any version', () => {
  for (const version of [0, 2, 0x7fff_fffc, 0x7fff_fffe, -0x8000_0000, -4, -2]) {
    I32[statsWord] = version
    const before = readCounters(statsWord)
    const deltas = [1, 0xffff_ffff, 0, 2 ** 40]
    addCounters(statsWord, deltas)
    expect(readCounters(statsWord)).toEqual(before.map((count, index) => count + deltas[index]!))
    addCounters(
      statsWord,
      deltas.map((delta) => -delta),
    )
    expect(readCounters(statsWord)).toEqual(before)
  }
})

it.each([1, 3, -3, -1, 0x7fff_ffff])('lives on when a writer dies in the midst, at version %i', (version) => {
  I32[statsWord] = (version - 3) | 0
  addCounters(statsWord, [1, 2, 3, 4])
  // What the dead writer had written by then.
  I32[statsWord] = version
  for (let word = 0; word < 8; word++) I32[statsWord + 1 + ((version + 1) & 2) * 4 + word] = 99
  expect(readCounters(statsWord)).toEqual([1, 2, 3, 4])

  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 100))
  addCounters(statsWord, [10, 10, 10, 10])
  expect(now).toBeGreaterThan(1_000)
  expect(readCounters(statsWord)).toEqual([11, 12, 13, 14])
  const then = now
  addCounters(statsWord, [10, 10, 10, 10])
  expect([readCounters(statsWord), now]).toEqual([[21, 22, 23, 24], then])
})
