import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EntityIds } from '../../templates/kernel/entity-ids.ts'
import { WaitingReferences } from '../../templates/kernel/waiting-references.ts'

const capacity = 12
const map = { capacity, places: 32, firstId: 1, lastId: 20, awaited: 3 }

const slot = fc.integer({ min: 0, max: capacity })
/** Few ids, so that they meet, and such as hash to one place. */
const id = fc.constantFrom(1, 2, 3, 20, 0x7fffffff, 0xffffffff, 0x80000000, 33, 65)
const command = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), slot, id, generation: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ kind: fc.constant('new' as const), slot }),
  fc.record({ kind: fc.constant('delete' as const), slot }),
)

describe('EntityIds', () => {
  it('is a map between slots and ids, whatever comes and goes', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 200 }), (commands) => {
        const ids = new EntityIds(map, 0)
        const model = new Map<number, { id: number; generation: number }>()
        const given = new Set<string>()
        for (const step of commands) {
          if (step.kind === 'delete') {
            ids.delete(step.slot)
            model.delete(step.slot)
          } else if (!model.has(step.slot)) {
            if (step.kind === 'set') {
              ids.set(step.slot, step.id, step.generation)
              model.set(step.slot, step)
            } else {
              const fresh = ids.setNew(step.slot)
              const generation = ids.generationAt(step.slot)
              expect([...model.values()].map((known) => known.id)).not.toContain(fresh)
              expect(given.has(`${fresh} ${generation}`)).toBe(false)
              given.add(`${fresh} ${generation}`)
              model.set(step.slot, { id: fresh, generation })
            }
          }
          expect(ids.size).toBe(model.size)
          for (let place = 0; place <= capacity; place++) {
            expect(ids.idAt(place)).toBe(model.get(place)?.id ?? 0)
          }
          for (const [place, known] of model) {
            const found = ids.findLife(known.id, known.generation)
            expect(model.get(found)).toMatchObject({ id: known.id, generation: known.generation })
            expect(model.get(ids.find(known.id))?.id).toBe(known.id)
            expect(ids.generationAt(place)).toBe(known.generation)
          }
          expect(ids.find(999)).toBe(-1)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('gives every id of its range once, then again with the next generation, and never one that is here', () => {
    const ids = new EntityIds(map, 7)
    const given: [number, number][] = []
    const next = (): void => {
      ids.delete(0)
      const fresh = ids.setNew(0)
      given.push([fresh, ids.generationAt(0)])
    }
    ids.set(1, 3, 7)
    for (let count = 0; count < 40; count++) next()
    const first = Array.from({ length: 20 }, (_, index) => index + 1).filter((number) => number !== 3)
    expect(given).toEqual([
      ...first.map((number) => [number, 7]),
      ...first.map((number) => [number, 8]),
      [1, 9],
      [2, 9],
    ])
  })
})

describe('WaitingReferences', () => {
  const field = fc.integer({ min: 0, max: 2 })
  const awaited = fc.constantFrom(0, 1, 2, 3, 40, 79, 0xffffffff)
  const step = fc.oneof(
    fc.record({ kind: fc.constant('set' as const), id: awaited, holder: slot, field }),
    fc.record({ kind: fc.constant('arrived' as const), id: awaited.filter((one) => one !== 0) }),
    fc.record({ kind: fc.constant('drop' as const), holder: slot }),
  )

  it('remembers which field waits for what', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const waiting = new WaitingReferences(capacity + 1, 3)
        const model = new Map<string, number>()
        for (const one of steps) {
          if (one.kind === 'set') {
            waiting.set(one.id, one.holder, one.field)
            if (one.id === 0) model.delete(`${one.holder} ${one.field}`)
            else model.set(`${one.holder} ${one.field}`, one.id)
          } else if (one.kind === 'drop') {
            waiting.drop(one.holder)
            for (const key of model.keys()) if (key.startsWith(`${one.holder} `)) model.delete(key)
          } else {
            const filled: string[] = []
            waiting.arrived(one.id, 'it', (holder, place, found) =>
              filled.push(`${holder} ${place} ${found}`),
            )
            const expected = [...model].filter(([, id]) => id === one.id).map(([key]) => key)
            expect(filled.sort()).toEqual(expected.map((key) => `${key} it`).sort())
            for (const key of expected) model.delete(key)
          }
          for (let holder = 0; holder <= capacity; holder++) {
            for (let place = 0; place < 3; place++) {
              expect(waiting.idOf(holder, place)).toBe(model.get(`${holder} ${place}`) ?? 0)
            }
          }
        }
      }),
      { numRuns: 200 },
    )
  })
})
