import { describe, expect, test } from 'vitest'
import { planOf } from '../../generator/pipeline.ts'

const base = {
  name: 'arena',
  components: {
    Position: { x: 'f32', y: 'f32' },
    Team: {
      side: { enum: ['red', 'blue'] },
      marks: { flags: ['a', 'b'] },
      in: undefined,
      body: { struct: { mass: 'f32' } },
    },
    Stunned: {},
  },
  worlds: { left: {}, right: {} },
  cluster: { nodes: { alpha: {}, beta: {} }, ownership: { strategy: 'hash' } },
}
const text = JSON.stringify(base, null, 2)

function hashOf(schema: string | object, file = 'arena.schema.json'): string {
  const { plans, diagnostics } = planOf(schema, { schemaFile: file })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return plans[0]!.schemaHash
}

describe('the schema hash', () => {
  test.each([
    ['white space', () => hashOf(JSON.stringify(base))],
    ['comments', () => hashOf(text.replace('{', '{ // the arena\n /* of many */'))],
    ['the name of the file', () => hashOf(text, 'other.schema.json')],
    ['capacities', () => hashOf({ ...base, queue: { capacity: 16, batchSize: 4, priorityCapacity: 8 } })],
    ['the kind of queues', () => hashOf({ ...base, queue: { kind: 'mpmc' } })],
    ['the transfer pool', () => hashOf({ ...base, transferPoolSize: 3 })],
    ['capacities of a world', () => hashOf({ ...base, worlds: { left: { capacity: 8 }, right: {} } })],
    ['shared state', () => hashOf({ ...base, sharedState: 'memory' })],
    ['a spelt-out default', () => hashOf({ ...base, links: 'all' })],
  ])('is the same with other %s', (_, hash) => expect(hash()).toBe(hashOf(text)))

  const swap = (from: string, to: string) => () => hashOf(text.replace(from, to))
  test.each([
    ['the name of the cluster', swap('"arena"', '"areno"')],
    ['the name of a component', swap('"Position"', '"Place"')],
    ['the name of a tag', swap('"Stunned"', '"Dazed"')],
    ['the name of a field', swap('"y"', '"z"')],
    ['the type of a field', swap('"f32"', '"u32"')],
    ['the name of an enum member', swap('"blue"', '"green"')],
    ['the order of enum members', () => hashOf(text.replace(/"red",(\s*)"blue"/, '"blue",$1"red"'))],
    ['the name of a flag', swap('"b"', '"c"')],
    ['the name of a nested field', swap('"mass"', '"weight"')],
    ['the name of a world', swap('"left"', '"links"')],
    ['the name of a node', swap('"beta"', '"gamma"')],
    [
      'the order of components',
      () => {
        const { Position, Team, Stunned } = base.components
        return hashOf({ ...base, components: { Team, Position, Stunned } })
      },
    ],
    ['the order of worlds', () => hashOf({ ...base, worlds: { right: {}, left: {} } })],
    [
      'the order of fields',
      () => hashOf({ ...base, components: { ...base.components, Position: { y: 'f32', x: 'f32' } } }),
    ],
  ])('changes with %s', (_, hash) => expect(hash()).not.toBe(hashOf(text)))

  test.each([
    ['the strategy of ownership', { strategy: 'range' }],
    ['the points of the ring', { strategy: 'consistent_hash', virtualNodes: 5 }],
  ])('changes with %s: two nodes that disagree would both own an entity', (_, ownership) => {
    expect(hashOf({ ...base, cluster: { ...base.cluster, ownership } })).not.toBe(hashOf(text))
  })
})
