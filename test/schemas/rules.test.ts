import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { limits } from '../../schemas/limits.ts'
import { checkRules } from '../../schemas/rules.ts'

const base = {
  name: 'arena',
  components: { Position: { x: 'f32' }, Health: { now: 'u16' } },
  worlds: { left: {}, right: {} },
}
const codesOf = (change: object): string[] => checkRules({ ...base, ...change }).map(({ code }) => code)

describe('rules', () => {
  test('a plain schema has no problem', () => expect(codesOf({})).toEqual([]))

  test('a link may take back what is wrong for others', () => {
    const link = { from: 'left', to: 'right', queue: { batchSize: 16, capacity: 16 } }
    expect(codesOf({ links: [link], queue: { batchSize: 64, capacity: 32 } })).toEqual([])
  })

  test('the capacity of the target world comes before that of the cluster', () => {
    const worlds = { left: {}, right: { capacity: 8 } }
    expect(codesOf({ worlds, queue: { batchSize: 16, capacity: 4096 } })).toEqual(['ECS404'])
    expect(codesOf({ worlds, queue: { batchSize: 8, capacity: 4096 } })).toEqual([])
  })

  test('a batch is compared with the default capacity where none is given', () => {
    expect(codesOf({ queue: { batchSize: 8192 } })).toEqual(['ECS404'])
  })

  test('a default batch never exceeds its queue, so only a written one is refused', () => {
    expect(codesOf({ queue: { capacity: 2 } })).toEqual([])
  })

  test('ranges may use every id and no more', () => {
    const cluster = (entitiesPerNode: number) => ({
      cluster: { nodes: { a: {}, b: {} }, ownership: { strategy: 'range', entitiesPerNode } },
    })
    expect(codesOf(cluster(2 ** 31))).toEqual([])
    expect(codesOf(cluster(2 ** 31 + 1))).toEqual(['ECS402'])
  })

  test('structs nest to the limit and no deeper', () => {
    const nest = (levels: number): unknown => (levels === 0 ? 'u8' : { struct: { a: nest(levels - 1) } })
    const deep = (levels: number) => ({ components: { Deep: { a: nest(levels) } } })
    expect(codesOf(deep(limits.structDepthLevels))).toEqual([])
    expect(codesOf(deep(limits.structDepthLevels + 1))).toEqual(['ECS405'])
  })

  test('names of Object.prototype are not components or worlds', () => {
    const links = [{ from: 'toString', to: 'constructor' }]
    expect(codesOf({ links, archetypes: { a: ['hasOwnProperty'] } })).toEqual(['ECS301', 'ECS302', 'ECS302'])
  })

  test('an empty list of links leaves the worlds apart without a warning', () => {
    expect(codesOf({ links: [] })).toEqual([])
  })

  test('what is broken elsewhere is passed over', () => {
    expect(codesOf({ components: null, archetypes: { a: ['Nothing'] } })).toEqual([])
    expect(codesOf({ worlds: 3, links: [{ from: 'left', to: 'left' }] })).toEqual([])
  })

  test('takes any value', () => {
    fc.assert(fc.property(fc.anything(), (value) => void checkRules(value)))
    fc.assert(
      fc.property(
        fc.record({
          components: fc.jsonValue(),
          worlds: fc.dictionary(fc.string(), fc.jsonValue()),
          links: fc.jsonValue(),
        }),
        (value) => void checkRules(value),
      ),
    )
  })
})
