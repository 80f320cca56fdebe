import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDiagnostics } from '../../generator/diagnostic/format.ts'
import { formatDiagnosticsJson } from '../../generator/diagnostic/json.ts'
import { readSchema } from '../../generator/source/readSchema.ts'
import { parseText } from '../../generator/source/syntax.ts'

const fixtures = ['full', 'minimal'].map((name) =>
  readFileSync(new URL(`../fixtures/schemas/${name}.json`, import.meta.url), 'utf8'),
)
/** Bounds the whole file; a run that found nothing in this time goes on in the next. */
const bounded = { numRuns: 100_000, interruptAfterTimeLimit: 1_000, markInterruptAsFailure: false }

/** What must hold for every text whatsoever. */
function checkReading(text: string): void {
  const { input, diagnostics, locate } = readSchema(text, 'f.json')
  const wrong = diagnostics.some(({ severity }) => severity === 'error')
  expect(input === null).toBe(wrong)
  const lines = (text.startsWith('\uFEFF') ? text.slice(1) : text).split(/\r\n|\n|\r/)
  let before = 0
  for (const diagnostic of [...diagnostics, locate({ ...elsewhere, path: ['worlds', 'left', 3, ''] })]) {
    const { code, message, line, column, length } = diagnostic
    expect(code).toMatch(/^ECS\d{3}$/)
    expect(message.length).toBeGreaterThan(0)
    expect(message.length).toBeLessThan(500)
    const shown = lines[line - 1]
    expect(shown, `line ${line}`).toBeDefined()
    expect(column).toBeGreaterThanOrEqual(1)
    expect(column).toBeLessThanOrEqual(shown!.length + 1)
    expect(length).toBeGreaterThanOrEqual(1)
    expect(column - 1 + length).toBeLessThanOrEqual(Math.max(shown!.length, column))
    if (diagnostic !== diagnostics.at(-1) && code !== elsewhere.code) {
      expect(line).toBeGreaterThanOrEqual(before)
      before = line
    }
  }
  expect(diagnostics.length).toBeLessThanOrEqual(101)
  checkPrinted(formatDiagnostics(diagnostics, text), diagnostics.length)
  JSON.parse(formatDiagnosticsJson(diagnostics))
}

const elsewhere = { code: 'ECS999', severity: 'error', at: 'value', message: 'm', hint: null } as const

function checkPrinted(said: string, count: number): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
  expect(said).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202e]/)
  expect(said).not.toMatch(/\n\s+at |Error:|node_modules|undefined|\[object/)
  const each = count === 0 ? 0 : 3 * count
  expect(said.split('\n')).toHaveLength(each + 1)
  for (const line of said.split('\n')) expect(line.length).toBeLessThan(1200)
}

const hostileNames = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'hasOwnProperty',
    'toString',
    'then',
    'length',
    '',
    '0',
  ),
  fc.constantFrom(
    '`',
    '$' + '{process.exit()}',
    '*/',
    '//',
    '\'"',
    '\n',
    '\u2028',
    '\u202e',
    '\ud800',
    '\0',
    '{{x}}',
  ),
  fc.constantFrom('x'.repeat(65), 'X'.repeat(1500), 'größe', '日本', 'a b', 'a-b', 'A_b', 'Position', 'left'),
  fc.string({ unit: 'binary', maxLength: 8 }),
)

const keys = fc.oneof(
  hostileNames,
  fc
    .constantFrom('name components archetypes worlds links queue cluster sharedState'.split(' '))
    .chain((list) => fc.constantFrom(...list)),
  fc.constantFrom(
    'from',
    'to',
    'capacity',
    'kind',
    'batchSize',
    'nodes',
    'ownership',
    'strategy',
    'transport',
  ),
  fc.constantFrom('enum', 'flags', 'struct', 'routing', 'default', 'priorityCapacity', 'virtualNodes'),
)

const values = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom(
      'f32',
      'u8[4]',
      'string<8>',
      'f23',
      'all',
      'hash',
      'range',
      'none',
      'tcp',
      'spsc',
      'left',
      'A',
    ),
    fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constant(null), hostileNames),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(keys, tie('value')), { maxLength: 5 }).map((entries) => new Members(entries)),
  ),
})).value

/** An object as it stands in a text, where a key may be `__proto__` or appear twice. */
class Members {
  readonly entries: readonly (readonly [string, unknown])[]
  constructor(entries: readonly (readonly [string, unknown])[]) {
    this.entries = entries
  }
}

function print(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(print).join()}]`
  if (value instanceof Members) {
    return `{${value.entries.map(([key, member]) => `${JSON.stringify(key)}:${print(member)}`).join()}}`
  }
  return JSON.stringify(value) ?? 'null'
}

test('any bytes', () => {
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array).toString('utf8'))
  const jsonLike = fc
    .array(
      fc.constantFrom(...'{}[]:,"\'/*\\ \n\r\t\uFEFF0-1e.'.split(''), 'true', 'nul', '"a"', '//', '/*'),
      {
        maxLength: 60,
      },
    )
    .map((parts) => parts.join(''))
  fc.assert(fc.property(fc.oneof(bytes, jsonLike, fc.string({ unit: 'binary' })), checkReading), bounded)
})

test('any JSON, with the words of schemas and hostile names', () => {
  const members = fc.array(fc.tuple(keys, values), { maxLength: 8 }).map((entries) => new Members(entries))
  const root = fc.oneof({ weight: 4, arbitrary: members }, { weight: 1, arbitrary: values })
  fc.assert(
    fc.property(root, (value) => checkReading(print(value))),
    bounded,
  )
})

test('valid schemas in which values and keys were replaced', () => {
  const token = /"(?:[^"\\]|\\.)*"|-?\d+|true|false|null|\{\}/g
  const change = fc.tuple(
    fc.nat(),
    fc.oneof(
      values.map(print),
      keys.map((key) => JSON.stringify(key)),
    ),
  )
  const mutated = fc.tuple(fc.constantFrom(...fixtures), fc.array(change, { minLength: 1, maxLength: 3 }))
  let tried = 0
  let read = 0
  fc.assert(
    fc.property(mutated, ([text, changes]) => {
      tried++
      let changed = text
      for (const [where, replacement] of changes) {
        const tokens = [...changed.matchAll(token)]
        const { index, 0: found } = tokens[where % tokens.length]!
        changed = changed.slice(0, index) + replacement + changed.slice(index + found.length)
      }
      checkReading(changed)
      if (parseText(changed).root !== null) read++
    }),
    bounded,
  )
  // A share and no number: how many are tried depends on the time that the machine has for them.
  expect(
    read / tried,
    'mutations have to pass the parser, or the checks behind it are not tested',
  ).toBeGreaterThan(0.1)
})

test('valid schemas in which bytes were cut, doubled and replaced', () => {
  const edit = fc.tuple(
    fc.nat(),
    fc.nat(6),
    fc.constantFrom('', '"', '{', '}', ',', ':', '\\', '\n', '\0', '/*', '😀'),
  )
  const mutated = fc.tuple(fc.constantFrom(...fixtures), fc.array(edit, { minLength: 1, maxLength: 4 }))
  fc.assert(
    fc.property(mutated, ([text, edits]) => {
      let changed = text
      for (const [where, length, insert] of edits) {
        const at = where % (changed.length + 1)
        changed = changed.slice(0, at) + insert + changed.slice(at + length)
      }
      checkReading(changed)
    }),
    bounded,
  )
})
