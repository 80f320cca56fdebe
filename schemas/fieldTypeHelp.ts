import { elementTypeNames, parseFieldType, plainTypeNames } from './fieldType.ts'
import { limits } from './limits.ts'
import { type Refusal, refuse } from './refusal.ts'
import { nearest, quote } from './words.ts'

/** What people coming from other languages write, and what it is called here. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['number', 'f64'],
  ['float', 'f32'],
  ['double', 'f64'],
  ['int', 'i32'],
  ['integer', 'i32'],
  ['uint', 'u32'],
  ['byte', 'u8'],
  ['short', 'i16'],
  ['long', 'i64'],
  ['bigint', 'i64'],
  ['boolean', 'bool'],
  ['char', 'u8'],
  ['int8', 'i8'],
  ['int16', 'i16'],
  ['int32', 'i32'],
  ['int64', 'i64'],
  ['uint8', 'u8'],
  ['uint16', 'u16'],
  ['uint32', 'u32'],
  ['uint64', 'u64'],
  ['float32', 'f32'],
  ['float64', 'f64'],
  ['vector2', 'vec2'],
  ['vector3', 'vec3'],
  ['vector4', 'vec4'],
  ['quaternion', 'quat'],
  ['eid', 'entity'],
  ['radians', 'angle'],
])

/** What is written as an object, for those who write it as a text. */
const forms: ReadonlyMap<string, string> = new Map([
  ['quantized', '{ "quantized": { "min": 0, "max": 1, "bits": 16 } }'],
  ['angle', '{ "angle": { "bits": 16 } }'],
  ['quat', '{ "quat": { "bits": 10 } }'],
])

const sized = /^(string|bytes)<\s*(-?[0-9.]*)\s*>$/
const repeated = /^(.*)\[\s*(-?[0-9.]*)\s*\]$/s

/** Why `text` is not a field type: one message and, where one can be found, a hint. For texts that do not parse. */
export function explainFieldType(text: string): Refusal {
  const [, sizedKind, bytes] = sized.exec(text) ?? []
  if (sizedKind !== undefined && bytes !== undefined) {
    const maximum = sizedKind === 'string' ? limits.stringBytes : limits.bytesBytes
    return refuse('ECS406', `${quote(text)} needs a whole number of bytes from 1 to ${maximum}`)
  }
  const [, element, length] = repeated.exec(text) ?? []
  if (element !== undefined && elementTypeNames.includes(element)) {
    const example = length === '' ? `arrays have a fixed length, for instance "${element}[16]"` : null
    const range = `from 1 to ${limits.arrayElements}`
    return refuse('ECS406', `${quote(text)} needs a whole number of elements ${range}`, example)
  }
  return refuse('ECS104', `unknown field type ${quote(text)}`, hintFor(text))
}

function hintFor(text: string): string | null {
  if (text === 'string' || text === 'bytes') return `give its size in bytes, for instance "${text}<24>"`
  const [, element, length] = repeated.exec(text) ?? []
  if (element !== undefined && length !== undefined) {
    if (parseFieldType(element) !== null || forms.has(element)) {
      return 'arrays repeat numbers, bool, vectors, quat and entity; wrap the rest in a struct of named fields'
    }
    const near = nearElement(element)
    const whole = near === null ? null : `${near}[${length}]`
    return whole !== null && parseFieldType(whole) !== null ? `did you mean "${whole}"?` : null
  }
  const form = forms.get(/^[a-z]+(?=$|[<({])/.exec(text)?.[0] ?? '')
  if (form !== undefined) return `write ${form}`
  const compact = text.replace(/\s+/g, '').toLowerCase()
  if (compact !== text && parseFieldType(compact) !== null) return `did you mean ${quote(compact)}?`
  const near = nearElement(text)
  return near === null ? null : `did you mean "${near}"?`
}

function nearElement(text: string): string | null {
  return aliases.get(text.toLowerCase()) ?? nearest(text, plainTypeNames)
}
