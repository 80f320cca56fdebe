import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { limits } from '../../schemas/limits.ts'
import { quote } from '../../schemas/words.ts'
import type { Code } from '../diagnostic/codes.ts'
import type { SchemaPath } from '../diagnostic/diagnostic.ts'

/** Something wrong in the text itself, known by its offset. */
export interface TextError {
  /** Empty where the text has no structure to speak of. */
  readonly path: SchemaPath
  readonly code: Code
  readonly offset: number
  readonly length: number
  readonly message: string
  readonly hint: string | null
}

export interface ParsedText {
  /** Null when any error was found. */
  readonly root: Node | null
  readonly errors: readonly TextError[]
}

/** Parses JSON with comments and trailing commas; every syntax error is found, each in its place. */
export function parseText(text: string): ParsedText {
  const tooDeep = findTooDeep(text)
  if (tooDeep !== null) return { root: null, errors: [tooDeep] }
  const found: ParseError[] = []
  const root = parseTree(text, found, { allowTrailingComma: true, disallowComments: false })
  const errors = withoutEchoes(found).map((error) => explain(text, error))
  if (root === undefined && errors.length === 0) errors.push(emptyFile(text))
  return { root: errors.length > 0 || root === undefined ? null : root, errors }
}

/** The parser recurses, so the depth is measured before it runs. */
function findTooDeep(text: string): TextError | null {
  const scanner = createScanner(text, true)
  let depth = 0
  for (let token = scanner.scan(); token !== endOfFile; token = scanner.scan()) {
    if (token === openBrace || token === openBracket) depth++
    else if (token === closeBrace || token === closeBracket) depth--
    if (depth > limits.jsonDepthLevels) {
      const message = `lists and objects are nested more than ${limits.jsonDepthLevels} levels deep`
      return { path: [], code: 'ECS101', offset: scanner.getTokenOffset(), length: 1, message, hint: null }
    }
  }
  return null
}

// jsonc-parser declares its token kinds as a `const enum`, which single-file compilers cannot read.
const openBrace = 1
const closeBrace = 2
const openBracket = 3
const closeBracket = 4
const endOfFile = 17

/** One slip often makes the parser complain twice at one place; the first complaint is the cause. */
function withoutEchoes(errors: readonly ParseError[]): ParseError[] {
  const offsets = new Set<number>()
  return errors.filter(({ offset }) => !offsets.has(offset) && offsets.add(offset))
}

function emptyFile(text: string): TextError {
  return {
    path: [],
    code: 'ECS100',
    offset: text.length,
    length: 0,
    message: 'the file is empty',
    hint: 'a schema is an object',
  }
}

/** What the parser's error names mean, in words; `found` is the text at the place. */
const explanations: Readonly<Record<string, (found: string) => string>> = {
  InvalidSymbol: (found) => `unexpected ${found}`,
  InvalidNumberFormat: (found) => `${found} is not a number`,
  PropertyNameExpected: (found) => `expected a key in double quotes, found ${found}`,
  ValueExpected: (found) => `expected a value, found ${found}`,
  ColonExpected: (found) => `expected ":" after the key, found ${found}`,
  CommaExpected: (found) => `expected a comma, found ${found}`,
  CloseBraceExpected: (found) => `expected "}", found ${found}`,
  CloseBracketExpected: (found) => `expected "]", found ${found}`,
  EndOfFileExpected: (found) => `expected nothing after the end of the schema, found ${found}`,
  InvalidCommentToken: () => 'this is not a comment',
  UnexpectedEndOfComment: () => 'the comment is not closed',
  UnexpectedEndOfString: () => 'the text is not closed',
  UnexpectedEndOfNumber: (found) => `the number ${found} is not complete`,
  InvalidUnicode: () => 'the text has an escape \\u without four hexadecimal digits',
  InvalidEscapeCharacter: () => 'the text has an unknown escape',
  InvalidCharacter: () => 'the text has a control character, which has to be escaped',
}

function explain(text: string, { error, offset, length }: ParseError): TextError {
  const name = printParseErrorCode(error)
  const found = text.slice(offset, offset + length)
  const atEnd = text.slice(offset).trim() === ''
  const message = (explanations[name] ?? (() => 'not JSON'))(atEnd ? 'the end of the file' : quote(found))
  return {
    path: [],
    code: 'ECS100',
    ...clampToText(text, offset, length),
    message,
    hint: adviseOn(name, found),
  }
}

/** An error at the end of the file is shown at the last thing that was written. */
function clampToText(text: string, offset: number, length: number): { offset: number; length: number } {
  const end = text.trimEnd().length
  return offset < end ? { offset, length } : { offset: Math.max(0, end - 1), length: 1 }
}

function adviseOn(name: string, found: string): string | null {
  if (found.startsWith("'")) return 'use double quotes'
  if (name === 'UnexpectedEndOfString') return 'close it with a double quote on the same line'
  if (name === 'UnexpectedEndOfComment') return 'close it with */'
  if (/^(true|false|null)$/i.test(found)) return `write ${found.toLowerCase()}`
  if (name === 'InvalidSymbol' && /^[A-Za-z_]/.test(found)) return 'texts and keys stand in double quotes'
  return null
}
