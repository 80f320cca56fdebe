import { expect, it } from 'vitest'
import { fuzzDatagrams } from './datagramRun.ts'

it('a node survives whatever datagrams it gets', async () => {
  const report = await fuzzDatagrams(18_000, 1)
  console.log(report)
  expect(report.inputs).toBe(18_000)
  for (const count of Object.values(report.byKind)) expect(count).toBeGreaterThan(3_000)
  expect(report.violations).toBeGreaterThan(1_000)
  expect(report.opened).toBeGreaterThan(1_000)
  expect(report.turnedAway).toBeGreaterThan(5_000)
  expect(report.refused).toBeGreaterThan(10)
  expect(report.arrived).toBeGreaterThan(3_000)
  expect(report.heapLast - report.heapFirst).toBeLessThan(3_000_000)
}, 300_000)
