import { expect, test } from 'vitest'
import { planOf } from '../../generator/planOf.ts'

test('only archetypes that some link carries whole have code', () => {
  const plan = planOf({
    name: 'partial',
    components: { A: { n: 'u8' }, B: { n: 'u8' }, C: { n: 'u8' }, D: { n: 'u8' } },
    archetypes: { whole: ['A', 'B'], stays: ['A', 'D'], nowhere: ['A', 'C'] },
    worlds: {
      west: { components: ['A', 'B'] },
      middle: {},
      east: { components: ['C'] },
    },
  }).plans[0]!
  expect(plan.components.map(({ name }) => name)).toEqual(['A', 'B', 'C'])
  expect(plan.archetypes.map(({ name }) => name)).toEqual(['whole'])
})
