import type { ComponentPlan, FieldPlan, Plan } from '../plan/plan.ts'
import { smallestThreeCode } from './compactCode.ts'
import { indexLines } from './componentCode.ts'

/** Lines that look at foreign values of a packet and zero what no field covers, by component. */
export function admitContext(plan: Plan, headerMaskWord: number) {
  const components = plan.codecs
    .map((id) => plan.components[id]!)
    .map((component) => ({
      name: component.name,
      maskWord: headerMaskWord + component.maskWord,
      bit: component.maskBit,
      lines: [...component.fields.flatMap(checks), ...zeroes(paddingOf(component))],
    }))
    .filter(({ lines }) => lines.length > 0)
  // Belongs to no component: a wire carries whole numbers of 64 bits.
  const behind = zeroes(span(plan.components.at(-1)?.end ?? plan.packet.headerSize, plan.packet.size))
  const lines = [...components.flatMap((component) => component.lines), ...behind]
  return {
    parameter: lines.length === 0 ? '_word' : 'word',
    indices: indexLines(lines),
    components,
    behind,
  }
}

const refuse = 'return false'

function checks(field: FieldPlan): string[] {
  const { shape, offset, size } = field
  switch (shape.kind) {
    case 'struct':
      return shape.fields.flatMap(checks)
    case 'enum':
      return atMost(1, offset, shape.members.length - 1)
    case 'flags':
      return atMost(size, offset, 2 ** shape.members.length - 1)
    case 'scalar':
      return shape.scalar === 'bool' ? atMost(1, offset, 1) : []
    case 'array':
      if (shape.element.kind !== 'scalar' || shape.element.scalar !== 'bool') return []
      return [
        `for (let at = byte + ${offset}; at < byte + ${offset + size}; at++) if (U8[at]! > 1) ${refuse}`,
      ]
    case 'string':
    case 'bytes': {
      const length = `U16[half + ${offset / 2}]!`
      return [
        `if (${length} > ${shape.bytes}) ${refuse}`,
        `U8.fill(0, byte + ${offset + 2} + ${length}, byte + ${offset + size})`,
      ]
    }
    case 'quantized':
      return atMost(size, offset, shape.steps)
    case 'angle':
      return atMost(size, offset, 2 ** shape.bits - 1)
    case 'smallestThree':
      return [`if (!${smallestThreeCode(shape.bits, offset).check}) ${refuse}`]
    case 'entity':
    case 'vector':
      return []
  }
}

/** Refuses a number above `maximum`; nothing where the bytes can hold no larger one. */
function atMost(size: number, offset: number, maximum: number): string[] {
  if (maximum === 2 ** (8 * size) - 1) return []
  const place =
    size === 1
      ? `U8[byte + ${offset}]`
      : size === 2
        ? `U16[half + ${offset / 2}]`
        : `U32[word + ${offset / 4}]`
  return [`if (${place}! > ${maximum}) ${refuse}`]
}

/** Bytes in front of a component and within it that no field covers. */
function paddingOf({ offset, paddingBefore, holes }: ComponentPlan): number[] {
  return [...span(offset - paddingBefore, offset), ...holes]
}

function span(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index)
}

/** Stores of zero over all these bytes, by whole words where they fill one. */
function zeroes(bytes: readonly number[]): string[] {
  const lines: string[] = []
  const all = new Set(bytes)
  for (const byte of bytes) {
    const first = byte - (byte % 4)
    const isWhole = [0, 1, 2, 3].every((index) => all.has(first + index))
    if (!isWhole) lines.push(`U8[byte + ${byte}] = 0`)
    else if (byte === first) lines.push(`I32[word + ${byte / 4}] = 0`)
  }
  return lines
}
