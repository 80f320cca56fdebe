import { expect, it } from 'vitest'
import { fuzzDatagrams } from './datagramRun.ts'

const inputs = 3_000

// In `outside` the run itself holds that nothing at all is believed.
it.each([
  ['in the clear', 'none', 250],
  ['from somebody without the key', 'outside', 0],
  ['sealed by somebody with the key', 'inside', 250],
] as const)(
  'a node survives whatever datagrams it gets: %s',
  async (_, sealing, violations) => {
    const report = await fuzzDatagrams(inputs, 1, sealing)
    console.log(report)
    expect(report.inputs).toBe(inputs)
    for (const count of Object.values(report.byKind)) expect(count).toBeGreaterThan(inputs / 6)
    expect(report.violations).toBeGreaterThanOrEqual(violations)
    expect(report.turnedAway).toBeGreaterThan(inputs / 4)
    if (sealing !== 'outside') {
      expect(report.opened).toBeGreaterThan(300)
      expect(report.refused).toBeGreaterThan(1)
    }
    expect(report.arrived).toBeGreaterThan(1_000)
    expect(report.heapLast - report.heapFirst).toBeLessThan(3_000_000)
  },
  300_000,
)
