import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readSchema } from '../../generator/source/readSchema.ts'
import { limits } from '../../schemas/limits.ts'

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/schemas/${name}.json`, import.meta.url), 'utf8')
const minimal = fixture('minimal')
const codesOf = (text: string): string[] => readSchema(text, 'f').diagnostics.map(({ code }) => code)
const placesOf = (text: string): string[] =>
  readSchema(text, 'f').diagnostics.map(
    ({ code, line, column, length }) => `${code} ${line}:${column}+${length}`,
  )

describe('valid schemas', () => {
  test.each(['full', 'minimal'])('%s is read as it is written', (name) => {
    const text = fixture(name)
    const { input, diagnostics } = readSchema(text, 'f')
    expect(diagnostics).toEqual([])
    expect(input).toEqual(JSON.parse(text))
    // The order of members is the order of memory.
    expect(Object.keys(input!.components)).toEqual(Object.keys(JSON.parse(text).components))
    expect(Object.keys(input!.components.Small ?? {})).toEqual(name === 'full' ? [...'abcde'] : [])
  })

  test('comments, trailing commas, a byte order mark and any line ends', () => {
    const text = `\uFEFF// top\r\n${minimal.replace('}\n}', '},\n /* end */ }').replaceAll('\n', '\r')}`
    expect(readSchema(text, 'f')).toMatchObject({ diagnostics: [] })
  })

  test('nothing is filled in', () => {
    expect(Object.keys(readSchema(minimal, 'f').input!)).toEqual(['name', 'components', 'worlds'])
  })
})

test('names that are refused as too long do not drown what else is said of them', () => {
  const long = 'x'.repeat(1500)
  const schema = {
    name: 'long',
    components: { Position: { x: 'f32' } },
    worlds: { [long]: { routing: { default: `${long}y` } }, [`${long}y`]: {}, left: {} },
    links: [{ from: 'left', to: long }],
  }
  const { diagnostics } = readSchema(JSON.stringify(schema), 'f')
  expect(diagnostics.map(({ code }) => code)).toEqual(['ECS203', 'ECS307', 'ECS203'])
  for (const { message, hint } of diagnostics) expect(`${message}${hint}`.length).toBeLessThan(700)
})

describe('places', () => {
  test('lines and columns count from 1, after a byte order mark too', () => {
    expect(placesOf('{ "name": "A",\r\n\t"quue": 1 }')).toEqual(
      placesOf('\uFEFF{ "name": "A",\r\t"quue": 1 }'),
    )
    expect(placesOf('{ "name": "A",\r\n\t"quue": 1 }')).toContain('ECS103 2:2+6')
  })

  test('columns are UTF-16 code units', () => {
    expect(placesOf(`${minimal.slice(0, 2)}/* 😀 */ "q": 1,${minimal.slice(2)}`)).toEqual(['ECS103 2:10+3'])
  })

  test('a value of several lines is marked on its first line', () => {
    expect(placesOf(minimal.replace('{ "left": {}, "right": {} }', '[\n1,\n2]'))).toEqual(['ECS105 4:13+1'])
  })

  test('a number beyond all numbers is one problem, and not called Infinity', () => {
    const text = `${minimal.slice(0, 2)}"queue": { "capacity": 1e400 }, "transferPoolSize": -1e400,${minimal.slice(2)}`
    const messages = readSchema(text, 'f').diagnostics.map(({ message }) => message)
    const message = 'expected a number, found a number that is too large'
    expect(messages).toEqual([message, message])
  })

  test('of two equal keys the second is marked', () => {
    expect(placesOf('{ "name": "a", "name": "b" }')).toContain('ECS102 1:16+6')
  })

  test('locate finds keys, values, list members and what is missing', () => {
    const { locate } = readSchema(fixture('full'), 'full.json')
    const problem = { code: 'ECS602', severity: 'error', at: 'key', message: 'm', hint: null } as const
    const text = fixture('full').split('\n')
    const marked = (path: (string | number)[], at: 'key' | 'value'): string => {
      const { line, column, length, file } = locate({ ...problem, path, at })
      expect(file).toBe('full.json')
      return text[line - 1]!.slice(column - 1, column - 1 + length)
    }
    expect(marked(['components', 'Inventory'], 'key')).toBe('"Inventory"')
    expect(marked(['components', 'Real', 'double'], 'value')).toBe('"f64"')
    expect(marked(['archetypes', 'crate', 1], 'value')).toBe('"Inventory"')
    expect(marked(['archetypes', 'crate', 1], 'key')).toBe('"')
    expect(marked(['queue', 'nothing', 'deeper'], 'value')).toBe('"queue"')
    expect(marked([], 'key')).toBe('{')
  })
})

