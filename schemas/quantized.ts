import { z } from 'zod'
import { limits } from './limits.ts'
import { judged, type Refusal, refuse } from './refusal.ts'
import { numberWithin, wholeNumber } from './shapes.ts'

export interface QuantizedInput {
  min: number
  max: number
  bits: number
}

/** The bytes of a code: the smallest integer that has so many bits. */
export function bytesOfBits(bits: number): 1 | 2 | 4 {
  return bits <= 8 ? 1 : bits <= 16 ? 2 : 4
}

/** What the range of a quantized field is between: null for a value that other checks refuse. */
export function readQuantized(value: unknown): QuantizedInput | null {
  if (typeof value !== 'object' || value === null) return null
  const { min, max, bits } = value as Readonly<Record<string, unknown>>
  if (typeof min !== 'number' || typeof max !== 'number' || typeof bits !== 'number') return null
  const isWithin = Math.max(Math.abs(min), Math.abs(max)) <= limits.quantizedMagnitude
  return isWithin && bits >= 1 && bits <= limits.compactBits ? { min, max, bits } : null
}

function judgeRange(value: unknown): Refusal[] {
  const range = readQuantized(value)
  if (range === null) return []
  const { min, max, bits } = range
  if (min >= max) {
    const hint = min > max ? 'swap the two' : 'a field of one value needs no bits: leave it out'
    return [{ ...refuse('ECS408', `max (${max}) has to be above min (${min})`, hint), path: ['max'] }]
  }
  const step = (max - min) / (2 ** bits - 1)
  const largest = Math.max(Math.abs(min), Math.abs(max))
  if (step >= Math.max(limits.quantizedStepPart * largest, limits.quantizedStepMin)) return []
  const message = `steps of ${step.toPrecision(3)} are lost in the rounding of numbers as large as ${largest}`
  const hint = 'use fewer bits, or a range that is nearer to 0'
  return [{ ...refuse('ECS408', message, hint), path: ['bits'] }]
}

/** A number between two ends, as one of evenly spaced values. */
export const quantizedForm = z.strictObject({
  quantized: judged(
    z.strictObject({
      min: numberWithin(limits.quantizedMagnitude, 'The least value; smaller ones and NaN become it.'),
      max: numberWithin(limits.quantizedMagnitude, 'The largest value; larger ones become it.'),
      bits: wholeNumber(
        1,
        limits.compactBits,
        'There are 2^bits values, evenly spaced from min to max; one takes 1, 2 or 4 bytes.',
      ),
    }),
    judgeRange,
  ).describe('A number between two ends, with an error of half the distance of two values.'),
})
