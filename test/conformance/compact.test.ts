import { describe, expect, it } from 'vitest'
import { planOf } from '../../generator/planOf.ts'
import { loadModule } from '../support/generated.ts'
import { Random } from '../support/random.ts'

const ranges: readonly (readonly [min: number, max: number])[] = [
  [-500, 500],
  [0, 1],
  [0.1, 0.3],
  [-1, 1],
  [1000, 1001],
  [-3e6, 5],
  [-1e300, 1e300],
  [0, 1e-270],
]
const bitCounts = [1, 7, 8, 12, 16, 17, 32]
const quatBits = [4, 5, 8, 9, 10, 11, 13, 15]

const quantized = ranges.flatMap(([min, max], index) =>
  // -500 to 500 in 4 bits is the one whose last value needs the maximum itself.
  (index === 0 ? [4, ...bitCounts] : [9, 16, 32]).map((bits) => ({
    name: `Range${index}In${bits}`,
    min,
    max,
    bits,
  })),
)
const angles = bitCounts.map((bits) => ({ name: `Angle${bits}`, bits }))
const quats = quatBits.map((bits) => ({ name: `Quat${bits}`, bits }))
const component = (value: object | string): object => ({ before: 'u8', value, after: 'u8' })
const schema = {
  name: 'compact',
  components: {
    ...Object.fromEntries(
      quantized.map(({ name, min, max, bits }) => [name, component({ quantized: { min, max, bits } })]),
    ),
    ...Object.fromEntries(angles.map(({ name, bits }) => [name, component({ angle: { bits } })])),
    Plain: component('angle'),
    ...Object.fromEntries(quats.map(({ name, bits }) => [name, component({ quat: { bits } })])),
    Nested: {
      pose: {
        struct: {
          turn: { quat: {} },
          deep: { struct: { share: { quantized: { min: 0, max: 1, bits: 8 } }, heading: 'angle' } },
        },
      },
    },
  },
  archetypes: { pair: ['Nested', 'Quat15'] },
  worlds: { here: {}, there: {} },
  queue: { capacity: 4, batchSize: 1 },
}
const { plans } = planOf(schema)
const module = await loadModule(schema)
const worlds = new module.WorldCoordinator()
const transfer = worlds.createTransfer(0, 1)
const seeded = new Random(5)
/** As fine as a double: the finest codes have 32 bits themselves. */
const random = (): number => (seeded.bits() + seeded.bits() / 2 ** 32) / 2 ** 32
const between = (min: number, max: number): number => min + random() * (max - min)

/** The code of the component's value, to read and to write. */
function codeOf(name: string): { get: () => number; set: (code: number) => void } {
  const component = plans[0]!.components.find((one) => one.name === name)!
  const { offset, size } = component.fields[1]!
  const view = new DataView(module.memory)
  const place = (): number => 4 * transfer.word + offset
  if (size === 1) return { get: () => view.getUint8(place()), set: (code) => view.setUint8(place(), code) }
  if (size === 2)
    return { get: () => view.getUint16(place(), true), set: (code) => view.setUint16(place(), code, true) }
  return { get: () => view.getUint32(place(), true), set: (code) => view.setUint32(place(), code, true) }
}

/** All codes where there are few, else both ends and some between. */
function codesOf(bits: number): number[] {
  const count = 2 ** bits
  if (bits <= 16) return Array.from({ length: count }, (_, code) => code)
  const some = Array.from({ length: 20_000 }, () => Math.floor(random() * count))
  return [0, 1, 2 ** (bits - 1) - 1, 2 ** (bits - 1), count - 2, count - 1, ...some]
}

const accessorOf = (name: string): string => `${name[0]!.toLowerCase()}${name.slice(1)}Value`

describe.each(quantized)('$name: a number from $min to $max', ({ name, min, max, bits }) => {
  const accessor = accessorOf(name)
  const code = codeOf(name)
  const steps = 2 ** bits - 1
  const carry = (value: number): number => {
    transfer[accessor] = value
    return transfer[accessor]
  }

  it('is exact at its ends, which everything outside becomes; NaN becomes the least', () => {
    for (const low of [min, min - (max - min), -Number.MAX_VALUE, Number.NEGATIVE_INFINITY, Number.NaN]) {
      expect([carry(low), code.get()]).toEqual([min, 0])
    }
    for (const high of [max, max + (max - min), Number.MAX_VALUE, Number.POSITIVE_INFINITY]) {
      expect([carry(high), code.get()]).toEqual([max, steps])
    }
  })

  it('keeps every code that it reads, in rising order', () => {
    let wrong = 0
    for (const given of codesOf(bits)) {
      code.set(given)
      const value = transfer[accessor]
      if (value < min || value > max) wrong++
      transfer[accessor] = value
      if (code.get() !== given) wrong++
      if (given === steps) continue
      code.set(given + 1)
      if (transfer[accessor] <= value) wrong++
    }
    expect(wrong).toBe(0)
  })

  it('is off by half a step at most, and the rounding of a double', () => {
    const bound = (max - min) / steps / 2 + 2 ** -49 * Math.max(Math.abs(min), Math.abs(max))
    let worst = 0
    for (let round = 0; round < 5_000; round++) {
      // Also right between two codes, where the error is largest.
      const middle = min + ((Math.floor(random() * steps) + 0.5) / steps) * (max - min)
      for (const value of [between(min, max), middle]) worst = Math.max(worst, Math.abs(carry(value) - value))
    }
    expect(worst).toBeLessThanOrEqual(bound)
    expect(worst).toBeGreaterThan(((max - min) / steps / 2) * 0.98)
  })
})