describe('all layers in one go', () => {
  test('shape, names and references', () => {
    const text = `{
      "name": "arena",
      "components": { "Position": { "x": "f23" }, "health": {} },
      "worlds": { "left": { "components": ["Positon"] }, "right": {} },
      "links": [{ "from": "left", "to": "middle" }],
      "quue": {}
    }`
    expect(codesOf(text)).toEqual(['ECS104', 'ECS201', 'ECS301', 'ECS302', 'ECS103'])
  })

  test('warnings are silent beside errors and leave the input otherwise', () => {
    const lonely = minimal
      .replace('"left": {}', '"left": { "components": ["Position"] }')
      .replace('"Position": {', '"Lonely": {}, "Position": {')
    const { input, diagnostics } = readSchema(lonely, 'f')
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['ECS321', 'warning']])
    expect(input).not.toBeNull()
    expect(codesOf(lonely.replace('"minimal"', '"Minimal"'))).toEqual(['ECS201'])
  })

  test('each mistake once', () => {
    const text = minimal.replace('"f32"', '{ "enum": ["a", "a", 3, "b c"], "replication": true }')
    expect(codesOf(text)).toEqual(['ECS109', 'ECS105', 'ECS201', 'ECS501'])
  })
})

describe('hostile texts', () => {
  const names = [
    'constructor',
    'toString',
    'hasOwnProperty',
    '__defineGetter__',
    'a`b',
    '$' + '{x}',
    "a'b",
    'a\nb',
  ]
  test.each(names)('%j is no name', (name) => {
    const key = JSON.stringify(name)
    const text = `{ "name": ${key}, "components": { ${key}: { ${key}: "u8" } }, "worlds": { ${key}: {} } }`
    const { input, diagnostics } = readSchema(text, 'f')
    expect(input).toBeNull()
    // The cluster's name is only text and a file, so `constructor` is none of its concern.
    expect(diagnostics.filter(({ code }) => /^ECS20[12]$/.test(code)).length).toBeGreaterThanOrEqual(3)
  })

  test('__proto__ is an error wherever it stands, and no prototype is touched', () => {
    expect(codesOf(minimal.replace('"left"', '"__proto__"'))).toEqual(['ECS202'])
    expect(codesOf(minimal.replace('"x"', '"__proto__"'))).toEqual(['ECS202'])
    expect(codesOf(minimal.replace('"x"', '"\\u005f_proto__"'))).toEqual(['ECS202'])
    expect(codesOf(minimal.replace('{', '{ "__proto__": { "polluted": 1 },'))).toEqual(['ECS202'])
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  test.each([
    [
      'the only component',
      '{"name":"a","components":{"__proto__":{"x":"u8"}},"worlds":{"a":{"components":["__proto__"]}}}',
    ],
    [
      'a component among others',
      '{"name":"a","components":{"A":{},"__proto__":{}},"worlds":{"a":{"components":["__proto__"]}}}',
    ],
    [
      'the only world',
      '{"name":"a","components":{"A":{}},"worlds":{"__proto__":{}},"links":[{"from":"a","to":"__proto__"}]}',
    ],
    [
      'the only archetype',
      '{"name":"a","components":{"A":{}},"archetypes":{"__proto__":["A"]},"worlds":{"a":{}}}',
    ],
    [
      'the only field of a struct',
      '{"name":"a","components":{"A":{"s":{"struct":{"__proto__":"u8"}}}},"worlds":{"a":{}}}',
    ],
    ['the only field', '{"name":"a","components":{"A":{"__proto__":"u8"}},"worlds":{"a":{}}}'],
    [
      'the only node',
      '{"name":"a","components":{"A":{}},"worlds":{"a":{"node":"__proto__"}},"cluster":{"transport":"tcp","nodes":{"__proto__":{"port":1}}}}',
    ],
  ])('__proto__ as the name of %s is the one error, in its place', (_, text) => {
    const { diagnostics } = readSchema(text, 'f')
    const column = text.indexOf('"__proto__":') + 1
    expect(diagnostics).toMatchObject([{ code: 'ECS202', line: 1, column }])
    expect(diagnostics[0]!.message).toContain('"__proto__"')
  })

  test.each([
    ['UTF-16 (little endian)', (text: string) => Buffer.from(text, 'utf16le')],
    ['UTF-16 (big endian)', (text: string) => Buffer.from(text, 'utf16le').swap16()],
    [
      'UTF-32',
      (text: string) => Buffer.from(Uint32Array.from([...text].map((one) => one.codePointAt(0)!)).buffer),
    ],
  ])('%s is named, with or without a byte order mark', (encoding, write) => {
    const swapped = (bytes: Buffer): Buffer[] => (encoding === 'UTF-32' ? [bytes, bytes.swap32()] : [bytes])
    for (const start of ['', '\uFEFF', '\uFEFF// ä\n', '\n', '/* ö */'])
      for (const bytes of swapped(write(start + minimal))) {
        const { diagnostics } = readSchema(bytes.toString('utf8'), 'f')
        expect(diagnostics).toMatchObject([{ code: 'ECS001', hint: expect.stringContaining('UTF-8') }])
        expect(diagnostics[0]!.message).toBe(`the schema is written in ${encoding}, and has to be in UTF-8`)
      }
  })

  test('deep nesting is refused before anything recurses', () => {
    for (const open of ['[', '{"a":', '[{"a":']) {
      expect(codesOf(open.repeat(200_000))).toEqual(['ECS101'])
    }
    expect(codesOf(minimal.replace('"f32"', '['.repeat(50) + ']'.repeat(50)))).toEqual(['ECS105'])
  })

  test('size is refused first', () => {
    expect(codesOf(minimal + ' '.repeat(limits.schemaFileBytes))).toEqual(['ECS002'])
    expect(codesOf(`${minimal}/*${'ä'.repeat(limits.schemaFileBytes / 2)}*/`)).toEqual(['ECS002'])
    expect(codesOf(`[${'1,'.repeat(limits.schemaWords + 1)}1]`)).toEqual(['ECS002'])
  })

  test('a file of nothing but mistakes is still answered, and all are counted', () => {
    const fields = Array.from({ length: limits.componentFields }, (_, index) => `"F${index}":"q"`).join()
    const count = 200
    const components = Array.from({ length: count }, (_, index) => `"C${index}":{${fields}}`).join()
    const text = `{"name":"a","components":{${components}},"worlds":{"a":{}}}`
    const { input, diagnostics } = readSchema(text, 'f')
    expect(input).toBeNull()
    expect(diagnostics).toHaveLength(limits.diagnosticsShown + 1)
    // Every field has a wrong name and a wrong type.
    const more = 2 * limits.componentFields * count - limits.diagnosticsShown
    expect(diagnostics.at(-1)).toMatchObject({ code: 'ECS009' })
    expect(diagnostics.at(-1)?.message).toMatch(new RegExp(`^${more} more problems`))
  })

  test('a schema at the limits of components and fields is read', () => {
    const fields = Array.from({ length: limits.componentFields }, (_, index) => `"f${index}":"u8"`).join()
    const components = Array.from(
      { length: limits.components },
      (_, index) => `"C${index}":{${fields}}`,
    ).join()
    const { input, diagnostics } = readSchema(
      `{"name":"a","components":{${components}},"worlds":{"a":{}}}`,
      'f',
    )
    expect(diagnostics).toEqual([])
    expect(Object.keys(input!.components)).toHaveLength(limits.components)
  })
})
