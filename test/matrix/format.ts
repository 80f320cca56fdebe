import { describe, expect, test } from 'vitest'
import { generatedMatrix } from './generated.ts'
import { formattingEdits } from './layout.ts'

const files = () => generatedMatrix('small').flatMap((generated) => generated.files.slice(0, 1))

/** The first lines of the matrix that break a rule of layout. */
function linesThat(isWrong: (line: string, before: string) => boolean): string[] {
  return files()
    .flatMap(({ name, text }) => {
      const lines = text.split('\n')
      return lines
        .map((line, index) => ({ line, index }))
        .filter(({ line, index }) => isWrong(line, lines[index - 1] ?? ''))
        .map(({ line, index }) => `${name}:${index + 1}: ${JSON.stringify(line)}`)
    })
    .slice(0, 8)
}

/** Run by matrix.test.ts: generating the matrix again costs more than all of these. */
export function testLayout(): void {
  describe('the layout of every output', () => {
    test('has LF, and ends with one newline', () => {
      const wrong = files().filter(
        ({ text }) => text.includes('\r') || !text.endsWith('\n') || text.endsWith('\n\n'),
      )
      expect(wrong.map(({ name }) => name)).toEqual([])
    })

    test('has no tab and no space at the end of a line', () => {
      expect(linesThat((line) => line.includes('\t') || / $/.test(line))).toEqual([])
    })

    test('never has two blank lines, nor one after an opening brace or before a closing one', () => {
      expect(
        linesThat(
          (line, before) => (line === '' && before === '') || (line === '' && before.endsWith('{')),
        ).filter((line) => !line.endsWith(':1: ""')),
      ).toEqual([])
      expect(linesThat((line, before) => before === '' && /^\s*[}\])]/.test(line))).toEqual([])
    })

    test('is indented by steps of two, one deeper at most', () => {
      const depth = (line: string): number => line.length - line.trimStart().length
      const isComment = (line: string): boolean => /^\s*\*/.test(line)
      expect(linesThat((line) => !isComment(line) && depth(line) % 2 !== 0)).toEqual([])
      expect(
        linesThat(
          (line, before) =>
            before !== '' && !isComment(line) && !isComment(before) && depth(line) > depth(before) + 2,
        ),
      ).toEqual([])
    })

    test('has no lines that nobody can read, tables and routes aside', () => {
      expect(
        linesThat(
          (line) =>
            line.length > 160 &&
            !/^\s*(\[|const \w+.* = \[|new Inbox|carried: \[|readonly|\/\*\* |\/\/ )/.test(line) &&
            !/^\s*[\d, ]+,?$/.test(line) &&
            !/^(export type|const \w+Names)/.test(line),
        ),
      ).toEqual([])
    })

    test('breaks lines and indents as the formatter of TypeScript would', () => {
      const sample = files().filter((_, index) => index % 9 === 0)
      const found = sample.flatMap(({ name, text }) => formattingEdits(name, text))
      expect(found.slice(0, 8)).toEqual([])
    })
  })
}