/** How far apart two angles are, computed without a difference that pi would make inexact. */
function distance(a: number, b: number): number {
  const sine = Math.sin(a) * Math.cos(b) - Math.cos(a) * Math.sin(b)
  return Math.abs(Math.atan2(sine, Math.cos(a) * Math.cos(b) + Math.sin(a) * Math.sin(b)))
}

describe.each([...angles, { name: 'Plain', bits: 16 }])('$name: an angle in $bits bits', ({ name, bits }) => {
  const accessor = accessorOf(name)
  const code = codeOf(name)
  const carry = (value: number): number => {
    transfer[accessor] = value
    return transfer[accessor]
  }

  it('keeps every code that it reads, from -pi up to before pi', () => {
    let wrong = 0
    for (const given of codesOf(bits)) {
      code.set(given)
      const value = transfer[accessor]
      if (value < -Math.PI || value >= Math.PI) wrong++
      transfer[accessor] = value
      if (code.get() !== given) wrong++
    }
    expect(wrong).toBe(0)
    expect([carry(-Math.PI), carry(Math.PI), carry(0)]).toEqual([-Math.PI, -Math.PI, 0])
  })

  it('makes 0 of what is no angle', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect([carry(value), code.get()]).toEqual([0, 0])
    }
  })

  it.each([Math.PI, 2 * Math.PI, 100, 1e6, 1e9])('wraps up to %d, within half a step', (size) => {
    // Sines and cosines of the distance itself are exact to some units of the last place.
    const bound = Math.PI / 2 ** bits + size * 2 ** -51 + 1e-15
    let worst = 0
    for (let round = 0; round < 3_000; round++) {
      const value = between(-size, size)
      worst = Math.max(worst, distance(carry(value), value))
    }
    for (const value of [-size, size]) worst = Math.max(worst, distance(carry(value), value))
    expect(worst).toBeLessThanOrEqual(bound)
    if (bits <= 17) expect(worst).toBeGreaterThan((Math.PI / 2 ** bits) * 0.98)
  })
})

type Lanes = [x: number, y: number, z: number, w: number]
const lanesOf = ({ x, y, z, w }: { x: number; y: number; z: number; w: number }): Lanes => [x, y, z, w]

/** By how much two rotations differ, in radians; the first may have any length. */
function turnBetween(given: Lanes, unit: Lanes): number {
  const largest = Math.max(...given.map(Math.abs))
  const scaled = given.map((lane) => lane / largest)
  const length = Math.sqrt(scaled.reduce((sum, lane) => sum + lane * lane, 0))
  const sign = Math.sign(scaled.reduce((sum, lane, index) => sum + lane * unit[index]!, 0))
  const chord = scaled.reduce((sum, lane, index) => sum + ((sign * lane) / length - unit[index]!) ** 2, 0)
  return 4 * Math.asin(Math.sqrt(chord) / 2)
}

/** The stated bound: half a step in each of three components, where the fourth is least. */
function turnBound(bits: number): number {
  const half = 1 / (Math.sqrt(8) * (2 ** (bits - 1) - 1))
  return (2 * Math.sqrt(3) * half) / Math.sqrt(1 - 3 * (0.5 + half) ** 2)
}

const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
const signs = [1, -1] as const
const ties: Lanes[] = signs.flatMap((a) =>
  signs.flatMap((b) =>
    [
      [a, b, 1, 1],
      [a, 1, b, 0],
      [0, a, 1, b],
      [a, b, 0, 0],
      [0, 0, a, b],
      [a, 0, 0, b],
      [0, a, b, 0],
      [a, 0, 0, 0],
      [0, a, 0, 0],
      [0, 0, a, 0],
      [0, 0, 0, a],
    ].map((lanes) => lanes as Lanes),
  ),
)

