// A decoder of packets, written from docs/wire-format.md alone: it knows nothing of the generator.
import { compactOf, readCompact } from './compact.ts'
import {
  arrayOf,
  carriedOf,
  extent,
  type Field,
  type Fields,
  hasComponent,
  lanesOf,
  type Schema,
  sequenceOf,
  up,
  usedLength,
} from './layout.ts'

function read(view: DataView, at: number, field: Field): unknown {
  const compact = compactOf(field)
  if (compact !== null) return readCompact(view, at, compact)
  if (typeof field === 'object') {
    if ('enum' in field) return field.enum[view.getUint8(at)]
    if ('flags' in field) {
      const { size } = extent(field)
      return size === 1 ? view.getUint8(at) : size === 2 ? view.getUint16(at, true) : view.getUint32(at, true)
    }
    return readStruct(view, at, (field as { struct: Fields }).struct)
  }
  const array = arrayOf(field)
  if (array) {
    const { size } = extent(array.element)
    return Array.from({ length: array.count }, (_, index) => read(view, at + index * size, array.element))
  }
  const sequence = sequenceOf(field)
  if (sequence) {
    const bytes = new Uint8Array(view.buffer, view.byteOffset + at + 2, view.getUint16(at, true))
    return sequence === 'string' ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) : [...bytes]
  }
  switch (field) {
    case 'u8':
      return view.getUint8(at)
    case 'i8':
      return view.getInt8(at)
    case 'bool':
      return view.getUint8(at) === 1
    case 'u16':
      return view.getUint16(at, true)
    case 'i16':
      return view.getInt16(at, true)
    case 'u32':
    case 'entity':
      return view.getUint32(at, true)
    case 'i32':
      return view.getInt32(at, true)
    case 'u64':
      return view.getBigUint64(at, true)
    case 'i64':
      return view.getBigInt64(at, true)
    case 'f32':
      return view.getFloat32(at, true)
    case 'f64':
      return view.getFloat64(at, true)
    default:
      return Object.fromEntries(
        lanesOf(field).map((lane, index) => [lane, view.getFloat32(at + 4 * index, true)]),
      )
  }
}

function readStruct(view: DataView, start: number, fields: Fields): { [name: string]: unknown } {
  const values: { [name: string]: unknown } = {}
  let at = start
  for (const [name, field] of Object.entries(fields)) {
    const { size, align } = extent(field)
    // Alignment counts from the packet's start, which is where every offset counts from.
    at = up(at, align)
    values[name] = read(view, at, field)
    at += size
  }
  return values
}

export interface Packet {
  entity: number
  generation: number
  source: number
  target: number
  flags: number
  length: number
  components: { [name: string]: { [field: string]: unknown } }
}

/** Reads a packet of a schema whose worlds are all linked to each other. */
export function decode(schema: Schema, bytes: Uint8Array): Packet {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const components: Packet['components'] = {}
  carriedOf(schema).carried.forEach(({ name, fields, start }, id) => {
    if (hasComponent(bytes, id)) components[name] = readStruct(view, start, fields)
  })
  return {
    entity: view.getUint32(0, true),
    generation: view.getUint32(4, true),
    source: view.getUint8(8),
    target: view.getUint8(9),
    flags: view.getUint8(10),
    length: usedLength(schema, bytes),
    components,
  }
}
