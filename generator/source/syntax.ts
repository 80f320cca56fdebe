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
  const tooMuch = findTooMuch(text)
  if (tooMuch !== null) return { root: null, errors: [tooMuch] }
  const found: ParseError[] = []
  const end = text.trimEnd().length
  const root = parseTree(text, found, { allowTrailingComma: true, disallowComments: false })
  const errors = withoutEchoes(text, found).map((error) => explain(text, end, error))
  if (root === undefined && errors.length === 0) errors.push(emptyFile(text))
  return { root: errors.length > 0 || root === undefined ? null : root, errors }
}

/** The parser recurses and every stage keeps what it finds, so depth and amount are measured before. */
function findTooMuch(text: string): TextError | null {
  const scanner = createScanner(text, true)
  let depth = 0
  let words = 0
  for (let token = scanner.scan(); token !== endOfFile; token = scanner.scan()) {
    if (token === openBrace || token === openBracket) depth++
    else if (token === closeBrace || token === closeBracket) depth--
    else if (token !== comma && token !== colon) words++
    const place = { path: [], offset: scanner.getTokenOffset(), length: 1, hint: null }
    if (depth > limits.jsonDepthLevels) {
      const message = `lists and objects are nested more than ${limits.jsonDepthLevels} levels deep`
      return { ...place, code: 'ECS101', message }
    }
    if (words > limits.schemaWords) {
      return {
        ...place,
        code: 'ECS002',
        message: `the schema has more than ${limits.schemaWords} keys and values`,
      }
    }
  }
  return null
}

// jsonc-parser declares its token kinds as a `const enum`, which single-file compilers cannot read.
const openBrace = 1
const closeBrace = 2
const openBracket = 3
const closeBracket = 4
const comma = 5
const colon = 6
const endOfFile = 17

/**
 * One slip often makes the parser complain again: at the same place, or at the next token because it did not
 * understand the one before. The first complaint is the cause.
 */
function withoutEchoes(text: string, errors: readonly ParseError[]): ParseError[] {
  const kept: ParseError[] = []
  for (const error of errors) {
    const last = kept.at(-1)
    if (last !== undefined && error.offset <= last.offset) continue
    const lexical = last !== undefined && /^(Invalid|Unexpected)/.test(printParseErrorCode(last.error))
    const expected = printParseErrorCode(error.error).endsWith('Expected')
    const start = last === undefined ? 0 : last.offset + last.length
    // Bounded, so that a file of nothing but errors costs no more than its length.
    const between = text.slice(start, Math.min(error.offset, start + 1000))
    if (lexical && expected && /^[\s:,]*$/.test(between)) continue
    kept.push(error)
  }
  return kept
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

function explain(text: string, end: number, { error, offset, length }: ParseError): TextError {
  const name = printParseErrorCode(error)
  const found = text.slice(offset, offset + length)
  const atEnd = offset >= end
  const message = (explanations[name] ?? (() => 'not JSON'))(atEnd ? 'the end of the file' : show(found))
  return {
    path: [],
    code: 'ECS100',
    ...clampToText(end, offset, length),
    message,
    hint: adviseOn(name, found),
  }
}

/** Text in double quotes is shown as it stands, everything else in quotes. */
function show(found: string): string {
  return found.startsWith('"') && found.length <= limits.nameCharacters ? found : quote(found)
}

/** An error at the end of the file is shown at the last thing that was written. */
function clampToText(end: number, offset: number, length: number): { offset: number; length: number } {
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
