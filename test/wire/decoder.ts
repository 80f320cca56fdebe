// A decoder of packets, written from docs/wire-format.md alone: it knows nothing of the generator.

type Field = string | { enum: string[] } | { flags: string[] } | { struct: Fields }
type Fields = { [name: string]: Field }
export interface Schema {
  name: string
  components: { [name: string]: Fields }
  worlds: { [name: string]: { components?: string[] } }
}

interface Extent {
  size: number
  align: number
}

const sizes: readonly (readonly [types: string, size: number, align: number])[] = [
  ['u8 i8 bool', 1, 1],
  ['u16 i16', 2, 2],
  ['u32 i32 f32 entity', 4, 4],
  ['u64 i64 f64', 8, 8],
  ['vec2', 8, 4],
  ['vec3', 12, 4],
  ['vec4 quat', 16, 4],
]
const simple: { [type: string]: Extent } = Object.fromEntries(
  sizes.flatMap(([types, size, align]) => types.split(' ').map((type) => [type, { size, align }])),
)

const up = (value: number, align: number): number => Math.ceil(value / align) * align

function extent(field: Field): Extent {
  if (typeof field === 'object') {
    if ('enum' in field) return { size: 1, align: 1 }
    if ('flags' in field) {
      const size = field.flags.length <= 8 ? 1 : field.flags.length <= 16 ? 2 : 4
      return { size, align: size }
    }
    return structExtent(field.struct)
  }
  const array = /^(\w+)\[(\d+)\]$/.exec(field)
  if (array) {
    const element = extent(array[1]!)
    return { size: element.size * Number(array[2]), align: element.align }
  }
  const sequence = /^(string|bytes)<(\d+)>$/.exec(field)
  if (sequence) return { size: up(2 + Number(sequence[2]), 2), align: 2 }
  return simple[field]!
}

function structExtent(fields: Fields): Extent {
  let size = 0
  let align = 1
  for (const field of Object.values(fields)) {
    const inner = extent(field)
    size = up(size, inner.align) + inner.size
    align = Math.max(align, inner.align)
  }
  return { size: up(size, align), align }
}

function read(view: DataView, at: number, field: Field): unknown {
  if (typeof field === 'object') {
    if ('enum' in field) return field.enum[view.getUint8(at)]
    if ('flags' in field) {
      const { size } = extent(field)
      return size === 1 ? view.getUint8(at) : size === 2 ? view.getUint16(at, true) : view.getUint32(at, true)
    }
    return readStruct(view, at, field.struct)
  }
  const array = /^(\w+)\[(\d+)\]$/.exec(field)
  if (array) {
    const { size } = extent(array[1]!)
    return Array.from({ length: Number(array[2]) }, (_, index) => read(view, at + index * size, array[1]!))
  }
  const sequence = /^(string|bytes)<(\d+)>$/.exec(field)
  if (sequence) {
    const bytes = new Uint8Array(view.buffer, view.byteOffset + at + 2, view.getUint16(at, true))
    return sequence[1] === 'string' ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) : [...bytes]
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
    default: {
      const lanes = ['x', 'y', 'z', 'w'].slice(0, simple[field]!.size / 4)
      return Object.fromEntries(lanes.map((lane, index) => [lane, view.getFloat32(at + 4 * index, true)]))
    }
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
  const holders = (name: string): number =>
    Object.values(schema.worlds).filter((world) => world.components?.includes(name) ?? true).length
  const carried = Object.entries(schema.components).filter(([name]) => holders(name) >= 2)
  const header = 12 + 4 * Math.max(1, Math.ceil(carried.length / 32))
  const components: Packet['components'] = {}
  let end = header
  let length = header
  carried.forEach(([name, fields], id) => {
    const { size, align } = structExtent(fields)
    const start = size === 0 ? end : up(end, align)
    end = start + size
    if (((view.getUint32(12 + 4 * Math.floor(id / 32), true) >>> (id % 32)) & 1) === 0) return
    components[name] = readStruct(view, start, fields)
    length = end
  })
  return {
    entity: view.getUint32(0, true),
    generation: view.getUint32(4, true),
    source: view.getUint8(8),
    target: view.getUint8(9),
    flags: view.getUint8(10),
    length,
    components,
  }
}
