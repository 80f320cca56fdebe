import type { ts as TypeScript } from 'ts-morph'
import { declarationsOf } from './declarations.ts'
import { erase } from './erase.ts'
import { parser } from './parser.ts'
import { sweep } from './sweep.ts'

/**
 * Proves a rendered module: parses it, sweeps what nothing reaches, and throws when the text is not valid
 * TypeScript, which is a bug of ecs-gen and never of a schema. Layout of the text is normal already; only
 * runs of blank lines are folded.
 */
export function finish(text: string, fileName: string): string {
  return fold(sweep(parse(text, fileName)))
}

function fold(text: string): string {
  return `${text
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/\{\n\n/g, '{\n')
    .trim()}\n`
}

function parse(text: string, fileName: string): TypeScript.SourceFile {
  // Without what the sweep does not ask for: the structure of comments, and a link from each node to its parent.
  const options = {
    languageVersion: parser.ScriptTarget.ES2022,
    jsDocParsingMode: parser.JSDocParsingMode.ParseNone,
  }
  const file = parser.createSourceFile(fileName, text, options, false, parser.ScriptKind.TS)
  // `parseDiagnostics` is the only way to the syntax errors without building a program.
  const errors = (file as unknown as { parseDiagnostics: readonly TypeScript.Diagnostic[] }).parseDiagnostics
  const first = errors[0]
  if (first !== undefined) {
    const { line } = parser.getLineAndCharacterOfPosition(file, first.start ?? 0)
    const { messageText } = first
    const message = typeof messageText === 'string' ? messageText : messageText.messageText
    throw new Error(`the module has a syntax error at ${fileName}:${line + 1}: ${message}`)
  }
  return file
}

/** The same module for engines that load no TypeScript: JavaScript and its declarations. */
export function toJavaScript(
  text: string,
  fileName: string,
): { readonly code: string; readonly types: string } {
  const file = parse(text, fileName)
  return { code: fold(erase(file)), types: declarationsOf(file) }
}
