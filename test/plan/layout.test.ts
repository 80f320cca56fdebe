import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { layOutComponents } from '../../generator/plan/layout.ts'
import type { ComponentPlan, FieldPlan } from '../../generator/plan/plan.ts'
import type { FieldInput } from '../../schemas/field.ts'

/** A C compiler's rules, written anew and without looking at ours: sizeof and alignof of each type. */
const primitives: Readonly<Record<string, readonly [size: number, align: number]>> = {
  u8: [1, 1],
  i8: [1, 1],
  bool: [1, 1],
  u16: [2, 2],
  i16: [2, 2],
  angle: [2, 2],
  u32: [4, 4],
  i32: [4, 4],
  f32: [4, 4],
  entity: [4, 4],
  u64: [8, 8],
  i64: [8, 8],
  f64: [8, 8],
  vec2: [8, 4],
  vec3: [12, 4],
  vec4: [16, 4],
  quat: [16, 4],
}

function cType(input: FieldInput): { size: number; align: number } {
  if (typeof input === 'string') {
    const [, name, count] = /^(\w+)(?:[<[](\d+)[>\]])?$/.exec(input)!
    // A text is struct { uint16_t length; uint8_t bytes[n]; }.
    if (name === 'string' || name === 'bytes')
      return cStruct([
        { size: 2, align: 2 },
        { size: Number(count), align: 1 },
      ])
    const [size, align] = primitives[name!]!
    return { size: size * Number(count ?? 1), align }
  }
  if ('type' in input) return cType(input.type)
  if ('enum' in input) return { size: 1, align: 1 }
  if ('flags' in input) {
    const size = input.flags.length > 16 ? 4 : input.flags.length > 8 ? 2 : 1
    return { size, align: size }
  }
  // A code is one unsigned integer; a quaternion uint32_t, or uint16_t[3] from 11 bits on.
  const coded =
    'quantized' in input ? input.quantized.bits : 'angle' in input ? (input.angle.bits ?? 16) : null
  if (coded !== null) {
    const size = coded > 16 ? 4 : coded > 8 ? 2 : 1
    return { size, align: size }
  }
  if ('quat' in input) return (input.quat.bits ?? 10) > 10 ? { size: 6, align: 2 } : { size: 4, align: 4 }
  if ('struct' in input) return cStruct(Object.values(input.struct).map(cType))
  throw new Error('another form')
}

function cStruct(members: readonly { size: number; align: number }[]): { size: number; align: number } {
  const { end, align } = cOffsets(members)
  return { size: Math.ceil(end / align) * align, align }
}

function cOffsets(members: readonly { size: number; align: number }[]) {
  let end = 0
  let align = 1
  const offsets = members.map((member) => {
    while (end % member.align !== 0) end++
    const offset = end
    end += member.size
    align = Math.max(align, member.align)
    return offset
  })
  return { offsets, end, align }
}

const element = fc.constantFrom(...Object.keys(primitives).filter((name) => name !== 'angle'))
const members = fc
  .uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 32 })
  .map((names) => names.map((name) => `${name}0`))
const fieldInput = fc.letrec<{ field: FieldInput; fields: Record<string, FieldInput> }>((tie) => ({
  field: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    element,
    fc.tuple(element, fc.integer({ min: 1, max: 40 })).map(([type, count]) => `${type}[${count}]`),
    fc.integer({ min: 1, max: 40 }).map((bytes) => `string<${bytes}>`),
    fc.integer({ min: 1, max: 40 }).map((bytes) => `bytes<${bytes}>`),
    members.map((names) => ({ enum: names })),
    members.map((names) => ({ flags: names })),
    fc.integer({ min: 1, max: 32 }).map((bits) => ({ quantized: { min: -1, max: 2, bits } })),
    fc.integer({ min: 1, max: 32 }).map((bits) => ({ angle: { bits } })),
    fc.constantFrom('angle', { angle: {} }, { quat: {} }),
    fc.integer({ min: 4, max: 15 }).map((bits) => ({ quat: { bits } })),
    tie('fields').map((struct) => ({ struct })),
    element.map((type) => ({ type, deprecated: 'use another' })),
  ),
  fields: fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie('field'), { minKeys: 1, maxKeys: 5 }),
}))
const components = fc.dictionary(
  fc.stringMatching(/^[A-Z][a-z]{0,3}$/),
  fc.oneof(fieldInput.fields, fc.constant({})),
  { minKeys: 1, maxKeys: 40 },
)

function leaves(fields: readonly FieldPlan[]): FieldPlan[] {
  return fields.flatMap((field) => (field.shape.kind === 'struct' ? leaves(field.shape.fields) : [field]))
}

function check(
  fields: readonly FieldPlan[],
  inputs: Readonly<Record<string, FieldInput>>,
  base: number,
): void {
  const types = Object.values(inputs).map(cType)
  expect(fields.map(({ name }) => name)).toEqual(Object.keys(inputs))
  expect(fields.map(({ offset }) => offset - base)).toEqual(cOffsets(types).offsets)
  expect(fields.map(({ size, align }) => ({ size, align }))).toEqual(types)
  for (const { name, shape, offset } of fields) {
    const input = inputs[name]!
    if (shape.kind === 'struct' && typeof input === 'object' && 'struct' in input) {
      check(shape.fields, input.struct, offset)
    }
  }
}

describe('layout of random components', () => {
  test('is what a C compiler makes of the same structs', () => {
    fc.assert(
      fc.property(components, (inputs) => {
        const laidOut = layOutComponents(Object.entries(inputs))
        let end = laidOut.headerSize
        for (const component of laidOut.components) {
          const own = inputs[component.name]!
          const { size, align } = cStruct(Object.values(own).map(cType))
          if (Object.keys(own).length === 0) expect(component.size).toBe(0)
          else {
            expect([component.size, component.align]).toEqual([size, align])
            expect(component.offset).toBe(Math.ceil(end / align) * align)
          }
          expect(component.paddingBefore).toBe(component.offset - end)
          check(component.fields, own, component.offset)
          end = component.end
        }
      }),
    )
  })

  test('is aligned, within bounds, without overlap, and its holes are the rest', () => {
    fc.assert(
      fc.property(components, (inputs) => {
        const laidOut = layOutComponents(Object.entries(inputs))
        const packet = new Map<number, string>()
        for (let byte = 0; byte < laidOut.headerSize; byte++) packet.set(byte, 'header')
        for (const component of laidOut.components) claim(component, packet)
        expect(laidOut.headerSize).toBe(12 + 4 * laidOut.maskWords)
        expect(laidOut.components.map(({ maskWord, maskBit }) => 32 * maskWord + maskBit)).toEqual(
          laidOut.components.map((_, index) => index),
        )
        expect(laidOut.components.every(({ maskWord }) => maskWord < laidOut.maskWords)).toBe(true)
      }),
    )
  })
})

function claim(component: ComponentPlan, packet: Map<number, string>): void {
  expect(component.end).toBe(component.offset + component.size)
  for (const field of leaves(component.fields)) {
    expect(field.offset % field.align).toBe(0)
    expect(field.offset).toBeGreaterThanOrEqual(component.offset)
    expect(field.offset + field.size).toBeLessThanOrEqual(component.end)
    for (let byte = field.offset; byte < field.offset + field.size; byte++) {
      expect(packet.get(byte)).toBeUndefined()
      packet.set(byte, field.name)
    }
  }
  const rest = Array.from({ length: component.size }, (_, index) => component.offset + index)
  expect(component.holes).toEqual(rest.filter((byte) => !packet.has(byte)))
}
