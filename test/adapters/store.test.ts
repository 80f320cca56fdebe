import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planOf } from '../../generator/planOf.ts'
import { loadModule } from '../support/generated.ts'

const schema = {
  name: 'stock',
  components: {
    Position: { x: 'f32', y: 'f64' },
    Bag: { slots: 'u16[4]', flag: 'bool' },
    Note: { text: 'string<8>' },
    Tag: {},
    ...Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`Mark${index}`, {}])),
  },
  worlds: { yard: { ecs: 'soa', entityCapacity: 20 } },
}

const makeModule = loadModule(schema)

describe('a store', () => {
  const component = fc.constantFrom('Position', 'Bag', 'Tag', 'Mark0', 'Mark39')
  const pick = fc.nat()
  const command = fc.oneof(
    fc.record({ kind: fc.constant('spawn' as const) }),
    fc.record({ kind: fc.constant('despawn' as const), pick }),
    fc.record({ kind: fc.constant('add' as const), pick, component }),
    fc.record({ kind: fc.constant('remove' as const), pick, component }),
  )

  it('knows who is alive and who has what; a handle never lives twice; queries see just that', async () => {
    const { YardStore, YardComponent } = await makeModule
    fc.assert(
      fc.property(fc.array(command, { maxLength: 150 }), (commands) => {
        const store = new YardStore()
        const both = store.query(YardComponent.Position, YardComponent.Mark39)
        const alive = new Map<number, Set<string>>()
        const ever: number[] = []
        for (const step of commands) {
          if (step.kind === 'spawn') {
            const handle = store.spawn()
            expect(handle === 0).toBe(alive.size === 20)
            if (handle === 0) continue
            expect(ever).not.toContain(handle)
            ever.push(handle)
            alive.set(handle, new Set())
          } else if (ever.length > 0) {
            // Also of those that are long gone.
            const handle = ever[step.pick % ever.length]!
            const has = alive.get(handle)
            if (step.kind === 'despawn') {
              expect(store.despawn(handle)).toBe(has !== undefined)
              alive.delete(handle)
            } else if (step.kind === 'add') {
              expect(store[`add${step.component}`](handle)).toBe(has !== undefined)
              has?.add(step.component)
            } else {
              expect(store.remove(handle, YardComponent[step.component])).toBe(
                has?.delete(step.component) ?? false,
              )
            }
          }
          expect([store.size, store.room]).toEqual([alive.size, 20 - alive.size])
          for (const handle of ever) {
            expect(store.isAlive(handle)).toBe(alive.has(handle))
            const names = ['Position', 'Bag', 'Tag', 'Mark0', 'Mark39'] as const
            const has = names.filter((name) => store.has(handle, YardComponent[name]))
            expect(has).toEqual(names.filter((name) => alive.get(handle)?.has(name)))
          }
          const rows: number[] = []
          both.each((row: number) => rows.push(row))
          const expected = [...alive].filter(([, has]) => has.has('Position') && has.has('Mark39'))
          expect(rows.map((row) => store.entityAt(row)).sort()).toEqual(
            expected.map(([handle]) => handle).sort(),
          )
          const list = both.rows()
          const listed: number[] = []
          both.eachPart((from: number, to: number) => listed.push(...list.subarray(from, to)))
          expect(listed).toEqual(rows)
          expect(both.count()).toBe(expected.length)
          expect([...both.rows().subarray(0, both.count())]).toEqual(rows)
          expect(rows).toEqual([...rows].sort((a, b) => a - b))
        }
      }),
      { numRuns: 100 },
    )
  })

  it('gives a component its first values, whatever its row held before', async () => {
    const { YardStore, YardComponent } = await makeModule
    const store = new YardStore()
    const first = store.spawn()
    const row = store.rowOf(first)
    store.addPosition(first, 1, 2)
    store.addNote(first, 'old')
    store.addBag(first, 1)
    store.bag.slots.fill(9)
    store.despawn(first)
    const second = store.spawn()
    expect(store.rowOf(second)).toBe(row)
    expect(store.has(second, YardComponent.Position)).toBe(false)
    store.addPosition(second)
    store.addNote(second)
    store.addBag(second)
    expect([store.position.x[row], store.position.y[row], store.note.text[row], store.bag.flag[row]]).toEqual(
      [0, 0, '', 0],
    )
    expect([...store.bag.slots.subarray(row * 4, row * 4 + 4)]).toEqual([0, 0, 0, 0])
    expect([...store.bag.slots.subarray(row * 4 + 4, row * 4 + 8)]).toEqual([9, 9, 9, 9])
  })

  it('gives a long list in parts, each row once', async () => {
    const { VastStore, VastComponent } = await loadModule({
      name: 'vast',
      components: { Tag: {} },
      worlds: { vast: { ecs: 'soa', entityCapacity: 3_000 } },
    })
    const store = new VastStore()
    const query = store.query(VastComponent.Tag)
    for (let index = 0; index < 3_000; index++) {
      const entity = store.spawn()
      if (index % 2 === 0) store.addTag(entity)
    }
    const list = query.rows()
    const listed: number[] = []
    const parts: [number, number][] = []
    query.eachPart((from: number, to: number) => {
      parts.push([from, to])
      listed.push(...list.subarray(from, to))
    })
    expect(parts.length).toBeGreaterThan(1)
    expect(parts.at(-1)![1]).toBe(1_500)
    expect(listed).toEqual(Array.from({ length: 1_500 }, (_, index) => 1 + 2 * index))
  })

  it('is the same store over the same memory, and refuses that of another', async () => {
    const { YardStore } = await makeModule
    const shared = new SharedArrayBuffer(YardStore.bytes)
    const writer = new YardStore(shared)
    const entity = writer.spawn()
    writer.addPosition(entity, 3, 4)
    const reader = new YardStore(shared)
    expect(reader.isAlive(entity)).toBe(true)
    expect(reader.position.y[reader.rowOf(entity)]).toBe(4)
    expect(() => new YardStore(new ArrayBuffer(YardStore.bytes - 8))).toThrow('not the memory')
    new Int32Array(shared)[0] = 5
    expect(() => new YardStore(shared)).toThrow('not the memory')
    expect(() => new YardStore().query()).toThrow(RangeError)
  })

  it('lets a row rest once its generations are used up, so that no handle comes again', async () => {
    const { YardStore } = await makeModule
    const store = new YardStore()
    const first = store.spawn()
    store.despawn(first)
    const plan = planOf(schema).plans[0]!.worlds[0]!.ecs!.store!
    new Uint32Array(store.buffer, plan.generationsOffset)[1] = 2 ** 30 - 2
    const last = store.spawn()
    expect(Number.isSafeInteger(last)).toBe(true)
    expect(store.rowOf(last)).toBe(1)
    expect(store.isAlive(last)).toBe(true)
    store.despawn(last)
    expect(store.isAlive(last)).toBe(false)
    expect(store.room).toBe(19)
    expect(store.rowOf(store.spawn())).toBe(2)
  })
})

