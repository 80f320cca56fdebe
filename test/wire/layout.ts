// Where things stand in a packet, written from docs/wire-format.md alone: it knows nothing of the generator.

export type Field =
  | string
  | { enum: string[] }
  | { flags: string[] }
  | { struct: Fields }
  | { quantized: { min: number; max: number; bits: number } }
  | { angle: { bits?: number } }
  | { quat: { bits?: number } }
export type Fields = { [name: string]: Field }
export interface Schema {
  name: string
  components: { [name: string]: Fields }
  worlds: { [name: string]: { components?: string[]; node?: string } }
}

export interface Extent {
  size: number
  align: number
}

const sizes: readonly (readonly [types: string, size: number, align: number])[] = [
  ['u8 i8 bool', 1, 1],
  ['u16 i16 angle', 2, 2],
  ['u32 i32 f32 entity', 4, 4],
  ['u64 i64 f64', 8, 8],
  ['vec2', 8, 4],
  ['vec3', 12, 4],
  ['vec4 quat', 16, 4],
]
const simple: { [type: string]: Extent } = Object.fromEntries(
  sizes.flatMap(([types, size, align]) => types.split(' ').map((type) => [type, { size, align }])),
)

export const up = (value: number, align: number): number => Math.ceil(value / align) * align

export function extent(field: Field): Extent {
  if (typeof field === 'object') {
    if ('enum' in field) return { size: 1, align: 1 }
    if ('flags' in field) {
      const size = field.flags.length <= 8 ? 1 : field.flags.length <= 16 ? 2 : 4
      return { size, align: size }
    }
    if ('struct' in field) return structExtent(field.struct)
    const bits = bitsOf(field)
    if ('quat' in field) return bits <= 10 ? { size: 4, align: 4 } : { size: 6, align: 2 }
    const size = bits <= 8 ? 1 : bits <= 16 ? 2 : 4
    return { size, align: size }
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

/** Bits of a code. */
export function bitsOf(field: Field): number {
  if (field === 'angle') return 16
  if (typeof field === 'object' && 'quantized' in field) return field.quantized.bits
  if (typeof field === 'object' && 'angle' in field) return field.angle.bits ?? 16
  if (typeof field === 'object' && 'quat' in field) return field.quat.bits ?? 10
  throw new Error('no code')
}

export function structExtent(fields: Fields): Extent {
  let size = 0
  let align = 1
  for (const field of Object.values(fields)) {
    const inner = extent(field)
    size = up(size, inner.align) + inner.size
    align = Math.max(align, inner.align)
  }
  return { size: up(size, align), align }
}

export interface Carried {
  name: string
  fields: Fields
  start: number
  end: number
}

export const lanesOf = (type: string): string[] => ['x', 'y', 'z', 'w'].slice(0, simple[type]!.size / 4)
export const arrayOf = (field: string): { element: string; count: number } | null => {
  const [, element, count] = /^(\w+)\[(\d+)\]$/.exec(field) ?? []
  return element === undefined ? null : { element, count: Number(count) }
}
export const sequenceOf = (field: string): 'string' | 'bytes' | null =>
  (/^(string|bytes)<\d+>$/.exec(field)?.[1] as 'string' | 'bytes' | undefined) ?? null

interface Layout {
  header: number
  carried: Carried[]
}
const layouts = new WeakMap<Schema, Layout>()

/** The carried components of a schema whose worlds are all linked to each other, by number. */
export function carriedOf(schema: Schema): Layout {
  const layout = layouts.get(schema) ?? makeLayout(schema)
  layouts.set(schema, layout)
  return layout
}

function makeLayout(schema: Schema): Layout {
  const holders = (name: string): number =>
    Object.values(schema.worlds).filter((world) => world.components?.includes(name) ?? true).length
  const entries = Object.entries(schema.components).filter(([name]) => holders(name) >= 2)
  const header = 12 + 4 * Math.max(1, Math.ceil(entries.length / 32))
  let end = header
  const carried = entries.map(([name, fields]) => {
    const { size, align } = structExtent(fields)
    const start = size === 0 ? end : up(end, align)
    end = start + size
    return { name, fields, start, end }
  })
  return { header, carried }
}

/** The used length of the packet whose header stands at the start of `bytes`. */
export function usedLength(schema: Schema, bytes: Uint8Array): number {
  const { header, carried } = carriedOf(schema)
  return carried.reduce((length, { end }, id) => (hasComponent(bytes, id) ? end : length), header)
}

export const hasComponent = (bytes: Uint8Array, id: number): boolean =>
  ((bytes[12 + (id >>> 3)]! >>> (id & 7)) & 1) === 1
