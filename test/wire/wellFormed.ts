// What a packet may hold, written from docs/wire-format.md alone.
import { compactOf, faultOfCompact } from './compact.ts'
import {
  arrayOf,
  carriedOf,
  extent,
  type Field,
  type Fields,
  hasComponent,
  type Schema,
  sequenceOf,
  up,
} from './layout.ts'

/** What is wrong with a packet; null when nothing is. Values of numbers are free, everything else is not. */
export function faultOf(schema: Schema, bytes: Uint8Array): string | null {
  const { header, carried } = carriedOf(schema)
  const isOwned = new Uint8Array(bytes.length)
  isOwned.fill(1, 0, header)
  for (let id = carried.length; id < 8 * (header - 12); id++)
    if (hasComponent(bytes, id)) return `component ${id} does not exist`
  for (const [id, { fields, start, name }] of carried.entries()) {
    const fault = hasComponent(bytes, id) ? faultOfStruct(bytes, start, fields, isOwned) : null
    if (fault !== null) return `${name}.${fault}`
  }
  const leak = bytes.findIndex((byte, at) => byte !== 0 && isOwned[at] === 0)
  return leak < 0 ? null : `byte ${leak} belongs to nothing and is ${bytes[leak]}`
}

function faultOfStruct(bytes: Uint8Array, start: number, fields: Fields, isOwned: Uint8Array): string | null {
  let at = start
  for (const [name, field] of Object.entries(fields)) {
    const { size, align } = extent(field)
    at = up(at, align)
    const fault = faultOfField(bytes, at, field, isOwned)
    if (fault !== null) return `${name}: ${fault}`
    at += size
  }
  return null
}

function faultOfField(bytes: Uint8Array, at: number, field: Field, isOwned: Uint8Array): string | null {
  const { size } = extent(field)
  const compact = compactOf(field)
  if (compact !== null) {
    isOwned.fill(1, at, at + size)
    return faultOfCompact(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at, compact)
  }
  if (typeof field === 'object') {
    if ('struct' in field) return faultOfStruct(bytes, at, field.struct, isOwned)
    isOwned.fill(1, at, at + size)
    if ('enum' in field) return bytes[at]! < field.enum.length ? null : `no member ${bytes[at]}`
    if (!('flags' in field)) throw new Error('another form')
    for (let bit = field.flags.length; bit < 8 * size; bit++)
      if (((bytes[at + (bit >>> 3)]! >>> (bit & 7)) & 1) !== 0) return `no flag ${bit}`
    return null
  }
  const array = arrayOf(field)
  if (array !== null) {
    const element = extent(array.element).size
    for (let index = 0; index < array.count; index++) {
      const fault = faultOfField(bytes, at + index * element, array.element, isOwned)
      if (fault !== null) return fault
    }
    return null
  }
  if (sequenceOf(field) !== null) {
    const length = bytes[at]! + 256 * bytes[at + 1]!
    if (length > size - 2) return `length ${length}`
    isOwned.fill(1, at, at + 2 + length)
    return null
  }
  isOwned.fill(1, at, at + size)
  return field === 'bool' && bytes[at]! > 1 ? `no bool ${bytes[at]}` : null
}
