import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quantizedShape } from '../../generator/plan/compact.ts'
import { quantizedForm } from '../../schemas/quantized.ts'

/** Ends of any size, often so near to each other that the range is refused. */
const ranges = fc
  .record({
    min: fc.oneof(fc.double({ min: -1e300, max: 1e300, noNaN: true }), fc.integer({ min: -1000, max: 1000 })),
    part: fc.integer({ min: -60, max: 3 }),
    bits: fc.integer({ min: 1, max: 32 }),
    code: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ min, part, bits, code }) => ({
    range: { min, max: min + (Math.abs(min) + 1e-280) * 2 ** part, bits },
    code: Math.round(code * (2 ** bits - 1)),
  }))

test('every code of a range that the schema takes survives its value', () => {
  let taken = 0
  fc.assert(
    fc.property(ranges, ({ range, code }) => {
      if (!quantizedForm.safeParse({ quantized: range }).success) return
      taken++
      const { steps, step, scale } = quantizedShape({ kind: 'quantized', ...range })
      for (const given of [0, code, Math.max(0, steps - 1), steps]) {
        const value = given === steps ? range.max : range.min + given * step
        expect(value).toBeLessThanOrEqual(range.max)
        expect(Math.trunc(Math.min(Math.max((value - range.min) * scale, 0), steps) + 0.5)).toBe(given)
      }
    }),
    { numRuns: 8_000, seed: 3 },
  )
  expect(taken).toBeGreaterThan(1_500)
})
