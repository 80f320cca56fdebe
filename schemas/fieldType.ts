import { defaults } from './defaults.ts'
import type { Deprecation } from './deprecated.ts'
import type { ReferencePolicy } from './ecs.ts'
import { limits } from './limits.ts'

export const scalarNames = [
  'u8',
  'i8',
  'u16',
  'i16',
  'u32',
  'i32',
  'u64',
  'i64',
  'f32',
  'f64',
  'bool',
] as const
export const vectorNames = ['vec2', 'vec3', 'vec4', 'quat'] as const

export type ScalarName = (typeof scalarNames)[number]
export type VectorName = (typeof vectorNames)[number]

/** What an array may repeat: everything of one fixed size that is not itself a sequence. */
export type ElementType =
  | { readonly kind: 'scalar'; readonly scalar: ScalarName }
  | { readonly kind: 'vector'; readonly vector: VectorName }
  | { readonly kind: 'entity'; readonly reference: ReferencePolicy }

/** The type of a field, as every later stage sees it. */
export type FieldType =
  | ElementType
  | { readonly kind: 'array'; readonly element: ElementType; readonly length: number }
  | { readonly kind: 'string'; readonly bytes: number }
  | { readonly kind: 'bytes'; readonly bytes: number }
  | { readonly kind: 'enum'; readonly members: readonly string[] }
  | { readonly kind: 'flags'; readonly members: readonly string[] }
  | QuantizedType
  | { readonly kind: 'angle'; readonly bits: number }
  | { readonly kind: 'smallestThree'; readonly bits: number }
  | { readonly kind: 'struct'; readonly fields: readonly StructField[] }

/** A number between two ends, as one of 2^bits evenly spaced values. */
export interface QuantizedType {
  readonly kind: 'quantized'
  readonly min: number
  readonly max: number
  readonly bits: number
}

export interface StructField {
  readonly name: string
  readonly type: FieldType
  readonly deprecated: Deprecation
}

/** Element types by their name in the schema. A map, so that `constructor` finds nothing. */
const elementTypes: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ...scalarNames.map((scalar) => [scalar, { kind: 'scalar', scalar }] as const),
  ...vectorNames.map((vector) => [vector, { kind: 'vector', vector }] as const),
  ['entity', { kind: 'entity', reference: 'handle' }],
])

/** Names of the types that arrays repeat. */
export const elementTypeNames: readonly string[] = [...elementTypes.keys()]
/** Names of the types that need no size, for suggestions. */
export const plainTypeNames: readonly string[] = [...elementTypeNames, 'angle']

/** A count as the schema writes it: no sign, no leading zero. At most six digits, all limits are smaller. */
const count = '([1-9][0-9]{0,5})'
export const arrayPattern = new RegExp(`^([a-z][a-z0-9]*)\\[${count}\\]$`)
export const textPattern = new RegExp(`^(string|bytes)<${count}>$`)

/** Reads a field type such as `f32`, `u16[16]` or `string<24>`; null when it is none or out of its limits. */
export function parseFieldType(text: string): FieldType | null {
  const element = elementTypes.get(text)
  if (element !== undefined) return element
  if (text === 'angle') return { kind: 'angle', bits: defaults.angleBits }
  const [, elementName, length] = arrayPattern.exec(text) ?? []
  if (elementName !== undefined) {
    const repeated = elementTypes.get(elementName)
    if (repeated === undefined || Number(length) > limits.arrayElements) return null
    return { kind: 'array', element: repeated, length: Number(length) }
  }
  const [, kind, bytes] = textPattern.exec(text) ?? []
  if (kind === 'string' && Number(bytes) <= limits.stringBytes) return { kind, bytes: Number(bytes) }
  if (kind === 'bytes' && Number(bytes) <= limits.bytesBytes) return { kind, bytes: Number(bytes) }
  return null
}
