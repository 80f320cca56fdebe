import { ts } from 'ts-morph'
import { sweep } from './sweep.ts'

/**
 * Proves a rendered module: parses it, sweeps what nothing reaches, and throws when the text is not valid
 * TypeScript, which is a bug of ecs-gen and never of a schema. Layout of the text is normal already; only
 * runs of blank lines are folded.
 */
export function finish(text: string, fileName: string): string {
  const swept = sweep(parse(text, fileName))
  const folded = `${swept
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/\{\n\n/g, '{\n')
    .trim()}\n`
  return folded
}

function parse(text: string, fileName: string): ts.SourceFile {
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS)
  // `parseDiagnostics` is the only way to the syntax errors without building a program.
  const errors = (file as unknown as { parseDiagnostics: readonly ts.Diagnostic[] }).parseDiagnostics
  const first = errors[0]
  if (first !== undefined) {
    const { line } = file.getLineAndCharacterOfPosition(first.start ?? 0)
    const message = ts.flattenDiagnosticMessageText(first.messageText, '\n')
    throw new Error(`the module has a syntax error at ${fileName}:${line + 1}: ${message}`)
  }
  return file
}

/** The same module for engines that load no TypeScript: JavaScript and its declarations. */
export function toJavaScript(
  text: string,
  fileName: string,
): { readonly code: string; readonly types: string } {
  const compilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    isolatedDeclarations: true,
    declaration: true,
  }
  const code = ts.transpileModule(text, { fileName, compilerOptions }).outputText
  const types = ts.transpileDeclaration(text, { fileName, compilerOptions }).outputText
  return { code, types }
}
