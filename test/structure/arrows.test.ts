import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ts } from 'ts-morph'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

interface Import {
  readonly file: string
  readonly line: number
  /** A path from the root for files of ours, else the name of a package. */
  readonly target: string
  readonly isType: boolean
}

function filesUnder(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name).split(sep).join('/'))
    .sort()
}

const files = ['schemas', 'generator', 'templates/kernel'].flatMap((folder) => filesUnder(folder, '.ts'))
const sources = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]))
const imports = [...sources].flatMap(([file, text]) => importsOf(file, text))

function importsOf(file: string, text: string): Import[] {
  const found: Import[] = []
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true)
  const add = (node: ts.Node, specifier: ts.Node | undefined, isType: boolean): void => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return
    const target = specifier.text.startsWith('.')
      ? relative(root, join(root, dirname(file), specifier.text))
          .split(sep)
          .join('/')
      : specifier.text
    found.push({ file, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, target, isType })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, isTypeImport(node))
    else if (ts.isExportDeclaration(node)) add(node, node.moduleSpecifier, node.isTypeOnly)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node, node.arguments[0], false)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function isTypeImport({ importClause }: ts.ImportDeclaration): boolean {
  if (importClause === undefined) return false
  if (importClause.isTypeOnly) return true
  const { name, namedBindings } = importClause
  return (
    name === undefined &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.length > 0 &&
    namedBindings.elements.every((element) => element.isTypeOnly)
  )
}

function shown(list: readonly Import[]): string[] {
  return list.map(({ file, line, target }) => `${file}:${line} imports ${target}`)
}

