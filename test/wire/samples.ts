// Schemas and values by chance.
import fc from 'fast-check'
import { compactOf, numberOf, quatOf } from './compact.ts'
import { bitsOf, type Field, type Fields } from './layout.ts'

const scalars = ['u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64', 'f32', 'f64', 'bool', 'entity']
const vectors = ['vec2', 'vec3', 'vec4', 'quat']
const members = (most: number) =>
  fc.integer({ min: 1, max: most }).map((count) => Array.from({ length: count }, (_, i) => `m${i}`))
const bits = fc.integer({ min: 1, max: 32 })
const compactField: fc.Arbitrary<Field> = fc.oneof(
  fc
    .tuple(fc.integer({ min: -1000, max: 1000 }), fc.double({ min: 0.5, max: 1000, noNaN: true }), bits)
    .map(([min, width, bits]) => ({ quantized: { min: min / 4, max: min / 4 + width, bits } })),
  fc.constantFrom<Field>('angle', { angle: {} }, { quat: {} }),
  bits.map((bits) => ({ angle: { bits } })),
  fc.integer({ min: 4, max: 15 }).map((bits) => ({ quat: { bits } })),
)
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
    { weight: 3, arbitrary: compactField },
    ...(depth > 0 ? [{ weight: 2, arbitrary: fieldsOf(depth - 1, 1).map((struct) => ({ struct })) }] : []),
  )
export const fieldsOf = (depth: number, least: number): fc.Arbitrary<Fields> =>
  fc
    .array(fieldOf(depth), { minLength: least, maxLength: 5 })
    .map((fields) => Object.fromEntries(fields.map((field, index) => [`f${index}`, field])))

/** A value of the field's type, as a user would give it. */
export function sampleOf(field: Field, pick: fc.GeneratorValue): unknown {
  const compact = compactOf(field)
  if (compact !== null && 'quat' in compact) return sampleQuat(bitsOf(compact), pick)
  // A value of a code, which arrives as it was.
  if (compact !== null)
    return numberOf(compact, pick(fc.maxSafeNat) % 2 ** pick(fc.integer, { min: 0, max: bitsOf(compact) }))
  if (typeof field === 'object') {
    if ('enum' in field) return pick(fc.constantFrom, ...field.enum)
    if ('flags' in field)
      return pick(fc.nat, {
        max: 2 ** field.flags.length - 1 > 0x7fffffff ? 0x7fffffff : 2 ** field.flags.length - 1,
      })
    return Object.fromEntries(
      Object.entries((field as { struct: Fields }).struct).map(([name, inner]) => [
        name,
        sampleOf(inner, pick),
      ]),
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

/** A rotation of codes none of which comes near the largest component, so that it has one encoding. */
function sampleQuat(bits: number, pick: fc.GeneratorValue): unknown {
  const most = Math.floor(0.7 * (2 ** (bits - 1) - 1))
  const codes = [0, 1, 2].map(() => pick(fc.integer, { min: -most, max: most }))
  return quatOf(pick(fc.nat, { max: 3 }), codes, bits)
}

/** Typed arrays as plain arrays, to compare with what the decoder gives. */
export function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>)
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}
