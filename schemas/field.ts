import { z } from 'zod'
import { defaults } from './defaults.ts'
import { type DeprecatedInput, deprecatedInput } from './deprecated.ts'
import { type ReferencePolicy, referenceInput } from './ecs.ts'
import {
  elementTypeNames,
  type FieldType,
  parseFieldType,
  plainTypeNames,
  type StructField,
  textPattern,
} from './fieldType.ts'
import { explainFieldType } from './fieldTypeHelp.ts'
import { limits } from './limits.ts'
import { nameInput } from './names.ts'
import { type QuantizedInput, quantizedForm } from './quantized.ts'
import { judged } from './refusal.ts'
import { namedRecord, wholeNumber, wordList } from './shapes.ts'

/** What a field that is an object may say besides its type. */
interface FieldOptions {
  deprecated?: DeprecatedInput | undefined
}

/** A field as the schema writes it: the name of a type, or an object with one key that says what it is. */
export type FieldInput =
  | string
  | ({ type: string } & FieldOptions)
  | ({ enum: string[] } & FieldOptions)
  | ({ flags: string[] } & FieldOptions)
  | ({ quantized: QuantizedInput } & FieldOptions)
  | ({ angle: { bits?: number | undefined } } & FieldOptions)
  | ({ entity: ReferencePolicy } & FieldOptions)
  | ({ quat: { bits?: number | undefined } } & FieldOptions)
  | StructInput

type StructInput = { struct: { [field: string]: FieldInput } } & FieldOptions

const typeName = judged(z.string(), (value) =>
  typeof value === 'string' && parseFieldType(value) === null ? [explainFieldType(value)] : [],
).meta({
  description: [
    'A number (u8 i8 u16 i16 u32 i32 u64 i64 f32 f64), bool, a vector of f32 (vec2 vec3 vec4 quat), entity',
    '(the id of an entity), angle (radians in two bytes), an array "u16[16]", text of at most n bytes of UTF-8',
    '"string<24>", or "bytes<16>".',
  ].join(' '),
  // The names for completion, the patterns for everything that has a size.
  anyOf: [
    { type: 'string', enum: [...plainTypeNames] },
    { type: 'string', pattern: `^(${elementTypeNames.join('|')})\\[[1-9][0-9]{0,5}\\]$` },
    { type: 'string', pattern: textPattern.source },
  ],
})

const optionsShape = { deprecated: deprecatedInput.optional() } as const

/** For a type without a form of its own that has something more to say. */
const typeForm = z.strictObject({ type: typeName, ...optionsShape })

const enumForm = z.strictObject({
  enum: wordList(nameInput('member', 'One value of the enumeration.'), {
    what: 'enum members',
    minimum: 1,
    maximum: limits.enumMembers,
    description: 'One of these names; stored as one byte, numbered in this order.',
  }),
  ...optionsShape,
})

const flagsForm = z.strictObject({
  flags: wordList(nameInput('member', 'One bit of the set.'), {
    what: 'flags',
    minimum: 1,
    maximum: limits.flagsMembers,
    description: 'Any set of these names; one bit each, the first is the lowest.',
  }),
  ...optionsShape,
})

const angleForm = z.strictObject({
  angle: z
    .strictObject({
      bits: wholeNumber(
        1,
        limits.compactBits,
        `Bits of the angle; it takes 1, 2 or 4 bytes. Default: ${defaults.angleBits}.`,
      ).optional(),
    })
    .describe('An angle in radians. It wraps around: what is read is from -pi up to before pi.'),
  ...optionsShape,
})

const quatForm = z.strictObject({
  quat: z
    .strictObject({
      bits: wholeNumber(
        limits.quatBitsMin,
        limits.quatBits,
        `Bits of each of three components: 4 bytes up to 10 bits, else 6. Default: ${defaults.quatBits}.`,
      ).optional(),
    })
    .describe('A rotation as a unit quaternion, without its largest component, which follows from the rest.'),
  ...optionsShape,
})

const entityForm = z.strictObject({ entity: referenceInput, ...optionsShape })

const structForm: z.ZodType<StructInput> = z.strictObject({
  struct: namedRecord(
    'field',
    z.lazy(() => fieldInput),
    {
      what: 'fields of a struct',
      minimum: 1,
      maximum: limits.componentFields,
      description: `Named fields in the order of memory; at most ${limits.structDepthLevels} levels deep.`,
    },
  ),
  ...optionsShape,
})

/** The forms of a field that is an object, by the key that tells them apart. A new form is added here. */
export const fieldForms = {
  type: typeForm,
  enum: enumForm,
  flags: flagsForm,
  struct: structForm,
  quantized: quantizedForm.extend(optionsShape),
  angle: angleForm,
  quat: quatForm,
  entity: entityForm,
} as const

/** The keys within the forms that are objects with fixed keys. */
export const formKeys: Readonly<Record<string, readonly string[]>> = {
  quantized: Object.keys(quantizedForm.shape.quantized.shape),
  angle: Object.keys(angleForm.shape.angle.shape),
  quat: Object.keys(quatForm.shape.quat.shape),
}

export const fieldInput: z.ZodType<FieldInput> = z
  .union([typeName, ...Object.values(fieldForms)])
  .meta({ id: 'field' })

/** The type of a field. Total on validated input; throws on anything else. */
export function resolveFieldType(input: FieldInput): FieldType {
  if (typeof input === 'string') {
    const type = parseFieldType(input)
    if (type === null) throw new Error(`not a validated field type: ${input}`)
    return type
  }
  if ('type' in input) return resolveFieldType(input.type)
  if ('enum' in input) return { kind: 'enum', members: [...input.enum] }
  if ('flags' in input) return { kind: 'flags', members: [...input.flags] }
  if ('quantized' in input) return { kind: 'quantized', ...input.quantized }
  if ('angle' in input) return { kind: 'angle', bits: input.angle.bits ?? defaults.angleBits }
  if ('quat' in input) return { kind: 'smallestThree', bits: input.quat.bits ?? defaults.quatBits }
  if ('entity' in input) return { kind: 'entity', reference: input.entity }
  return { kind: 'struct', fields: resolveFields(input.struct) }
}

/** The fields of a component or a struct, in their order. */
export function resolveFields(inputs: Readonly<Record<string, FieldInput>>): StructField[] {
  return Object.entries(inputs).map(([name, input]) => ({
    name,
    type: resolveFieldType(input),
    deprecated: typeof input === 'string' ? false : (input.deprecated ?? false),
  }))
}
