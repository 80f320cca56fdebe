import type { Problem, SchemaPath } from '../../generator/diagnostic/diagnostic.ts'
import { bytesOfBits, type QuantizedInput, readQuantized } from '../quantized.ts'
import { keyWarning, member, members, type SchemaView } from './view.ts'

/** Quantized fields that gain nothing over a plain type. */
export function checkQuantized({ components }: SchemaView): Problem[] {
  return [...(components ?? [])].flatMap(([name, component]) => checkFields(component, ['components', name]))
}

function checkFields(fields: unknown, path: SchemaPath): Problem[] {
  return [...(members(fields) ?? [])].flatMap(([name, field]) => {
    const fieldPath = [...path, name]
    const range = readQuantized(member(field, 'quantized'))
    const plain = range === null ? null : plainTypeFor(range)
    if (plain === null) return checkFields(member(field, 'struct'), [...fieldPath, 'struct'])
    const message = `field ${name} is as exact and as small as ${plain}`
    const hint = `write "${plain}", unless values outside of the range are to become its ends`
    return [keyWarning('ECS326', fieldPath, message, hint)]
  })
}

/** A plain type of as many bytes, or fewer, that is at least as exact over the whole range. */
function plainTypeFor({ min, max, bits }: QuantizedInput): string | null {
  const width = 8 * bytesOfBits(bits)
  const step = (max - min) / (2 ** bits - 1)
  if (step === 1 && Number.isInteger(min)) {
    if (min >= 0 && max < 2 ** width) return `u${width}`
    if (min >= -(2 ** (width - 1)) && max < 2 ** (width - 1)) return `i${width}`
  }
  // The spacing of an f32 is at most this part of the number.
  const spacing = Math.max(Math.abs(min), Math.abs(max)) * 2 ** -23
  return width === 32 && step >= spacing ? 'f32' : null
}
