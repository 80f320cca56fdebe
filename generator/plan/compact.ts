import type { QuantizedType } from '../../schemas/fieldType.ts'
import type { AngleShape, QuantizedShape } from './plan.ts'

/** The numbers by which a quantized field is stored and loaded. */
export function quantizedShape({ min, max, bits }: QuantizedType): QuantizedShape {
  const steps = 2 ** bits - 1
  const step = (max - min) / steps
  return {
    kind: 'quantized',
    min,
    max,
    steps,
    step,
    scale: steps / (max - min),
    reachesMax: min + steps * step === max,
  }
}

/** The numbers by which an angle is stored and loaded. */
export function angleShape(bits: number): AngleShape {
  const turn = 2 * Math.PI
  return { kind: 'angle', bits, step: turn / 2 ** bits, scale: 2 ** bits / turn }
}

/** Whether one word holds the number of the largest component and the codes of the others; three halves hold more. */
export function isQuatOfFourBytes(bits: number): boolean {
  return 2 + 3 * bits <= 32
}
