import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ts } from 'ts-morph'
import { describe, expect, test } from 'vitest'
import { compiler } from '../../generator/finish/compiler.ts'
import { toJavaScript } from '../../generator/finish/finish.ts'

const { EmptyStatement, EndOfFileToken, SourceFile } = compiler().SyntaxKind
const erased = (text: string): string => toJavaScript(text, 'sample.ts').code

/** What a program of JavaScript means: its nodes and their texts, whatever stands between them. */
function meaningOf(code: string): string[] {
  const ts = compiler()
  const file = ts.createSourceFile('sample.js', code, ts.ScriptTarget.ES2022, false, ts.ScriptKind.JS)
  const errors = (file as unknown as { parseDiagnostics: readonly ts.Diagnostic[] }).parseDiagnostics
  if (errors.length > 0) throw new Error(`not JavaScript: ${errors[0]!.messageText} at ${errors[0]!.start}`)
  const meaning: string[] = []
  const visit = (node: ts.Node): void => {
    if (node.kind === EmptyStatement) return
    if (!ts.isParenthesizedExpression(node)) {
      const { text } = node as { text?: string }
      const hasText = ![SourceFile, EndOfFileToken].includes(node.kind) && text !== undefined
      meaning.push(hasText ? `${node.kind} ${text}` : `${node.kind}`)
    }
    ts.forEachChild(node, visit)
    meaning.push('end')
  }
  visit(file)
  return meaning.filter((part, index) => part !== 'end' || meaning[index - 1] !== 'end')
}

/** By the compiler, which prints everything anew. */
function transpiled(text: string): string {
  const ts = compiler()
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }
  return ts.transpileModule(text, { compilerOptions }).outputText
}

describe('erasing types', () => {
  test.each([
    ['annotations', 'const a: number = 1', 'const a = 1'],
    ['marks', 'function f(a?: number, b?: string): void {}', 'function f(a, b) {}'],
    [
      'a type of several lines',
      'function f(\n  a: {\n    b: number\n  },\n): void {}',
      'function f(\n  a,\n) {}',
    ],
    [
      'parameters and arguments of types',
      'const a = new Map<string, number>(f<A<B>>())',
      'const a = new Map(f())',
    ],
    ['type parameters', 'function f<A, B extends A = A>(a: A, b: B): A {}', 'function f(a, b) {}'],
    ['assertions', 'const a = (b as C).d! as E', 'const a = b.d'],
    ['assertions within', 'const a = f(b as C)!.d[e!]', 'const a = f(b).d[e]'],
    ['no parentheses that bind', 'const a = new (f() as C)()', 'const a = new (f())()'],
    ['interfaces', 'const a = 1\n\ninterface B {\n  c: number\n}\nconst d = 2', 'const a = 1\n\nconst d = 2'],
    [
      'aliases with their comments',
      'const a = 1 // one\n/** B. */\ntype B = 1\nconst c = 2',
      'const a = 1 // one\nconst c = 2',
    ],
    [
      'a banner stays',
      '// Banner.\n\nexport type A = 1\nexport const b = 1',
      '// Banner.\n\nexport const b = 1',
    ],
    [
      'imports of types',
      "import type { A } from 'a'\nimport { type B, c } from 'b'\nc()",
      "import { c } from 'b'\nc()",
    ],
    [
      'modifiers',
      'export abstract class A {\n  private readonly b = 1\n  protected abstract c(): void\n}',
      'export class A {\n  b = 1\n}',
    ],
    ['clauses', 'class A<B> extends C<B> implements D<B>, E {}', 'class A extends C {}'],
    [
      'declared members',
      'class A {\n  /** B. */\n  declare readonly b: number\n  c = 1\n}',
      'class A {\n  c = 1\n}',
    ],
    [
      'fields without a value',
      'class A {\n  static: number\n  get!: number\n  b() {}\n}',
      'class A {\n  static;\n  get;\n  b() {}\n}',
    ],
    ['index signatures', 'class A {\n  [key: string]: number\n}', 'class A {\n}'],
    ['arrows', 'const a = async <B,>(b: B): Promise<B> => b', 'const a = async (b) => b'],
    [
      'catch and for',
      'try {\n  for (const a of b as C[]) a()\n} catch (e: unknown) {}',
      'try {\n  for (const a of b) a()\n} catch (e) {}',
    ],
    ['no choice', 'const a = b ? c : d', 'const a = b ? c : d'],
    ['no string', "const a = 'b as c' as D", "const a = 'b as c'"],
  ])('%s', (_, text, code) => {
    expect(erased(text)).toBe(`${code}\n`)
  })

  const goldens = fileURLToPath(new URL('../cases/golden', import.meta.url))
  const modules = readdirSync(goldens, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.gen\.ts$/.test(path),
  )
  test.each(modules)('%s means what the compiler makes of it', (path) => {
    const text = readFileSync(`${goldens}/${path}`, 'utf8')
    expect(meaningOf(erased(text))).toEqual(meaningOf(transpiled(text)))
  })
})
