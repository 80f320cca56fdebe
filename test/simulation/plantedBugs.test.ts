import { describe, expect, test } from 'vitest'
import { type PlantedBug, plantedBugs } from './plantedBugs.ts'
import { simulate } from './simulate.ts'

const SEEDS_MAX = 1_000

/** The seed that finds the bug: the one that did the last time, or any other. */
function seedThatFinds(bug: PlantedBug): number | null {
  if (simulate(bug.seed, { bug }).failure !== null) return bug.seed
  for (let seed = 0; seed < SEEDS_MAX; seed++) if (simulate(seed, { bug }).failure !== null) return seed
  return null
}

describe('a planted bug is found', () => {
  test.for(plantedBugs)('$name: $rule', { timeout: 600_000 }, (bug) => {
    const seed = seedThatFinds(bug)
    expect(seed, 'no seed finds it').not.toBeNull()
  })
})
