import { describe, expect, test } from 'vitest'
import { planOf } from '../../generator/planOf.ts'
import { limits } from '../../schemas/limits.ts'
import { mutations } from '../diff/mutations.ts'
import { Random } from '../support/random.ts'

const schema = {
  name: 'arena',
  components: {
    Position: { x: 'f32', y: 'f32' },
    Mode: { kind: { enum: ['walk', 'fly'] }, body: { struct: { height: 'f32', side: { quat: {} } } } },
    Stunned: {},
  },
  worlds: {
    lobby: { node: 'alpha' },
    forest: { node: 'beta', components: ['Position'] },
    cave: { node: 'beta' },
  },
  links: [
    { from: 'lobby', to: 'cave', delivery: ['ordered', 'fire_and_forget'], queue: { priorityCapacity: 4 } },
    { from: 'lobby', to: 'forest' },
    { from: 'forest', to: 'cave' },
  ],
  cluster: {
    transport: 'udp',
    nodes: { alpha: { port: 9000 }, beta: { port: 9001 } },
    topology: 'star',
    security: 'pre_shared_key',
    ownership: { strategy: 'range', entitiesPerNode: 1000 },
  },
}

const termsOf = (input: object) => planOf(input).plans[0]!.cluster!.terms
const withComponents = (components: object) => ({
  ...schema,
  components,
  worlds: { lobby: { node: 'alpha' }, cave: { node: 'beta' } },
  links: 'all',
})

test('what nodes have to agree on, in words', () => {
  expect(termsOf(schema).map(({ text }) => text)).toEqual([
    'component Position; x: f32; y: f32',
    'component Mode; kind: enum(walk|fly); body: struct(height: f32, side: quat(10 bits))',
    'component Stunned',
    'world lobby; on node alpha',
    'world forest; on node beta',
    'world cave; on node beta',
    'node alpha',
    'node beta',
    'topology; star around alpha',
    'security; pre_shared_key',
    'ownership; range of 1000',
    'link lobby -> forest; ordered; without priority; carries Position',
    'link lobby -> cave; ordered and fire_and_forget; with priority; carries all',
  ])
})

test('all nodes have the same, and none without a transport', () => {
  const { plans } = planOf(schema)
  expect(plans[1]!.cluster!.terms).toEqual(plans[0]!.cluster!.terms)
  const alone = { name: 'arena', components: schema.components, worlds: { lobby: {}, cave: {} } }
  expect(planOf(alone).plans[0]!.cluster).toBeNull()
})

describe('there is room for', () => {
  test('so many', () => {
    const components = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`C${index}`, {}]))
    const terms = termsOf(withComponents(components))
    expect(terms).toHaveLength(limits.terms)
    expect(terms.at(-1)!.text).toBe(`component C${limits.terms - 1}`)
  })

  test('a component with many fields in several', () => {
    const fields = Object.fromEntries(Array.from({ length: 64 }, (_, index) => [`quiteLong${index}`, 'f32']))
    const texts = termsOf(withComponents({ Large: fields, Small: {} })).map(({ text }) => text)
    const large = texts.filter((text) => text.startsWith('component Large; '))
    expect(large.flatMap((text) => text.split('; ').slice(1))).toEqual(
      Object.keys(fields).map((name) => `${name}: f32`),
    )
    expect(large.every(({ length }) => length <= limits.termBytes)).toBe(true)
    expect(texts[large.length]).toBe('component Small')
  })

  test('a field that is longer than a text, up to there; its hash is over all of it', () => {
    const words = Array.from({ length: 200 }, (_, index) => `word${index}`)
    const of = (members: string[]) => termsOf(withComponents({ Mode: { kind: { enum: members } } }))[0]!
    const [own, other] = [of(words), of([...words.slice(0, -1), 'other'])]
    expect(own.text).toHaveLength(limits.termBytes)
    expect(own.text).toMatch(/\.\.\.$/)
    expect(other.text).toBe(own.text)
    expect(other.hash).not.toBe(own.hash)
  })
})

test.each(Object.keys(mutations))('what breaks the wire shows in the terms: %s', (kind) => {
  const own = planOf(schema).plans[0]!
  for (let seed = 1; seed <= 8; seed++) {
    const changed = structuredClone(schema)
    mutations[kind]!(changed, new Random(seed))
    const [plan] = planOf(changed).plans
    if (plan === undefined || plan.cluster === null || plan.name !== own.name) continue
    const differs = JSON.stringify(plan.cluster.terms) !== JSON.stringify(own.cluster!.terms)
    // Over another transport nobody hears it.
    const breaks = plan.schemaHash !== own.schemaHash && plan.cluster.transport === own.cluster!.transport
    expect({ seed, differs }).toEqual({ seed, differs: breaks })
  }
})
