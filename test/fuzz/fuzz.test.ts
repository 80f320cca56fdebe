import { expect, it } from 'vitest'
import { fuzz } from './run.ts'

it('a node survives whatever bytes its streams bring', async () => {
  const report = await fuzz(9_000, 1)
  expect(report.inputs).toBe(9_000)
  for (const count of Object.values(report.byKind)) expect(count).toBeGreaterThan(1_500)
  expect(report.believed).toBeGreaterThan(1_500)
  expect(report.violations).toBeGreaterThan(500)
  expect(report.turnedAway).toBeGreaterThan(500)
  expect(report.refused).toBeGreaterThan(50)
  expect(report.arrived).toBeGreaterThan(2_500)
  expect(report.heapLast - report.heapFirst).toBeLessThan(2_000_000)
}, 300_000)
