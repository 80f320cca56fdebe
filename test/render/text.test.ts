import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { kernelText } from '../../generator/render/kernel.ts'
import { comment, literal } from '../../generator/render/render.ts'

describe('literals', () => {
  test('are the text again when evaluated, whatever it is', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom("'", '"', '\\', '`', '\n', '\u2028', '\u2029', '${', '*/', 'a') }),
    )
    fc.assert(
      fc.property(anyText, (text) => {
        const source = literal(text)
        expect(new Function(`return ${source}`)()).toBe(text)
        expect(source).not.toMatch(/[\n\r\u2028\u2029]/)
      }),
    )
  })

  test('are quoted as the module is', () => {
    expect(literal('plain')).toBe("'plain'")
    expect(literal("it's")).toBe('"it\'s"')
  })
})

describe('comments', () => {
  test('end neither the line nor the comment', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = comment(text)
        expect(shown).toMatch(/^[\x20-\x7e]*$/)
        expect(shown).not.toContain('*/')
      }),
    )
  })
})

describe('kernels', () => {
  const source = [
    "import { a } from './sample.ts'",
    "import type { B } from './b.ts'",
    'import {',
    '  c,',
    '  d,',
    "} from './sample.ts'",
    "export type { B } from './b.ts'",
    '',
    '/** Inner. */',
    'export function inner(): void {',
    '  //#if extra',
    '  a()',
    '  //#end',
    '}',
    '',
    '/**',
    ' * Outer.',
    ' * @public',
    ' */',
    'export function outer(): void {}',
  ].join('\n')

  test('lose their imports and the regions of features that are off', () => {
    const text = kernelText(source, () => false)
    expect(text).toBe(
      '/** Inner. */\nfunction inner(): void {\n}\n\n/**\n * Outer.\n */\nexport function outer(): void {}',
    )
  })

  test('keep the regions of features that are on', () => {
    expect(kernelText(source, (name) => name === 'extra')).toContain('  a()\n}')
  })
})
