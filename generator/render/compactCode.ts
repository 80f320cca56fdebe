import { isQuatOfFourBytes } from '../plan/compact.ts'
import type { AngleShape, QuantizedShape } from '../plan/plan.ts'
import { type Access, at } from './places.ts'

/**
 * A store cuts the code off to a whole number, which rounds it with the half that is added, and makes 0 of a NaN:
 * of the least value.
 */
export function quantizedAccess(shape: QuantizedShape, size: number, offset: number): Access {
  const { min, max, steps, step, scale, reachesMax } = shape
  const place = `U${8 * size}[${at(size, offset)}]`
  const from = (value: string): string => (min === 0 ? value : `(${value} ${plus(-min)})`)
  const value = `${place}! * ${step}${min === 0 ? '' : ` ${plus(min)}`}`
  return {
    type: 'number',
    load: reachesMax ? value : `${place} === ${steps} ? ${max} : ${value}`,
    store: (given) => `${place} = Math.min(Math.max(${from(given)} * ${scale}, 0), ${steps}) + 0.5`,
  }
}

function plus(value: number): string {
  return value < 0 ? `- ${-value}` : `+ ${value}`
}

/** Signed views wrap around by themselves, also whole turns, and make 0 of what is no number. */
export function angleAccess({ bits, step, scale }: AngleShape, size: number, offset: number): Access {
  const code = (value: string): string => `Math.round(${value} * ${scale})`
  if (bits === 8 * size) {
    const place = `I${bits}[${at(size, offset)}]`
    return {
      type: 'number',
      load: `${place}! * ${step}`,
      store: (value) => `${place} = ${code(value)}`,
    }
  }
  const place = `U${8 * size}[${at(size, offset)}]`
  const unused = 32 - bits
  return {
    type: 'number',
    load: `((${place}! << ${unused}) >> ${unused}) * ${step}`,
    store: (value) => `${place} = ${code(value)} & 0x${(2 ** bits - 1).toString(16)}`,
  }
}

/** The functions of the module that store, load and check a quaternion by its smallest three components. */
export function smallestThreeCode(bits: number, offset: number) {
  const size = isQuatOfFourBytes(bits) ? 4 : 2
  const place = at(size, offset)
  const width = size === 4 ? 32 : 48
  return {
    store: (lanes: readonly string[]): string =>
      `storeQuat${width}(${[place, ...lanes].join(', ')}, ${bits})`,
    load: (target: string): string => `loadQuat${width}(${place}, ${target}, ${bits})`,
    check: `isQuat${width}(${place}, ${bits})`,
  }
}
