import { describe, expect, it } from 'vitest'
import { planOf } from '../../generator/planOf.ts'
import { loadModule } from '../support/generated.ts'
import { plain } from '../support/plain.ts'

/** Each type, the values to send, and what arrives where that is not the same. */
type Extreme = readonly [type: string, values: readonly unknown[], expected?: readonly unknown[]]
const extremes: readonly Extreme[] = [
  ['u8', [0, 1, 127, 128, 255]],
  ['i8', [-128, -1, 0, 127]],
  ['u16', [0, 32_768, 65_535]],
  ['i16', [-32_768, -1, 0, 32_767]],
  ['u32', [0, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]],
  ['i32', [-(2 ** 31), -1, 0, 2 ** 31 - 1]],
  ['u64', [0n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n]],
  ['i64', [-(2n ** 63n), -(2n ** 32n), -1n, 0n, 2n ** 32n, 2n ** 63n - 1n]],
  [
    'f32',
    [
      0,
      -0,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      2 ** -149,
      -(2 ** -126),
      2 ** 127,
    ],
  ],
  [
    'f64',
    [
      0,
      -0,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.MIN_VALUE,
      Number.MAX_VALUE,
      -Number.EPSILON,
      2 ** 53 + 2,
    ],
  ],
  ['bool', [true, false]],
  ['entity', [0, 2 ** 31, 2 ** 32 - 1]],
  // What does not fit: whole numbers wrap, as in typed arrays; f32 rounds.
  ['u8', [256, -1, 3.9], [0, 255, 3]],
  ['i8', [128, -129], [-128, 127]],
  ['u16', [65_537, -1], [1, 65_535]],
  ['i16', [32_768], [-32_768]],
  ['u32', [2 ** 32, -1, Number.NaN], [0, 2 ** 32 - 1, 0]],
  ['i32', [2 ** 31], [-(2 ** 31)]],
  ['u64', [2n ** 64n, -1n, 2n ** 64n + 5n], [0n, 2n ** 64n - 1n, 5n]],
  ['i64', [2n ** 63n, -(2n ** 63n) - 1n], [-(2n ** 63n), 2n ** 63n - 1n]],
  ['f32', [0.1, 1e300, 2 ** -151], [Math.fround(0.1), Number.POSITIVE_INFINITY, 0]],
]
const scalarTypes = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64', 'f32', 'f64', 'bool', 'entity']
const vectorTypes = { vec2: 'xy', vec3: 'xyz', vec4: 'xyzw', quat: 'xyzw' }
/** Lengths on both sides of where elements are copied one by one and where in a loop. */
const lengths = [1, 31, 32, 33, 67]
const className = (type: string): string => `Of${type[0]!.toUpperCase()}${type.slice(1)}`

describe('a field', async () => {
  const singleSchema = {
    name: 'single',
    // A byte before each value, so that alignment leaves a hole.
    components: Object.fromEntries([
      ...scalarTypes.map((type) => [className(type), { before: 'u8', value: type, after: 'u8' }]),
      ...Object.keys(vectorTypes).map((type) => [
        className(type),
        { before: 'u8', value: type, after: 'u8' },
      ]),
    ]),
    worlds: { here: {}, there: {} },
    queue: { capacity: 2, batchSize: 1 },
  }
  const single = await loadModule(singleSchema)
  const coordinator = new single.WorldCoordinator()
  // biome-ignore lint/suspicious/noExplicitAny: the module's types are made while the test runs
  const carry = (coordinator: any, pack: (transfer: any) => void): any => {
    const transfer = coordinator.createTransfer(0, 1, 7, 9)
    pack(transfer)
    const sent = transfer.toBytes()
    expect(coordinator.queueTransfer(0, 1, transfer)).toBe(true)
    const arrived = coordinator.popTransferFor(1)
    expect(arrived.toBytes()).toEqual(sent)
    expect(sent.length).toBe(arrived.totalSize)
    return arrived
  }

  it.each(extremes.map(([type, values, expected]) => ({ type, values, expected: expected ?? values })))(
    'of type $type arrives as it was: $values',
    ({ type, values, expected }) => {
      const name = className(type)
      values.forEach((value, index) => {
        const arrived = carry(coordinator, (transfer) => {
          transfer[`pack${name}`]({ before: 0xab, value, after: 0xcd })
        })
        const component = arrived[`unpack${name}`]()
        // Object.is, which tells -0 from 0 and knows NaN.
        expect(Object.is(component.value, expected[index]), `${component.value}`).toBe(true)
        expect([component.before, component.after]).toEqual([0xab, 0xcd])
        const accessor = `${name[0]!.toLowerCase()}${name.slice(1)}Value`
        expect(Object.is(arrived[accessor], expected[index])).toBe(true)
        const writer = coordinator.createTransfer(0, 1)
        writer[`pack${name}`]({
          before: 0xab,
          value: type.endsWith('64') && type !== 'f64' ? 1n : 1,
          after: 0xcd,
        })
        writer[accessor] = value
        expect(Object.is(writer[`unpack${name}`]().value, expected[index])).toBe(true)
        expect([writer[`unpack${name}`]().before, writer[`unpack${name}`]().after]).toEqual([0xab, 0xcd])
      })
    },
  )

  it.each(Object.entries(vectorTypes))('of type %s arrives as it was, and lane by lane', (type, lanes) => {
    const name = className(type)
    const value = Object.fromEntries(
      [...lanes].map((lane, index) => [lane, [-0, Number.NaN, 1.5, -2.25][index]]),
    )
    const arrived = carry(coordinator, (transfer) => {
      transfer[`pack${name}`]({ before: 1, value, after: 2 })
    })
    expect(plain(arrived[`unpack${name}`]())).toEqual({ before: 1, value, after: 2 })
    for (const lane of lanes) {
      expect(Object.is(arrived[`of${name.slice(2)}Value${lane.toUpperCase()}`], value[lane])).toBe(true)
    }
  })

  it('leaves no trace of what its packet and its slot held before', () => {
    const write = (isDirty: boolean): Uint8Array => {
      const transfer = coordinator.createTransfer(0, 1, 7, 9)
      const packAll = (before: number, number: number, names: readonly string[]): void => {
        for (const type of names) {
          const lanes = { x: number, y: number, z: number, w: number }
          const value = type in vectorTypes ? lanes : /^[ui]64$/.test(type) ? BigInt(number) : number
          transfer[`pack${className(type)}`]({ before, value, after: before })
        }
      }
      const all = [...scalarTypes, ...Object.keys(vectorTypes)]
      // Twice, as there are two slots.
      for (let turn = 0; isDirty && turn < 2; turn++) {
        transfer.reset(2 ** 32 - 1, 2 ** 32 - 1)
        packAll(0xff, -1, all)
        expect(coordinator.queueTransfer(0, 1, transfer)).toBe(true)
        expect(coordinator.popTransferFor(1).totalSize).toBeGreaterThan(200)
        coordinator.flush()
      }
      transfer.reset(7, 9)
      packAll(
        1,
        5,
        all.filter((type) => type !== 'u32' && type !== 'f64'),
      )
      expect(coordinator.queueTransfer(0, 1, transfer)).toBe(true)
      const bytes = transfer.toBytes()
      expect(coordinator.popTransferFor(1).toBytes()).toEqual(bytes)
      return bytes
    }
    const clean = write(false)
    expect(write(true)).toEqual(clean)
    const { components } = planOf(singleSchema).plans[0]!
    const padding = components.flatMap(({ offset, paddingBefore, holes }) => [
      ...holes,
      ...Array.from({ length: paddingBefore }, (_, index) => offset - 1 - index),
    ])
    expect(padding.length).toBeGreaterThan(40)
    for (const byte of padding) expect(clean[byte]).toBe(0)
  })
})

