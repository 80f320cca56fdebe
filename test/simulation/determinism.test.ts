import { expect, test } from 'vitest'
import { generate } from '../../generator/pipeline.ts'
import { factoryOf, modulesOf } from './moduleFactory.ts'
import { schemaOf } from './schema.ts'
import { SEEDS_OF_SCHEMA, simulate, simulateWith } from './simulate.ts'

/** Schemas of two and three nodes. */
const groups = [0, 1]

test('the same seed gives the same trace, another seed another one', { timeout: 120_000 }, () => {
  const seeds = groups.flatMap((group) => [0, 1, 2].map((index) => group * SEEDS_OF_SCHEMA + index))
  const first = seeds.map((seed) => simulate(seed).digest)
  expect(seeds.map((seed) => simulate(seed).digest)).toEqual(first)
  expect(new Set(first).size).toBe(seeds.length)
})

test.each(['tcp', 'udp'] as const)(
  'a module that is used again behaves as a new one, over %s',
  { timeout: 120_000 },
  (transport) => {
    const schema = schemaOf(0, transport)
    const texts = modulesOf(schema.schema)
    const seeds = [0, 1, 2, 3]
    const anew = seeds.map((seed) => simulateWith(seed, schema, texts.map(factoryOf)).digest)
    const factories = texts.map(factoryOf)
    const again = seeds.map((seed) => simulateWith(seed, schema, factories).digest)
    expect(again).toEqual(anew)
    expect(seeds.map((seed) => simulateWith(seed, schema, factories).digest)).toEqual(anew)
  },
)

test('what the simulator runs behaves as what generate() gives', { timeout: 120_000 }, () => {
  for (const group of groups) {
    const schema = schemaOf(group)
    const { files } = generate(schema.schema, { emit: 'js' })
    const modules = files.filter(({ name }) => name.endsWith('.js'))
    const factories = modules.map(({ text }) => factoryOf(text))
    const seed = group * SEEDS_OF_SCHEMA
    expect(simulateWith(seed, schema, factories).digest).toBe(simulate(seed).digest)
  }
})
