import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resolveFieldType } from '../../schemas/field.ts'
import { elementTypeNames, parseFieldType, scalarNames, vectorNames } from '../../schemas/fieldType.ts'
import { explainFieldType } from '../../schemas/fieldTypeHelp.ts'

describe('parseFieldType', () => {
  test('reads every type', () => {
    for (const scalar of scalarNames) expect(parseFieldType(scalar)).toEqual({ kind: 'scalar', scalar })
    for (const vector of vectorNames) expect(parseFieldType(vector)).toEqual({ kind: 'vector', vector })
    expect(parseFieldType('entity')).toEqual({ kind: 'entity', reference: 'handle' })
    expect(parseFieldType('angle')).toEqual({ kind: 'angle', bits: 16 })
    expect(parseFieldType('string<24>')).toEqual({ kind: 'string', bytes: 24 })
    expect(parseFieldType('bytes<1024>')).toEqual({ kind: 'bytes', bytes: 1024 })
    expect(parseFieldType('u16[16]')).toEqual({
      kind: 'array',
      element: { kind: 'scalar', scalar: 'u16' },
      length: 16,
    })
    for (const element of elementTypeNames)
      expect(parseFieldType(`${element}[1024]`)).toMatchObject({ length: 1024 })
  })

  const refused = [
    ...['', 'u7', 'F32', ' f32', 'f32 ', 'f32\n', 'constructor', 'toString', '__proto__', 'enum', 'struct'],
    ...[
      'string',
      'string<>',
      'string<0>',
      'string<01>',
      'string<1025>',
      'string<-1>',
      'string<1.5>',
      'string<1e2>',
    ],
    ...[
      'bytes<1025>',
      'u8[]',
      'u8[0]',
      'u8[01]',
      'u8[1025]',
      'u8[4][4]',
      'string<4>[2]',
      'bytes<4>[2]',
      'u8 [4]',
    ],
    ...['u8[99999999999999999999]', 'constructor[2]', 'f32`', '$' + '{f32}'],
  ]
  test.each(refused)('refuses %j and says why', (text) => {
    expect(parseFieldType(text)).toBeNull()
    expect(explainFieldType(text).message).not.toBe('')
  })

  test('never throws and never guesses', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        if (parseFieldType(text) === null) expect(explainFieldType(text).code).toMatch(/^ECS(104|406)$/)
        else expect(text).toMatch(/^[a-z0-9]+(\[\d+\]|<\d+>)?$/)
      }),
      { numRuns: 300 },
    )
  })
})

describe('explainFieldType', () => {
  const hints = [
    ['f23', 'did you mean "f32"?'],
    ['float', 'did you mean "f32"?'],
    ['Vec3', 'did you mean "vec3"?'],
    ['boolean', 'did you mean "bool"?'],
    ['string', 'give its size in bytes, for instance "string<24>"'],
    ['u61[16]', 'did you mean "u16[16]"?'],
    ['u8 [4]', null],
    ['f32[]', 'arrays have a fixed length, for instance "f32[16]"'],
    ['wonderful', null],
    ['angel', 'did you mean "angle"?'],
    ['radians', 'did you mean "angle"?'],
    ['angle<12>', 'write { "angle": { "bits": 16 } }'],
    ['quantized', 'write { "quantized": { "min": 0, "max": 1, "bits": 16 } }'],
    ['quat<10>', 'write { "quat": { "bits": 10 } }'],
    [
      'angle[4]',
      'arrays repeat numbers, bool, vectors, quat and entity; wrap the rest in a struct of named fields',
    ],
  ] as const
  test.each(hints)('%s: %s', (text, hint) => {
    if (text === 'u8 [4]') expect(explainFieldType(text).hint).toContain('u8')
    else expect(explainFieldType(text).hint).toBe(hint)
  })
})

describe('resolveFieldType', () => {
  test('keeps the order of fields and members', () => {
    const type = resolveFieldType({ struct: { z: 'u8', a: { enum: ['b', 'a'] }, m: { flags: ['y', 'x'] } } })
    expect(type).toEqual({
      kind: 'struct',
      fields: [
        { name: 'z', type: { kind: 'scalar', scalar: 'u8' }, deprecated: false },
        { name: 'a', type: { kind: 'enum', members: ['b', 'a'] }, deprecated: false },
        { name: 'm', type: { kind: 'flags', members: ['y', 'x'] }, deprecated: false },
      ],
    })
  })

  test('fills in the bits of angles and quaternions', () => {
    const range = { min: -1, max: 1, bits: 12 }
    expect(resolveFieldType({ quantized: range })).toEqual({ kind: 'quantized', ...range })
    expect(resolveFieldType({ angle: {} })).toEqual({ kind: 'angle', bits: 16 })
    expect(resolveFieldType({ quat: {} })).toEqual({ kind: 'smallestThree', bits: 10 })
  })

  test('throws on what was not validated', () => {
    expect(() => resolveFieldType('f23')).toThrow('not a validated field type')
  })
})
