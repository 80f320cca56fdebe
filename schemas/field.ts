import { z } from 'zod'
import {
  elementTypeNames,
  type FieldType,
  parseFieldType,
  type StructField,
  textPattern,
} from './fieldType.ts'
import { explainFieldType } from './fieldTypeHelp.ts'
import { limits } from './limits.ts'
import { nameInput } from './names.ts'
import { notBuiltFieldType } from './notBuilt.ts'
import { judged } from './refusal.ts'
import { namedRecord, wordList } from './shapes.ts'

/** A field as the schema writes it: the name of a type, or an object with one key that says what it is. */
export type FieldInput =
  | string
  | { enum: string[] }
  | { flags: string[] }
  | { struct: { [field: string]: FieldInput } }

const typeName = judged(z.string(), (value) =>
  typeof value === 'string' && parseFieldType(value) === null
    ? [notBuiltFieldType(value) ?? explainFieldType(value)]
    : [],
).meta({
  description: [
    'A number (u8 i8 u16 i16 u32 i32 u64 i64 f32 f64), bool, a vector of f32 (vec2 vec3 vec4 quat), entity',
    '(the id of an entity), an array "u16[16]", text of at most n bytes of UTF-8 "string<24>", or "bytes<16>".',
  ].join(' '),
  // The names for completion, the patterns for everything that has a size.
  anyOf: [
    { type: 'string', enum: [...elementTypeNames] },
    { type: 'string', pattern: `^(${elementTypeNames.join('|')})\\[[1-9][0-9]{0,5}\\]$` },
    { type: 'string', pattern: textPattern.source },
  ],
})

const enumForm = z.strictObject({
  enum: wordList(nameInput('member', 'One value of the enumeration.'), {
    what: 'enum members',
    minimum: 1,
    maximum: limits.enumMembers,
    description: 'One of these names; stored as one byte, numbered in this order.',
  }),
})

const flagsForm = z.strictObject({
  flags: wordList(nameInput('member', 'One bit of the set.'), {
    what: 'flags',
    minimum: 1,
    maximum: limits.flagsMembers,
    description: 'Any set of these names; one bit each, the first is the lowest.',
  }),
})

const structForm: z.ZodType<{ struct: { [field: string]: FieldInput } }> = z.strictObject({
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
})

/** The forms of a field that is an object, by the key that tells them apart. A new form is added here. */
export const fieldForms = { enum: enumForm, flags: flagsForm, struct: structForm } as const

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
  if ('enum' in input) return { kind: 'enum', members: [...input.enum] }
  if ('flags' in input) return { kind: 'flags', members: [...input.flags] }
  const fields: StructField[] = Object.entries(input.struct).map(([name, field]) => ({
    name,
    type: resolveFieldType(field),
  }))
  return { kind: 'struct', fields }
}