/** What each stage may import of ours, by folder or file; types of the diagnostic go everywhere. */
const arrows: readonly { readonly from: RegExp; readonly to: RegExp; readonly types?: RegExp }[] = [
  { from: /^schemas\//, to: /^schemas\//, types: /^generator\/diagnostic\// },
  { from: /^generator\/diagnostic\//, to: /^(schemas|generator\/diagnostic)\// },
  { from: /^generator\/source\//, to: /^(schemas|generator\/(diagnostic|source))\// },
  // The ring is computed with the very hash that the module carries.
  {
    from: /^generator\/plan\//,
    to: /^(schemas|generator\/plan)\/|^templates\/kernel\/mix\.ts$/,
    types: /^generator\/diagnostic\//,
  },
  { from: /^generator\/render\//, to: /^(schemas|generator\/(plan|render))\// },
  { from: /^generator\/diff\//, to: /^(schemas|generator\/(plan|render|explain|diff))\// },
  { from: /^generator\/finish\//, to: /^generator\/finish\// },
  { from: /^generator\/planOf\.ts$/, to: /^generator\/(source|plan|diagnostic)\// },
  {
    from: /^generator\/pipeline\.ts$/,
    to: /^generator\/((source|plan|render|finish|diagnostic)\/|planOf\.ts$)/,
  },
  { from: /^templates\/kernel\//, to: /^templates\/kernel\// },
]

describe('dependence', () => {
  test('follows the arrows schemas <- plan <- render <- finish <- pipeline <- cli', () => {
    const wrong = imports.filter(({ file, target, isType }) => {
      const rule = arrows.find(({ from }) => from.test(file))
      if (rule === undefined || !/^(schemas|generator|templates|test|bench|examples)\//.test(target))
        return false
      return !rule.to.test(target) && !(isType && rule.types?.test(target) === true)
    })
    expect(shown(wrong)).toEqual([])
    const ruled = [...sources.keys()].filter((file) => arrows.some(({ from }) => from.test(file)))
    expect(ruled.length).toBeGreaterThan(40)
  })

  test('nothing imports the cli', () => {
    expect(
      shown(
        imports.filter(
          ({ file, target }) => /^generator\/cli(\/|\.ts$)/.test(target) && !/^generator\/cli/.test(file),
        ),
      ),
    ).toEqual([])
  })

  test('there is no cycle of values', () => {
    const edges = new Map<string, string[]>()
    for (const { file, target, isType } of imports) {
      if (!isType) edges.set(file, [...(edges.get(file) ?? []), target])
    }
    const cycles: string[] = []
    const done = new Set<string>()
    const walk = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '))
      else if (!done.has(file)) for (const next of edges.get(file) ?? []) walk(next, [...path, file])
      done.add(file)
    }
    for (const file of edges.keys()) walk(file, [])
    expect(cycles).toEqual([])
  })

  test('only the stage finish knows ts-morph', () => {
    const wrong = imports.filter(
      ({ file, target }) => /^(ts-morph|typescript)/.test(target) && !file.startsWith('generator/finish/'),
    )
    expect(shown(wrong)).toEqual([])
    expect(imports.some(({ target }) => target === 'ts-morph')).toBe(true)
  })

  // The comparison looks at what templates would be given, and prints nothing with it.
  test.each([
    ['explain', /^generator\/(render|finish)\/|^(ts-morph|handlebars)/],
    ['diff', /^generator\/(render\/(render|templates|kernel)\.|finish\/)|^(ts-morph|handlebars)/],
  ])('%s reaches neither the templates nor ts-morph', (command, printers) => {
    const reached = new Set([`generator/cli/${command}Command.ts`])
    for (const file of reached) {
      for (const { target } of imports.filter((one) => one.file === file && !one.isType)) reached.add(target)
    }
    expect([...reached].filter((file) => printers.test(file))).toEqual([])
    expect(reached).toContain('generator/plan/makePlans.ts')
  })

  test('only the stage render knows handlebars, and only the schemas and their readers know zod', () => {
    const handlebars = imports.filter(
      ({ file, target }) => target === 'handlebars' && !file.startsWith('generator/render/'),
    )
    const zod = imports.filter(
      ({ file, target }) => target === 'zod' && !/^(schemas|generator\/source)\//.test(file),
    )
    expect(shown([...handlebars, ...zod])).toEqual([])
  })

  test('only the cli, publish and the reader of templates touch the file system or the process', () => {
    const mayTouch = /^generator\/cli(\/|\.ts$)|^schemas\/publish\.ts$/
    const mayRead = /^generator\/render\//
    /** The shell around sockets, which a module carries as it stands. */
    const mayConnect =
      /^templates\/kernel\/(tcp-(transport|stream)|tls-transport|udp-(transport|socket|line)|send-buffers)\.ts$/
    const socketModules = /^node:(net|tls|dgram|dns|crypto|perf_hooks)$/
    /** Take their randomness from outside: what they import only computes. */
    const mayCompute = /^templates\/kernel\/(cookies|datagram-seal)\.ts$/
    const pure = /^node:(path|url)$/
    const wrong = imports.filter(
      ({ file, target }) =>
        target.startsWith('node:') &&
        !pure.test(target) &&
        !mayTouch.test(file) &&
        !(mayRead.test(file) && target === 'node:fs') &&
        !(mayConnect.test(file) && socketModules.test(target)) &&
        !(mayCompute.test(file) && target === 'node:crypto') &&
        // How it finds the compiler.
        !(file === 'generator/finish/compiler.ts' && target === 'node:module'),
    )
    expect(shown(wrong)).toEqual([])
    // Whoever makes a coordinator may leave it the number of its start and the jitter of its dials; else both are given.
    const mayGuess = 'templates/kernel/cluster-coordinator.ts'
    const talk = [...sources].filter(
      ([file, text]) =>
        !mayTouch.test(file) &&
        !mayConnect.test(file) &&
        file !== mayGuess &&
        /\b(process\.\w|console\.\w|Date\.now|new Date\b|Math\.random|performance\.)/.test(
          withoutComments(text),
        ),
    )
    expect(talk.map(([file]) => file)).toEqual([])
  })

  test('render only reads', () => {
    const writers = [...sources].filter(
      ([file, text]) =>
        file.startsWith('generator/render/') &&
        /\b(write|append|rm|mkdir|rename|unlink)\w*(Sync)?\(/.test(text),
    )
    expect(writers.map(([file]) => file)).toEqual([])
  })
})

describe('size', () => {
  test('no file is longer than 400 lines', () => {
    const all = [...files, ...filesUnder('templates', '.hbs'), ...filesUnder('test', '.ts')]
    const long = all
      .filter((file) => !file.includes('/.work/') && !file.endsWith('.gen.ts'))
      .map((file) => [file, readFileSync(join(root, file), 'utf8').split('\n').length - 1] as const)
      .filter(([, lines]) => lines > 400)
    expect(long).toEqual([])
  })
})

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '')
}
