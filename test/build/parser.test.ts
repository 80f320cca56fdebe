import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import type { ts } from 'ts-morph'
import { beforeAll, describe, expect, test } from 'vitest'
import { parserOfCompiler } from '../../build/parser.ts'
import { type Parser, parserNames, parser as whole } from '../../generator/finish/parser.ts'

const outfile = fileURLToPath(new URL('../.work/build/parser.mjs', import.meta.url))
let part: Parser

beforeAll(async () => {
  const stdin = { contents: parserOfCompiler(), loader: 'js' as const }
  await build({ stdin, outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'error' })
  part = (await import(pathToFileURL(outfile).href)).parser
})

const goldens = new URL('../cases/golden/', import.meta.url)
const modules = readdirSync(goldens).map(
  (name) => [name, readFileSync(new URL(`${name}/expected.gen.ts`, goldens), 'utf8')] as const,
)
const broken = [
  'const =',
  'class {',
  'a b',
  'let x = `${',
  'function f( {}',
  '/* ',
  "'",
  'export { a',
  '\\u',
  '@a',
]

/** Every node with its place, and every complaint. */
function picture({ createSourceFile, forEachChild, ...parser }: Parser, text: string): string[] {
  const options = {
    languageVersion: parser.ScriptTarget.ES2022,
    jsDocParsingMode: parser.JSDocParsingMode.ParseNone,
  }
  const file = createSourceFile('a.ts', text, options, false, parser.ScriptKind.TS)
  const lines: string[] = []
  const visit = (node: ts.Node): void => {
    lines.push(`${parser.SyntaxKind[node.kind]} ${node.pos} ${node.end}`)
    forEachChild(node, visit)
  }
  visit(file)
  const { parseDiagnostics } = file as unknown as { parseDiagnostics: readonly ts.Diagnostic[] }
  return [...lines, ...parseDiagnostics.map(({ code, start }) => `TS${code} ${start}`)]
}

describe('the parser of the package', () => {
  test('has every function that finishing asks for', () => {
    expect(parserNames.filter((name) => part[name] === undefined)).toEqual([])
  })

  test.each(modules)('reads %s as the whole compiler does', (_, text) => {
    expect(picture(part, text)).toEqual(picture(whole, text))
  })

  test.each(broken)('complains about %j as the whole compiler does', (text) => {
    const seen = picture(part, text)
    expect(seen).toEqual(picture(whole, text))
    expect(seen.at(-1)).toMatch(/^TS\d+ \d+$/)
  })
})
