import { describe, expect, test } from 'vitest'
import { type PlantedBug, plantedBugs } from './plantedBugs.ts'
import { plantedDatagramBugs } from './plantedDatagramBugs.ts'
import { simulate } from './simulate.ts'
import type { TransportName } from './simulatedNetwork.ts'

const SEEDS_MAX = 1_000

/** The seed that finds the bug: the one that did the last time, or any other. */
function seedThatFinds(bug: PlantedBug, transport: TransportName): number | null {
  const finds = (seed: number): boolean => simulate(seed, { bug, transport }).failure !== null
  if (finds(bug.seed)) return bug.seed
  for (let seed = 0; seed < SEEDS_MAX; seed++) if (finds(seed)) return seed
  return null
}

describe('a planted bug is found', () => {
  test.for(plantedBugs)('$name: $rule', { timeout: 600_000 }, (bug) => {
    const seed = seedThatFinds(bug, 'tcp')
    expect(seed, 'no seed finds it').not.toBeNull()
  })
})

describe('a bug planted among datagrams is found', () => {
  test.for(plantedDatagramBugs)('$name: $rule', { timeout: 600_000 }, (bug) => {
    const seed = seedThatFinds(bug, 'udp')
    expect(seed, 'no seed finds it').not.toBeNull()
  })
})
