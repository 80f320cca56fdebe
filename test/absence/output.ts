import { describe, expect, test } from 'vitest'
import { generate } from '../../generator/index.ts'
import { generatorVersion } from '../../schemas/version.ts'
import { matrixCases, schemaOf } from '../matrix/cases.ts'
import { generatedMatrix } from '../matrix/generated.ts'

const files = () => generatedMatrix('small').flatMap((generated) => generated.files)

/** Every line of the matrix that matches, at most a few, with its place. */
function linesWith(pattern: RegExp): string[] {
  const found = new Set<string>()
  for (const { name, text } of files()) {
    if (found.size > 5) break
    for (const [index, line] of text.split('\n').entries()) {
      if (pattern.test(line)) found.add(`${name}:${index + 1}: ${line}`)
    }
  }
  return [...found]
}

/** Run by test/matrix/matrix.test.ts, which has generated the modules. */
export function testOutput(): void {
  describe('every output', () => {
    test('imports nothing', () => {
      expect(linesWith(/^\s*import\b|\bimport\s*\(|\brequire\s*\(|^export .* from /)).toEqual([])
    })

    test('names no time, version or path of the machine that made it', () => {
      const root = new URL('../../', import.meta.url).pathname
      expect(linesWith(new RegExp(generatorVersion.replaceAll('.', '\\.')))).toEqual([])
      expect(linesWith(/\bnew Date\b|\b20\d\d-\d\d-\d\d\b/)).toEqual([])
      expect(
        files()
          .filter(({ text }) => text.includes(root))
          .map(({ name }) => name),
      ).toEqual([])
      expect(linesWith(/file:\/\/|(^|[\s'"`(])\/(home|tmp|usr|work|Users|var)\//)).toEqual([])
      const moved = generate(schemaOf('moved', matrixCases[0]!.choice), {
        schemaFile: '/some/folder/a.schema.json',
      })
      expect(moved.files[0]!.text).toContain('from a.schema.json')
      expect(moved.files[0]!.text).not.toContain('/some/')
    })

    test('has no escape hatch and nothing unfinished', () => {
      expect(
        linesWith(/@ts-|: any\b|as any\b|<any>|as unknown|\bTODO\b|\bFIXME\b|console\.|debugger/),
      ).toEqual([])
      expect(
        linesWith(/\bundefined\b(?!')/).filter(
          (line) => !/globalThis|\| undefined|typeof|=== undefined|!== undefined/.test(line),
        ),
      ).toEqual([])
      expect(linesWith(/\[object |\{\{|\}\}|NaN,|Infinity,|\/\/#/)).toEqual([])
    })

    test('is erasable: no enum, namespace, decorator or parameter property', () => {
      expect(
        linesWith(
          /^\s*(export )?(const )?enum |^\s*(export )?namespace |^\s*@\w+|constructor\((public|private|protected|readonly) /,
        ),
      ).toEqual([])
    })

    test('uses typed arrays without type parameters', () => {
      expect(linesWith(/\b(Big)?(Uint|Int|Float)\d+(Clamped)?Array</)).toEqual([])
    })
  })
}
