// Quantized fields, angles and quaternions, written from docs/wire-format.md alone: it knows nothing of the generator.
import { bitsOf, extent, type Field } from './layout.ts'

export interface Quat {
  x: number
  y: number
  z: number
  w: number
}
const lanes = ['x', 'y', 'z', 'w'] as const

export type Compact = Exclude<Field, string | { enum: string[] } | { flags: string[] } | { struct: unknown }>

/** The field, where it is one of the three kinds. */
export function compactOf(field: Field): Compact | null {
  if (field === 'angle') return { angle: {} }
  if (typeof field === 'string') return null
  return 'quantized' in field || 'angle' in field || 'quat' in field ? field : null
}

const signed = (code: number, bits: number): number => (code >= 2 ** (bits - 1) ? code - 2 ** bits : code)
const unsigned = (code: number, bits: number): number => (code < 0 ? code + 2 ** bits : code)
const largestOf = (bits: number): number => 2 ** (bits - 1) - 1

function readCode(view: DataView, at: number, size: number): number {
  return size === 1 ? view.getUint8(at) : size === 2 ? view.getUint16(at, true) : view.getUint32(at, true)
}

function writeCode(view: DataView, at: number, size: number, code: number): void {
  if (size === 1) view.setUint8(at, code)
  else if (size === 2) view.setUint16(at, code, true)
  else view.setUint32(at, code, true)
}

/** The number of the component that is left out, and the three codes, unsigned; what is behind them. */
function readQuat(view: DataView, at: number, bits: number): { lane: number; codes: number[]; rest: number } {
  if (bits <= 10) {
    const word = view.getUint32(at, true)
    const codes = [0, 1, 2].map((index) => Math.floor(word / 2 ** (2 + index * bits)) % 2 ** bits)
    return { lane: word % 4, codes, rest: Math.floor(word / 2 ** (2 + 3 * bits)) }
  }
  const halves = [0, 2, 4].map((offset) => view.getUint16(at + offset, true))
  const [first, second, third] = halves as [number, number, number]
  const rests = [first & 0x7fff, second & 0x7fff, third].map((half) => Math.floor(half / 2 ** bits))
  return {
    lane: (first >>> 15) + 2 * (second >>> 15),
    codes: halves.map((half) => half % 2 ** bits),
    rest: Math.max(...rests),
  }
}

export function quatOf(lane: number, codes: readonly number[], bits: number): Quat {
  const step = Math.SQRT1_2 / largestOf(bits)
  const values = codes.map((code) => code * step)
  const sum = values.reduce((total, value) => total - value * value, 1)
  values.splice(lane, 0, Math.sqrt(sum))
  return Object.fromEntries(lanes.map((name, index) => [name, values[index]!])) as unknown as Quat
}

/** The value of a code: of a quantized field or an angle. */
export function numberOf(field: Compact, code: number): number {
  const bits = bitsOf(field)
  if (!('quantized' in field)) return signed(code, bits) * ((2 * Math.PI) / 2 ** bits)
  const { min, max } = field.quantized
  return code === 2 ** bits - 1 ? max : min + code * ((max - min) / (2 ** bits - 1))
}

export function readCompact(view: DataView, at: number, field: Compact): unknown {
  const bits = bitsOf(field)
  if (!('quat' in field)) return numberOf(field, readCode(view, at, extent(field).size))
  const { lane, codes } = readQuat(view, at, bits)
  return quatOf(
    lane,
    codes.map((code) => signed(code, bits)),
    bits,
  )
}

export function writeCompact(view: DataView, at: number, field: Compact, value: unknown): void {
  const bits = bitsOf(field)
  const { size } = extent(field)
  if ('quantized' in field) {
    const { min, max } = field.quantized
    const within = Math.min(Math.max(value as number, min), max)
    writeCode(view, at, size, Math.round(((within - min) * (2 ** bits - 1)) / (max - min)))
  } else if ('angle' in field) {
    const turns = (value as number) / (2 * Math.PI)
    writeCode(view, at, size, Math.round((turns - Math.floor(turns)) * 2 ** bits) % 2 ** bits)
  } else writeQuat(view, at, bits, value as Quat)
}

function writeQuat(view: DataView, at: number, bits: number, value: Quat): void {
  const all = lanes.map((lane) => value[lane])
  const sizes = all.map(Math.abs)
  const lane = sizes.indexOf(Math.max(...sizes))
  const length = Math.hypot(...all) * Math.sign(all[lane]!)
  const [a, b, c] = all
    .filter((_, index) => index !== lane)
    .map((component) => Math.round((component / length) * Math.SQRT2 * largestOf(bits)))
    .map((code) => unsigned(code, bits)) as [number, number, number]
  if (bits <= 10) {
    view.setUint32(at, lane + a * 2 ** 2 + b * 2 ** (2 + bits) + c * 2 ** (2 + 2 * bits), true)
    return
  }
  view.setUint16(at, a + (lane % 2) * 0x8000, true)
  view.setUint16(at + 2, b + (lane >> 1) * 0x8000, true)
  view.setUint16(at + 4, c, true)
}

/** What is wrong with foreign bytes of such a field; null when nothing is. */
export function faultOfCompact(view: DataView, at: number, field: Compact): string | null {
  const bits = bitsOf(field)
  if (!('quat' in field)) {
    const code = readCode(view, at, extent(field).size)
    return code < 2 ** bits ? null : `no code ${code}`
  }
  const { codes, rest } = readQuat(view, at, bits)
  if (rest !== 0) return 'bits behind the codes'
  const sum = codes.reduce((total, code) => total + signed(code, bits) ** 2, 0)
  return sum < 2 * largestOf(bits) ** 2 ? null : 'codes of no rotation'
}
