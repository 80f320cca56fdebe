import fc from 'fast-check'
import { expect, it } from 'vitest'
import { loadModule } from '../support/generated.ts'
import { decode, type Schema } from './decoder.ts'

type Field = Schema['components'][string][string]

const scalars = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64', 'f32', 'f64', 'bool', 'entity']
const vectors = ['vec2', 'vec3', 'vec4', 'quat']
const members = (most: number) =>
  fc.integer({ min: 1, max: most }).map((count) => Array.from({ length: count }, (_, i) => `m${i}`))
const fieldOf = (depth: number): fc.Arbitrary<Field> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...scalars, ...vectors) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(...scalars, ...vectors), fc.integer({ min: 1, max: 40 }))
        .map(([type, count]) => `${type}[${count}]`),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom('string', 'bytes'), fc.integer({ min: 1, max: 30 }))
        .map(([type, size]) => `${type}<${size}>`),
    },
    { weight: 1, arbitrary: members(20).map((list) => ({ enum: list })) },
    { weight: 1, arbitrary: members(32).map((list) => ({ flags: list })) },
    ...(depth > 0 ? [{ weight: 2, arbitrary: fieldsOf(depth - 1, 1).map((struct) => ({ struct })) }] : []),
  )
const fieldsOf = (depth: number, least: number): fc.Arbitrary<{ [name: string]: Field }> =>
  fc
    .array(fieldOf(depth), { minLength: least, maxLength: 5 })
    .map((fields) => Object.fromEntries(fields.map((field, index) => [`f${index}`, field])))

const schemas = fc.array(fieldsOf(2, 0), { minLength: 1, maxLength: 40 }).map(
  (list): Schema => ({
    name: 'wire',
    components: Object.fromEntries(list.map((fields, index) => [`C${index}`, fields])),
    // Every seventh component is carried by no link.
    worlds: {
      a: {},
      b: {
        components: list.map((_, index) => `C${index}`).filter((_, index) => index % 7 !== 6 || index === 0),
      },
    },
  }),
)

/** A value of the field's type, as a user would give it. */
function sampleOf(field: Field, pick: fc.GeneratorValue): unknown {
  if (typeof field === 'object') {
    if ('enum' in field) return pick(fc.constantFrom, ...field.enum)
    if ('flags' in field)
      return pick(fc.nat, {
        max: 2 ** field.flags.length - 1 > 0x7fffffff ? 0x7fffffff : 2 ** field.flags.length - 1,
      })
    return Object.fromEntries(
      Object.entries(field.struct).map(([name, inner]) => [name, sampleOf(inner, pick)]),
    )
  }
  const array = /^(\w+)\[(\d+)\]$/.exec(field)
  if (array) return Array.from({ length: Number(array[2]) }, () => sampleOf(array[1]!, pick))
  const sequence = /^(string|bytes)<(\d+)>$/.exec(field)
  if (sequence?.[1] === 'bytes')
    return Uint8Array.from(pick(fc.uint8Array, { maxLength: Number(sequence[2]) }))
  if (sequence)
    return pick(fc.string, { maxLength: Math.floor(Number(sequence[2]) / 4), unit: 'grapheme-ascii' })
  if (vectors.includes(field)) {
    const lanes = ['x', 'y', 'z', 'w'].slice(0, Number(/\d/.exec(field)?.[0] ?? 4))
    return Object.fromEntries(lanes.map((lane) => [lane, pick(fc.float, { noNaN: true })]))
  }
  if (field === 'bool') return pick(fc.boolean)
  if (field === 'u64') return pick(fc.bigInt, { min: 0n, max: 2n ** 64n - 1n })
  if (field === 'i64') return pick(fc.bigInt, { min: -(2n ** 63n), max: 2n ** 63n - 1n })
  if (field === 'f32') return pick(fc.float, { noNaN: true })
  if (field === 'f64') return pick(fc.double, { noNaN: true })
  const bits = field === 'entity' ? 32 : Number(field.slice(1))
  const isSigned = field.startsWith('i')
  return pick(
    fc.integer,
    isSigned
      ? { min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 }
      : { min: 0, max: Math.min(2 ** bits - 1, 2 ** 31 - 1) },
  )
}

/** Typed arrays as plain arrays, to compare with what the decoder gives. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array || Array.isArray(value)) return [...value].map(plain)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}

it('what a generated module packs, a decoder written from the documentation reads', async () => {
  let packets = 0
  await fc.assert(
    fc.asyncProperty(schemas, fc.gen(), async (schema, pick) => {
      const module = await loadModule(schema)
      const coordinator = new module.WorldCoordinator()
      const names = Object.keys(module.Component ?? {})
      for (let round = 0; round < 10; round++) {
        const entity = pick(fc.nat, { max: 0x7fffffff })
        const transfer = coordinator.createTransfer(0, 1, entity, round)
        const chosen = names.filter(() => pick(fc.boolean))
        const sample = (name: string): object =>
          Object.fromEntries(
            Object.entries(schema.components[name]!).map(([key, field]) => [key, sampleOf(field, pick)]),
          )
        const values = new Map(chosen.map((name) => [name, sample(name)]))
        const expected: { [name: string]: unknown } = {}
        for (const [name, value] of values) {
          transfer[`pack${name}`](value)
          expected[name] = plain(value)
        }
        const bytes: Uint8Array = transfer.toBytes()
        const packet = decode(schema, bytes)
        expect(packet).toMatchObject({ entity, generation: round, source: 0, target: 1, flags: 4 })
        expect(packet.length).toBe(bytes.length)
        expect(packet.components).toEqual(expected)

        // Another entity in the same packet leaves nothing behind: not in padding, text or what is absent.
        transfer.reset(1, 1)
        for (const name of names) transfer[`pack${name}`](sample(name))
        transfer.reset(entity, round)
        for (const [name, value] of values) transfer[`pack${name}`](value)
        expect(transfer.toBytes()).toEqual(bytes)
        packets++
      }
    }),
    { numRuns: 25, seed: 7 },
  )
  expect(packets).toBe(250)
}, 120_000)
