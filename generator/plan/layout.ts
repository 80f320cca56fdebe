import type { FieldInput } from '../../schemas/field.ts'
import { resolveFields } from '../../schemas/field.ts'
import type { ElementType, FieldType, ScalarName, StructField, VectorName } from '../../schemas/fieldType.ts'
import { bytesOfBits } from '../../schemas/quantized.ts'
import { angleShape, isQuatOfFourBytes, quantizedShape } from './compact.ts'
import type { ComponentPlan, FieldPlan, FieldShape } from './plan.ts'

export const scalarSizes: Readonly<Record<ScalarName, number>> = {
  u8: 1,
  i8: 1,
  bool: 1,
  u16: 2,
  i16: 2,
  u32: 4,
  i32: 4,
  f32: 4,
  u64: 8,
  i64: 8,
  f64: 8,
}

const vectorLanes: Readonly<Record<VectorName, number>> = { vec2: 2, vec3: 3, vec4: 4, quat: 4 }

interface Extent {
  readonly size: number
  readonly align: number
}

export function roundUp(value: number, align: number): number {
  return Math.ceil(value / align) * align
}

/** Entity, generation, source and target worlds, flags: 12 bytes. The mask words follow. */
export const headerFixedBytes = 12

/**
 * Lays out the components one after the other behind the header, each by the rules of a C struct (offset
 * rounded up to its alignment, size rounded up to its alignment), so that a C compiler given the same
 * structs in the same order reads the packet.
 */
export function layOutComponents(
  components: readonly (readonly [name: string, fields: Readonly<Record<string, FieldInput>>])[],
): { readonly headerSize: number; readonly maskWords: number; readonly components: ComponentPlan[] } {
  const maskWords = Math.max(1, Math.ceil(components.length / 32))
  const headerSize = headerFixedBytes + 4 * maskWords
  let end = headerSize
  const planned = components.map(([name, inputs], id): ComponentPlan => {
    const relative = layOutFields(resolveFields(inputs), 0, name)
    const offset = relative.size === 0 ? end : roundUp(end, relative.align)
    const fields = relative.fields.map((field) => moved(field, offset))
    const paddingBefore = offset - end
    end = offset + relative.size
    return {
      name,
      id,
      maskWord: id >>> 5,
      maskBit: id & 31,
      offset,
      size: relative.size,
      align: relative.align,
      paddingBefore,
      end,
      wireWords: roundUp(end, 8) / 4,
      fields,
      holes: holesOf(fields, offset, relative.size),
    }
  })
  return { headerSize, maskWords, components: planned }
}

function layOutFields(
  fields: readonly StructField[],
  start: number,
  owner: string,
): { readonly fields: FieldPlan[]; readonly size: number; readonly align: number } {
  let offset = start
  let align = 1
  const planned = fields.map(({ name, type, deprecated }): FieldPlan => {
    const typeName = owner + name[0]!.toUpperCase() + name.slice(1)
    const extent = extentOf(type)
    offset = roundUp(offset, extent.align)
    align = Math.max(align, extent.align)
    const field = {
      name,
      offset,
      ...extent,
      typeText: typeText(type),
      deprecated,
      shape: shapeOf(type, offset, typeName),
    }
    offset += extent.size
    return field
  })
  return { fields: planned, size: roundUp(offset - start, align), align }
}

function extentOf(type: FieldType): Extent {
  switch (type.kind) {
    case 'scalar':
      return { size: scalarSizes[type.scalar], align: scalarSizes[type.scalar] }
    case 'vector':
      return { size: 4 * vectorLanes[type.vector], align: 4 }
    case 'entity':
      return { size: 4, align: 4 }
    case 'array': {
      const element = extentOf(type.element)
      return { size: element.size * type.length, align: element.align }
    }
    case 'string':
    case 'bytes':
      // A u16 length in front.
      return { size: roundUp(2 + type.bytes, 2), align: 2 }
    case 'enum':
      return { size: 1, align: 1 }
    case 'flags': {
      const size = type.members.length <= 8 ? 1 : type.members.length <= 16 ? 2 : 4
      return { size, align: size }
    }
    case 'struct':
      return layOutFields(type.fields, 0, '')
    case 'quantized':
    case 'angle':
      return { size: bytesOfBits(type.bits), align: bytesOfBits(type.bits) }
    case 'smallestThree':
      return isQuatOfFourBytes(type.bits) ? { size: 4, align: 4 } : { size: 6, align: 2 }
  }
}

function shapeOf(type: FieldType, offset: number, typeName: string): FieldShape {
  switch (type.kind) {
    case 'array':
      return { ...type, elementSize: extentOf(type.element).size }
    case 'enum':
    case 'flags':
      return { ...type, typeName }
    case 'struct':
      return { kind: 'struct', typeName, fields: layOutFields(type.fields, offset, typeName).fields }
    case 'quantized':
      return quantizedShape(type)
    case 'angle':
      return angleShape(type.bits)
    default:
      return type
  }
}

function moved(field: FieldPlan, by: number): FieldPlan {
  const shape: FieldShape =
    field.shape.kind === 'struct'
      ? { ...field.shape, fields: field.shape.fields.map((inner) => moved(inner, by)) }
      : field.shape
  return { ...field, offset: field.offset + by, shape }
}

/** Bytes of the component that no field covers: a C compiler's padding. */
function holesOf(fields: readonly FieldPlan[], offset: number, size: number): number[] {
  const covered = new Set<number>()
  const cover = (list: readonly FieldPlan[]): void => {
    for (const field of list) {
      if (field.shape.kind === 'struct') cover(field.shape.fields)
      else for (let byte = 0; byte < field.size; byte++) covered.add(field.offset + byte)
    }
  }
  cover(fields)
  const holes: number[] = []
  for (let byte = offset; byte < offset + size; byte++) if (!covered.has(byte)) holes.push(byte)
  return holes
}

function elementText(type: ElementType): string {
  return type.kind === 'scalar' ? type.scalar : type.kind === 'vector' ? type.vector : 'entity'
}

/** The type as the schema spells it. */
export function typeText(type: FieldType): string {
  switch (type.kind) {
    case 'scalar':
    case 'vector':
    case 'entity':
      return elementText(type)
    case 'array':
      return `${elementText(type.element)}[${type.length}]`
    case 'string':
    case 'bytes':
      return `${type.kind}<${type.bytes}>`
    case 'enum':
    case 'flags':
      return `${type.kind}(${type.members.join('|')})`
    case 'struct':
      return `struct(${type.fields.map((field) => `${field.name}: ${typeText(field.type)}`).join(', ')})`
    case 'quantized':
      return `quantized(${type.min}..${type.max}, ${type.bits} bits)`
    case 'angle':
      return `angle(${type.bits} bits)`
    case 'smallestThree':
      return `quat(${type.bits} bits)`
  }
}
