import { describe, expect, test } from 'vitest'
import { diffPlans } from '../../generator/diff/diff.ts'
import { diffText } from '../../generator/diff/text.ts'
import { planOf } from '../../generator/planOf.ts'

// biome-ignore lint/suspicious/noExplicitAny: a schema as it is parsed
type Json = any

const schema = {
  name: 'arena',
  components: { Position: { x: 'f32' }, Aim: { at: 'entity' }, Secret: { key: 'u32' } },
  worlds: {
    lobby: { node: 'alpha', ecs: 'soa', entityCapacity: 100 },
    forest: { node: 'beta', components: ['Position', 'Aim'] },
  },
  cluster: { transport: 'tcp', nodes: { alpha: { port: 9000 }, beta: { port: 9001 } } },
}

function diffOf(change: (schema: Json) => void) {
  const changed = structuredClone(schema)
  change(changed)
  return diffPlans(planOf(schema).plans, planOf(changed).plans)
}

describe('an ecs:', () => {
  test.each<[string, (schema: Json) => void, string[]]>([
    [
      'another one',
      (schema) => (schema.worlds.lobby.ecs = 'miniplex'),
      ['ecs of world lobby: soa -> miniplex'],
    ],
    [
      'its room',
      (schema) => (schema.worlds.lobby.entityCapacity = 5000),
      ['ecs of world lobby: room for 100 -> 5,000 entities'],
    ],
    [
      'what a reference is read as',
      (schema) => (schema.components.Aim.at = { entity: 'defer' }),
      ['reference Aim.at: handle -> defer'],
    ],
    [
      'what only a store holds',
      (schema) => (schema.components.Secret = { key: 'u64' }),
      ['store of world lobby: Secret key u32 -> key u64'],
    ],
    [
      'a component that only a store holds',
      (schema) => (schema.components.Hidden = {}),
      ['store of world lobby: Hidden is new'],
    ],
  ])('%s is no change of the wire, and said', (_, change, expected) => {
    const diff = diffOf(change)
    expect(diff.breaks).toBe(false)
    expect(diff.compatible.map(({ message }) => message)).toEqual(expected)
    expect(diff.modules.find(({ node }) => node === 'alpha')!.module).toBe('changed')
  })

  test('says why the wire stays', () => {
    const text = diffText(diffOf((schema) => (schema.worlds.lobby.ecs = 'bitecs')))
    expect(text).toContain('no other node sees it: what travels is the same packet')
  })
})
