import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../generator/diagnostic/diagnostic.ts'
import { excerptOf } from '../../generator/diagnostic/excerpt.ts'
import { formatDiagnostics, formatPath } from '../../generator/diagnostic/format.ts'
import { formatDiagnosticsJson } from '../../generator/diagnostic/json.ts'
import { limitDiagnostics, sortDiagnostics } from '../../generator/diagnostic/order.ts'

const diagnostic: Diagnostic = {
  code: 'ECS104',
  severity: 'error',
  path: ['components', 'Position', 'x'],
  at: 'value',
  message: 'unknown field type "f23"',
  hint: 'did you mean "f32"?',
  file: 'cluster.schema.json',
  line: 2,
  column: 24,
  length: 5,
}
const source = '{\r\n    "Position": { "x": "f23" },\r\n}'

describe('formatDiagnostics', () => {
  test('the form for people', () => {
    expect(formatDiagnostics([diagnostic], source)).toBe(
      [
        'cluster.schema.json:2:24 error ECS104: unknown field type "f23" (components.Position.x)',
        '  2 |     "Position": { "x": "f23" },',
        '    |                        ^^^^^ did you mean "f32"?',
        '',
      ].join('\n'),
    )
  })

  test('without a source there is no excerpt, and the hint stays', () => {
    expect(formatDiagnostics([diagnostic], null)).toBe(
      'cluster.schema.json:2:24 error ECS104: unknown field type "f23" (components.Position.x)\n  did you mean "f32"?\n',
    )
  })

  test('colour only when asked for', () => {
    expect(formatDiagnostics([diagnostic], source)).not.toContain('\x1b')
    expect(formatDiagnostics([diagnostic], source, { color: true })).toContain('\x1b[31merror ECS104\x1b[0m')
  })

  test('nothing that came from a file acts on the terminal', () => {
    const hostile = 'a\x1b[31m\u202eb\x07\u0085'
    const all = {
      ...diagnostic,
      file: hostile,
      message: hostile,
      hint: hostile,
      path: [hostile],
      line: 1,
      column: 1,
    }
    const said = formatDiagnostics([all], hostile)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
    expect(said).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/)
    expect(said.split('\n')).toHaveLength(4)
    expect(said).toContain('a\\u001b[31m\\u202eb\\u0007\\u0085')
  })

  test('a byte order mark does not move the marks', () => {
    const first = { ...diagnostic, line: 1, column: 1, length: 1 }
    expect(formatDiagnostics([first], `\uFEFF${source}`)).toContain('  1 | {\n    | ^ did')
  })
})

describe('excerptOf', () => {
  test('tabs become spaces, for the mark too', () => {
    expect(excerptOf('\t"a": 1', 2, 3)).toEqual({ text: '  "a": 1', markColumn: 2, markLength: 3 })
  })

  test('wide and combining characters move the mark as they do on screen', () => {
    expect(excerptOf('"日本": x', 7, 1)).toEqual({ text: '"日本": x', markColumn: 8, markLength: 1 })
    expect(excerptOf('"e\u0301": x', 7, 1).markColumn).toBe(5)
    expect(excerptOf('"😀"', 2, 2)).toEqual({ text: '"😀"', markColumn: 1, markLength: 2 })
  })

  test('long lines are cut around the mark', () => {
    const line = `${'a'.repeat(5000)}MARK${'b'.repeat(5_000_000)}`
    const { text, markColumn, markLength } = excerptOf(line, 5001, 4)
    expect(text.length).toBeLessThanOrEqual(106)
    expect(text.slice(markColumn, markColumn + markLength)).toBe('MARK')
    expect(text).toMatch(/^\.\.\.a+MARKb+\.\.\.$/)
  })

  test('a mark longer than the excerpt is cut with it', () => {
    const { text, markColumn, markLength } = excerptOf('x'.repeat(500), 1, 500)
    expect(markColumn + markLength).toBeLessThanOrEqual(text.length)
  })

  test('a mark behind the end stands after the last character', () => {
    expect(excerptOf('ab', 3, 1)).toEqual({ text: 'ab', markColumn: 2, markLength: 1 })
    expect(excerptOf('', 1, 1)).toEqual({ text: '', markColumn: 0, markLength: 1 })
  })
})

describe('order', () => {
  test('source order, each once', () => {
    const later = { ...diagnostic, line: 3 }
    const before = { ...diagnostic, column: 2 }
    expect(sortDiagnostics([later, diagnostic, before, { ...diagnostic }])).toEqual([
      before,
      diagnostic,
      later,
    ])
  })

  test('the rest is counted', () => {
    const many = Array.from({ length: 103 }, (_, index) => ({ ...diagnostic, line: index + 1 }))
    const shown = limitDiagnostics(many, 100)
    expect(shown).toHaveLength(101)
    expect(shown.at(-1)).toMatchObject({ code: 'ECS009', line: 101 })
    expect(shown.at(-1)?.message).toMatch(/^3 more problems/)
    expect(limitDiagnostics(many.slice(0, 100), 100)).toHaveLength(100)
  })
})

test('formatPath', () => {
  expect(formatPath(['links', 0, 'queue', 'a b', '0', 'my-node'])).toBe('links[0].queue["a b"]["0"].my-node')
  expect(formatPath([])).toBe('')
})

test('the form for programs has stable keys', () => {
  const text = formatDiagnosticsJson([diagnostic, { ...diagnostic, severity: 'warning' }])
  const report = JSON.parse(text)
  expect(Object.keys(report)).toEqual(['formatVersion', 'errorCount', 'warningCount', 'diagnostics'])
  expect(report).toMatchObject({ formatVersion: 1, errorCount: 1, warningCount: 1 })
  expect(Object.entries(report.diagnostics[0])).toEqual([
    ['code', 'ECS104'],
    ['severity', 'error'],
    ['message', 'unknown field type "f23"'],
    ['hint', 'did you mean "f32"?'],
    ['file', 'cluster.schema.json'],
    ['line', 2],
    ['column', 24],
    ['length', 5],
    ['place', 'components.Position.x'],
    ['path', ['components', 'Position', 'x']],
    ['at', 'value'],
  ])
})
