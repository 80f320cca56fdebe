import { describe, expect, test } from 'vitest'
import { finish, toJavaScript } from '../../generator/finish/finish.ts'

const finished = (text: string): string => finish(text, 'sample.ts')

describe('the sweep', () => {
  test('takes out what no export reaches, with its comment', () => {
    const text = [
      '// Banner.',
      'export const a = used()',
      '',
      '/** Used. */',
      'function used(): number {',
      '  return 1',
      '}',
      '',
      '/** Not used. */',
      'function unused(): number {',
      '  return used()',
      '}',
    ]
    expect(finished(text.join('\n'))).toBe(`${text.slice(0, 7).join('\n')}\n`)
  })

  test('takes out a function whose name is only a parameter', () => {
    const text = 'export class Box {\n  put(double: number): number {\n    return double\n  }\n}\n'
    expect(finished(`${text}function double(): void {}\n`)).toBe(text)
  })

  test('takes out functions that only reach each other', () => {
    const text =
      'export const a = 1\nfunction ping(): void {\n  pong()\n}\nfunction pong(): void {\n  ping()\n}\n'
    expect(finished(text)).toBe('export const a = 1\n')
  })

  test.each([
    ['a call', 'start()\nfunction start(): void {}\n'],
    ['an assignment', 'let state = 0\nstate = 1\n'],
    ['an exported class', 'export class Box {\n  size = 1\n}\n'],
    ['a global declaration', 'declare global {\n  var seen: number\n}\n'],
    ['an export of a type', 'type Id = number\nexport type Ids = readonly Id[]\n'],
    ['a base class', 'class Base {}\nexport class Derived extends Base {}\n'],
    ['a shorthand property', 'const left = 1\nexport const both = { left }\n'],
    ['a type query', 'const table = [1]\nexport type Table = typeof table\n'],
    ['a computed member', "const key = 'a'\nexport const record = { [key]: 1 }\n"],
  ])('keeps %s and what it needs', (_, text) => {
    expect(finished(text)).toBe(text)
  })

  test('a member of the same name does not keep a declaration', () => {
    const text = 'export const a = { size: 1 }.size\nconst size = 2\n'
    expect(finished(text)).toBe('export const a = { size: 1 }.size\n')
  })

  test('keeps the banner where the first declaration goes', () => {
    expect(finished('// Banner.\n/* lint off */\nconst unused = 1\nexport const a = 1\n')).toMatch(
      /^\/\/ Banner\./,
    )
  })
})

describe('finishing', () => {
  test('a syntax error throws, with its place', () => {
    expect(() => finished('export const a = 1\nexport const b = = 2\n')).toThrow(/sample\.ts:2/)
    expect(() => finished('export function f( {\n')).toThrow(/syntax error/)
  })

  test('folds blank lines and ends with one newline', () => {
    expect(finished('\n\nexport const a = 1\n\n\n\n\nexport const b = 2  \n\n')).toBe(
      'export const a = 1\n\nexport const b = 2\n',
    )
    expect(finished('export class A {\n\n  a = 1\n}\n')).toBe('export class A {\n  a = 1\n}\n')
  })

  test('finishing again changes nothing', () => {
    const once = finished('\nexport const a = f()\n\n\n\nfunction f(): number {\n  return 1\n}\n')
    expect(finished(once)).toBe(once)
  })

  test('JavaScript has no types, and its declarations no bodies', () => {
    const { code, types } = toJavaScript(
      'export function twice(n: number): number {\n  return n * 2\n}\n',
      'a.ts',
    )
    expect(code).toBe('export function twice(n) {\n  return n * 2\n}\n')
    expect(types).toBe('export declare function twice(n: number): number;\n')
  })
})