describe('the plan of a store', () => {
  it('overlaps nothing, aligns everything, and keeps columns off the same places of the cache', () => {
    const elements = { u8: 1, bool: 1, i8: 1, u16: 2, i16: 2, u32: 4, i32: 4, f32: 4, u64: 8, i64: 8, f64: 8 }
    const type = fc.constantFrom('u8', 'u16', 'f32', 'f64', 'i64', 'vec3', 'u16[16]', 'bool[3]', 'string<4>')
    const components = fc.dictionary(
      fc.constantFrom('A', 'B', 'C', 'D'),
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), type),
      {
        minKeys: 1,
      },
    )
    fc.assert(
      fc.property(components, fc.integer({ min: 1, max: 300_000 }), (written, entityCapacity) => {
        const { plans } = planOf({
          name: 'stock',
          components: written,
          worlds: { yard: { ecs: 'soa', entityCapacity } },
        })
        const store = plans[0]!.worlds[0]!.ecs!.store!
        const rows = entityCapacity + 1
        const columns = store.components
          .flatMap((component) => component.columns)
          .filter(({ element }) => element !== 'string' && element !== 'bytes')
          .map(({ offset, element, perRow }) => {
            const size = elements[element as keyof typeof elements]
            expect(offset % size).toBe(0)
            return { offset, end: offset + size * perRow * rows }
          })
        const all = [
          { offset: 0, end: 4 * (5 + store.componentNumbers) },
          ...[store.generationsOffset, store.nextsOffset, ...store.maskOffsets].map((offset) => ({
            offset,
            end: offset + 4 * rows,
          })),
          ...columns,
        ]
        for (const [index, { offset }] of all.entries()) {
          const before = all[index - 1]
          if (before === undefined) continue
          expect(offset).toBeGreaterThanOrEqual(before.end)
          const distance = offset - before.offset
          expect(distance % 1024).not.toBe(0)
          expect(Number.isInteger(Math.log2(distance)) && distance > 256).toBe(false)
        }
        expect(store.bytes).toBeGreaterThanOrEqual(all.at(-1)!.end)
        expect(store.span).toBeGreaterThan(entityCapacity)
      }),
      { numRuns: 100 },
    )
  })
})