describe('an array', async () => {
  const kinds = [...scalarTypes, ...Object.keys(vectorTypes)]
  const module = await loadModule({
    name: 'lists',
    components: Object.fromEntries(
      kinds.flatMap((type) =>
        lengths.map((length) => [
          `${className(type)}By${length}`,
          { before: 'u8', items: `${type}[${length}]`, after: 'u8' },
        ]),
      ),
    ),
    worlds: { here: {}, there: {} },
    queue: { capacity: 2, batchSize: 1 },
  } as { name: string })
  const coordinator = new module.WorldCoordinator()

  it.each(kinds)('of %s arrives whole, copied one by one or in a loop', (type) => {
    const limits = extremes.find(([name]) => name === type)?.[1]
    for (const length of lengths) {
      const name = `${className(type)}By${length}`
      const element = (index: number): unknown => {
        if (limits !== undefined) return limits[index % limits.length]
        const lanes = vectorTypes[type as keyof typeof vectorTypes]
        return Object.fromEntries([...lanes].map((lane, at) => [lane, index * 4 + at - 0.5]))
      }
      const items = Array.from({ length }, (_, index) => element(index))
      const transfer = coordinator.createTransfer(0, 1, 7, 9)
      transfer[`pack${name}`]({ before: 0xab, items, after: 0xcd })
      expect(coordinator.queueTransfer(0, 1, transfer)).toBe(true)
      const arrived = coordinator.popTransferFor(1)
      const kept = new module[name]()
      const got = arrived[`unpack${name}`](kept)
      expect(got).toBe(kept)
      expect([got.before, got.after]).toEqual([0xab, 0xcd])
      expect(Array.from(got.items as Iterable<unknown>, plain)).toEqual(items)
      expect(arrived.totalSize).toBe(arrived.toBytes().length)
    }
  })
})

describe.each([32, 33, 64, 65, 130])('with %i components', (count) => {
  it('each is found by its own bit, alone and among all', async () => {
    const names = Array.from({ length: count }, (_, index) => `Part${index}`)
    const module = await loadModule({
      name: 'parts',
      components: Object.fromEntries(
        names.map((name, index) => [name, index % 5 === 4 ? {} : { value: 'u8' }]),
      ),
      archetypes: { all: names, odd: names.filter((_, index) => index % 2 === 1) },
      worlds: { a: {}, b: {} },
      queue: { capacity: 4, batchSize: 1 },
    } as { name: string })
    const coordinator = new module.WorldCoordinator()
    const transfer = coordinator.createTransfer(0, 1)
    const present = (): string[] => {
      expect(coordinator.queueTransfer(0, 1, transfer)).toBe(true)
      const arrived = coordinator.popTransferFor(1)
      expect(arrived.totalSize).toBe(arrived.toBytes().length)
      return names.filter((name) => arrived[`has${name}`])
    }
    let size = 0
    for (const name of names) {
      transfer.reset(1)[`pack${name}`]({ value: 1 })
      expect(present()).toEqual([name])
      expect(transfer.totalSize).toBeGreaterThanOrEqual(size)
      size = transfer.totalSize
    }
    transfer.reset(1)
    for (const name of names) transfer[`pack${name}`]({ value: 1 })
    expect(present()).toEqual(names)
    expect([transfer.isAll, transfer.isOdd]).toEqual([true, false])
    transfer.reset(1).packOdd(new module.Odd())
    expect(present()).toEqual(names.filter((_, index) => index % 2 === 1))
    expect([transfer.isAll, transfer.isOdd]).toEqual([false, true])
  })
})
