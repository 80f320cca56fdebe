// Schemas and values by chance.
import fc from 'fast-check'
import type { Field, Fields } from './layout.ts'

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
export const fieldsOf = (depth: number, least: number): fc.Arbitrary<Fields> =>
  fc
    .array(fieldOf(depth), { minLength: least, maxLength: 5 })
    .map((fields) => Object.fromEntries(fields.map((field, index) => [`f${index}`, field])))

/** A value of the field's type, as a user would give it. */
export function sampleOf(field: Field, pick: fc.GeneratorValue): unknown {
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
export function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>)
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}
