import { expect, it } from 'vitest'
import { fuzz } from './run.ts'

it('a node survives whatever bytes its streams bring', async () => {
  const report = await fuzz(18_000, 1)
  expect(report.inputs).toBe(18_000)
  for (const count of Object.values(report.byKind)) expect(count).toBeGreaterThan(3_000)
  expect(report.believed).toBeGreaterThan(3_000)
  expect(report.violations).toBeGreaterThan(1_000)
  expect(report.turnedAway).toBeGreaterThan(1_000)
  expect(report.refused).toBeGreaterThan(100)
  expect(report.arrived).toBeGreaterThan(5_000)
  expect(report.heapLast - report.heapFirst).toBeLessThan(2_000_000)
}, 300_000)
