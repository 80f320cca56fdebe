// An encoder of packets, written from docs/wire-format.md alone: it knows nothing of the generator.
import { compactOf, writeCompact } from './compact.ts'
import type { Packet } from './decoder.ts'
import {
  arrayOf,
  carriedOf,
  extent,
  type Field,
  type Fields,
  lanesOf,
  type Schema,
  sequenceOf,
  up,
} from './layout.ts'

type Values = { [name: string]: unknown }

const setters: { [type: string]: 'setUint8' | 'setUint16' | 'setUint32' | 'setFloat32' | 'setFloat64' } = {
  u8: 'setUint8',
  i8: 'setUint8',
  u16: 'setUint16',
  i16: 'setUint16',
  u32: 'setUint32',
  i32: 'setUint32',
  entity: 'setUint32',
  f32: 'setFloat32',
  f64: 'setFloat64',
}

function write(view: DataView, at: number, field: Field, value: unknown): void {
  const compact = compactOf(field)
  if (compact !== null) {
    writeCompact(view, at, compact, value)
    return
  }
  if (typeof field === 'object') {
    if ('struct' in field) writeStruct(view, at, field.struct, value as Values)
    else if ('enum' in field) view.setUint8(at, field.enum.indexOf(value as string))
    else write(view, at, `u${8 * extent(field).size}`, value)
    return
  }
  const array = arrayOf(field)
  const sequence = sequenceOf(field)
  const setter = setters[field]
  if (array) {
    const { size } = extent(array.element)
    ;(value as unknown[]).forEach((element, index) => {
      write(view, at + index * size, array.element, element)
    })
  } else if (sequence) {
    const bytes =
      sequence === 'string' ? new TextEncoder().encode(value as string) : Uint8Array.from(value as number[])
    view.setUint16(at, bytes.length, true)
    new Uint8Array(view.buffer, view.byteOffset + at + 2).set(bytes)
  } else if (setter) view[setter](at, value as number, true)
  else if (field === 'bool') view.setUint8(at, value ? 1 : 0)
  else if (field === 'u64' || field === 'i64') view.setBigUint64(at, value as bigint, true)
  else
    for (const [index, lane] of lanesOf(field).entries())
      view.setFloat32(at + 4 * index, (value as { [lane: string]: number })[lane]!, true)
}

function writeStruct(view: DataView, start: number, fields: Fields, values: Values): void {
  let at = start
  for (const [name, field] of Object.entries(fields)) {
    const { size, align } = extent(field)
    at = up(at, align)
    write(view, at, field, values[name])
    at += size
  }
}

/** The packet as it travels in a segment: its used length, then zeros up to a multiple of 8. */
export function encode(schema: Schema, packet: Omit<Packet, 'length'>): Uint8Array {
  const { header, carried } = carriedOf(schema)
  const bytes = new Uint8Array(up(carried.at(-1)?.end ?? header, 8))
  const view = new DataView(bytes.buffer)
  view.setUint32(0, packet.entity, true)
  view.setUint32(4, packet.generation, true)
  view.setUint8(8, packet.source)
  view.setUint8(9, packet.target)
  view.setUint8(10, packet.flags)
  let length = header
  carried.forEach(({ name, fields, start, end }, id) => {
    const values = packet.components[name]
    if (values === undefined) return
    bytes[12 + (id >>> 3)]! |= 1 << (id & 7)
    writeStruct(view, start, fields, values)
    length = end
  })
  return bytes.slice(0, up(length, 8))
}