describe.each(quats)('a quaternion with $bits bits', ({ name, bits }) => {
  const into = new module.Quat()
  const value = { before: 0xab, value: into, after: 0xcd }
  const carry = ([x, y, z, w]: Lanes): Lanes => {
    Object.assign(into, { x, y, z, w })
    transfer[`pack${name}`](value)
    return lanesOf(transfer[`unpack${name}`](value).value)
  }
  const bound = turnBound(bits) * (1 + 1e-9)

  it('is turned by no more than the stated bound, whatever its length, and has length 1', () => {
    let worst = 0
    let length = 0
    const measure = (given: Lanes): void => {
      const got = carry(given)
      worst = Math.max(worst, turnBetween(given, got))
      length = Math.max(length, Math.abs(Math.hypot(...got) - 1))
    }
    for (let round = 0; round < 80_000; round++) measure([normal(), normal(), normal(), normal()])
    // Around ties of two, three and four components, where the largest one is least and the error is most.
    for (let round = 0; round < 50_000; round++) {
      const spread = 10 ** (-6 * random())
      const tie = ties[Math.floor(random() * ties.length)]!
      measure(tie.map((lane) => lane + spread * (random() - 0.5)) as Lanes)
    }
    // All equal, and the other three just so that each rounds up.
    const most = 2 ** (bits - 1) - 1
    for (let code = Math.floor(most * 0.69); code < most * 0.708; code++) {
      const lane = ((code + 0.4999) / most) * Math.SQRT1_2
      const rest = Math.sqrt(Math.max(0, 1 - 3 * lane * lane))
      if (rest >= lane) measure([lane, -lane, rest, lane])
    }
    for (const size of [1e-300, 1e-160, 1e-3, 1e5, 1e160, 1e300])
      for (const tie of ties) measure(tie.map((lane) => lane * size) as Lanes)
    expect(worst).toBeLessThanOrEqual(bound)
    if (bits >= 8) expect(worst).toBeGreaterThan(bound * 0.95)
    expect(length).toBeLessThan(1e-14)
  })

  it('is exact without a turn and for quarter and half turns', () => {
    for (const tie of ties) {
      if (tie.filter((lane) => lane !== 0).length > 2) continue
      expect(turnBetween(tie, carry(tie))).toBeLessThan(1e-14)
    }
  })

  it('is none when it has no direction', () => {
    const none: Lanes[] = [0, -0, Number.NaN].map((lane) => [lane, lane, lane, lane])
    for (let lane = 0; lane < 4; lane++) none.push([1, 2, 3, 4].with(lane, Number.NaN) as Lanes)
    for (const given of none) expect(carry(given)).toEqual([0, 0, 0, 1])
    expect(lanesOf(transfer[`unpack${name}`](new module[name]()).value)).toEqual([0, 0, 0, 1])
  })

  it('leaves its neighbours alone', () => {
    carry([1, 2, 3, 4])
    const { before, after } = transfer[`unpack${name}`]()
    expect([before, after]).toEqual([0xab, 0xcd])
    expect(accessorOf(name) in transfer).toBe(false)
  })
})

describe('nested and in archetypes', () => {
  const pair = new module.Pair()
  pair.entity = 5
  Object.assign(pair.nested.pose.turn, { x: 0, y: -3, z: 0, w: 3 })
  Object.assign(pair.nested.pose.deep, { share: 1.5, heading: Math.PI / 2 })
  Object.assign(pair.quat15.value, { x: 0, y: 0, z: -2, w: 0 })
  const expectPair = (arrived: ReturnType<typeof worlds.popTransferFor>): void => {
    const { nested, quat15 } = arrived.unpackPair()
    expect(nested.pose.deep).toMatchObject({ share: 1, heading: Math.PI / 2 })
    expect(turnBetween([0, -1, 0, 1], lanesOf(nested.pose.turn))).toBeLessThan(1e-14)
    expect(lanesOf(quat15.value)).toEqual([0, 0, 1, 0])
    expect([arrived.nestedPoseDeepShare, arrived.nestedPoseDeepHeading]).toEqual([1, Math.PI / 2])
  }

  it('travel as values, as arguments lane by lane, and in batches', () => {
    transfer.reset(5).packPair(pair)
    const bytes = transfer.toBytes()
    expect(worlds.queueTransfer(0, 1, transfer)).toBe(true)
    expectPair(worlds.popTransferFor(1))
    const order = schema.archetypes.pair.map((name) => Object.keys(schema.components).indexOf(name))
    const own = [0, 0, -2, 0]
    const nested = [0, -3, 0, 3, 1.5, Math.PI / 2]
    const values = order[0]! < order[1]! ? [...nested, 0, ...own, 0] : [0, ...own, 0, ...nested]
    transfer.reset(5).writePair(5, 0, ...values)
    expect(transfer.toBytes()).toEqual(bytes)
    expect(worlds.queuePairBatch(0, 1, [pair, pair])).toBe(2)
    for (let count = 0; count < 2; count++) expectPair(worlds.popTransferFor(1))
  })
})
