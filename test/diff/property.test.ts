import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Change } from '../../generator/diff/change.ts'
import { diffPlans } from '../../generator/diff/diff.ts'
import { diffJson } from '../../generator/diff/json.ts'
import { diffText } from '../../generator/diff/text.ts'
import type { Plan } from '../../generator/plan/plan.ts'
import { planOf } from '../../generator/planOf.ts'
import { render } from '../../generator/render/render.ts'
import { Random } from '../support/random.ts'
import { deliveries } from '../wire/clusterCase.ts'
import { fieldsOf } from '../wire/samples.ts'
import { mutations } from './mutations.ts'

const worlds = ['lobby', 'forest', 'desert', 'camp']
const nodes = { alpha: { port: 9000 }, beta: { port: 9001 }, gamma: { port: 9002 } }
const pairs = worlds.flatMap((from) => worlds.filter((to) => to !== from).map((to) => ({ from, to })))

/** Schemas of one process, of nodes that only own, and of nodes that talk. */
const schemas = fc
  .record({
    components: fc.array(fieldsOf(2, 0), { minLength: 1, maxLength: 6 }),
    homes: fc.tuple(...worlds.map(() => fc.constantFrom(...Object.keys(nodes)))),
    links: fc.oneof(fc.constant('all'), fc.subarray(pairs, { minLength: 1 })),
    mode: fc.constantFrom('alone', 'owning', 'talking', 'talking'),
    delivery: fc.subarray([...deliveries], { minLength: 1 }),
    topology: fc.constantFrom('mesh', 'star'),
    security: fc.constantFrom({}, { security: 'tls' }),
    ecs: fc.constantFrom({}, { ecs: 'soa', entityCapacity: 64 }),
    many: fc.boolean(),
  })
  .map(({ components, homes, links, mode, delivery, topology, security, ecs, many }) => {
    const parts = Object.fromEntries(components.map((fields, index) => [`C${index}`, fields]))
    const tags = many ? Object.fromEntries(Array.from({ length: 28 }, (_, index) => [`T${index}`, {}])) : {}
    const own = { nodes, ownership: { strategy: 'consistent_hash', virtualNodes: 2 } }
    const talk = { nodes, transport: 'tcp', delivery, topology, ...security }
    return {
      name: 'arena',
      components: { ...parts, ...tags },
      archetypes: { whole: Object.keys(parts) },
      worlds: Object.fromEntries(
        worlds.map((world, index) => [
          world,
          {
            ...(mode === 'talking' ? { node: homes[index] } : {}),
            ...(index === 0 ? ecs : {}),
          },
        ]),
      ),
      links,
      queue: { capacity: 16, batchSize: 4 },
      ...(mode === 'alone' ? {} : { cluster: mode === 'owning' ? own : talk }),
    }
  })

type Step = { readonly kind: string; readonly seed: number }

const kinds = Object.keys(mutations)
const step = (...among: string[]): fc.Arbitrary<Step> =>
  fc.record({ kind: fc.constantFrom(...among), seed: fc.integer({ min: 1, max: 1_000_000 }) })

function plansOf(schema: object, changes: readonly Step[]) {
  const changed = structuredClone(schema)
  for (const { kind, seed } of changes) mutations[kind]!(changed, new Random(seed))
  const [before, after] = [planOf(schema).plans, planOf(changed).plans]
  return before.length === 0 || after.length === 0 ? null : { before, after }
}

/** A schema, and the same after one change of `kind` and perhaps others; null where the rules refuse it. */
const casesOf = (...among: string[]) =>
  fc
    .tuple(schemas, step(...among), fc.array(step(...kinds), { maxLength: 2 }))
    .map(([schema, first, others]) => plansOf(schema, [first, ...others]))

const turned = { added: 'removed', removed: 'added', changed: 'changed' } as const
const keysOf = (changes: readonly Change[], isTurned: boolean): string[] =>
  changes
    .map(({ subject, name, action }) => `${isTurned ? turned[action] : action} ${subject} ${name}`)
    .sort()

function check(before: readonly Plan[], after: readonly Plan[]): void {
  const diff = diffPlans(before, after)
  const isSameHash = before[0]!.schemaHash === after[0]!.schemaHash
  expect(diff.breaking.length > 0).toBe(!isSameHash)
  expect(diff.breaks).toBe(!isSameHash)
  // A module that differs is never left without a word why.
  const all = [...diff.breaking, ...diff.compatible]
  if (diff.modules.some(({ module }) => module !== 'same')) expect(all).not.toEqual([])
  const known = new Set([...before, ...after].flatMap(({ node }) => node?.name ?? []))
  expect(all.flatMap((change) => change.nodes).filter((node) => !known.has(node))).toEqual([])
  // Backwards it says the same, with what came and what went exchanged.
  const back = diffPlans(after, before)
  expect(keysOf(back.breaking, true)).toEqual(keysOf(diff.breaking, false))
  expect(keysOf(back.compatible, true)).toEqual(keysOf(diff.compatible, false))
  expect(diffText(diff)).not.toMatch(/undefined|NaN|null|\[object| \n/)
  expect(JSON.parse(JSON.stringify(diffJson(diff)))).toEqual(diffJson(diff))
}

describe('the comparison of two schemas', () => {
  let compared = 0

  test.each(kinds)('finds what breaks the wire exactly where the schema hashes differ: %s', (kind) => {
    fc.assert(
      fc.property(casesOf(kind), (plans) => {
        if (plans === null) return
        compared++
        check(plans.before, plans.after)
      }),
      { numRuns: 4 },
    )
  })

  test('has had something to compare', () => expect(compared).toBeGreaterThan(kinds.length))

  test('finds nothing between a schema and itself', () => {
    fc.assert(
      fc.property(schemas, (schema) => {
        const { plans } = planOf(schema)
        if (plans.length === 0) return
        const diff = diffPlans(plans, planOf(schema, { schemaFile: 'other.json' }).plans)
        expect([...diff.breaking, ...diff.compatible]).toEqual([])
        expect(diff.modules.every(({ module }) => module === 'same')).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  test('knows which modules would be printed differently', () => {
    const printed = (plan: Plan): string => render({ ...plan, schemaFile: 'schema.json' })
    fc.assert(
      fc.property(casesOf(...kinds), (plans) => {
        if (plans === null) return
        for (const { node, module } of diffPlans(plans.before, plans.after).modules) {
          const [old, now] = [plans.before, plans.after].map((list) =>
            list.find((plan) => (plan.node?.name ?? null) === node),
          )
          if (old === undefined || now === undefined) continue
          expect(module === 'same').toBe(printed(old) === printed(now))
        }
      }),
      { numRuns: 15 },
    )
  })
})
