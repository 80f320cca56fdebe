import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { generate } from '../../generator/index.ts'
import { testAtomics } from '../absence/atomics.ts'
import { testOutput } from '../absence/output.ts'
import { isPossible, matrix, matrixCases, schemaOf } from './cases.ts'
import { compile, compilesAll, laterOptions, strictOptions, writeFiles } from './compile.ts'
import { testLayout } from './format.ts'
import { generatedMatrix } from './generated.ts'
import { allPairs } from './pairwise.ts'

/** Every case; the modules of its nodes differ in a number, so the first stands for all. */
const allFiles = () => generatedMatrix('all').flatMap(({ files }) => files.slice(0, 1))

/** For the slower compilers, a quarter for each: the first module of a case, and of 34 worlds all linked only one. */
const someFiles = (first: number) => {
  const large = matrixCases.filter(({ choice }) => choice.worlds === '34' && choice.links === 'all').slice(1)
  const names = new Set(large.map(({ name }) => name))
  return generatedMatrix('all').flatMap(({ name, files }, index) =>
    names.has(name) || (!compilesAll && index % 4 !== first) ? [] : files.slice(0, 1),
  )
}

describe('all pairs', () => {
  test('every possible pair of values is in some case', () => {
    const names = Object.keys(matrix) as (keyof typeof matrix)[]
    const missing = names.flatMap((first, index) =>
      names.slice(index + 1).flatMap((second) =>
        matrix[first].flatMap((a) =>
          matrix[second]
            .filter((b) => !matrixCases.some(({ choice }) => choice[first] === a && choice[second] === b))
            .map((b) => ({ [first]: a, [second]: b }))
            .filter(isPossible),
        ),
      ),
    )
    expect(missing).toEqual([])
    expect(matrixCases.every(({ choice }) => isPossible(choice))).toBe(true)
  })

  test('takes few cases', () => {
    expect(matrixCases.length).toBeLessThan(60)
    expect(allPairs({ a: ['1', '2'], b: ['1', '2'], c: ['1', '2'] }, () => true).length).toBeLessThanOrEqual(
      5,
    )
  })

  test('what the matrix leaves out is what the rules refuse', () => {
    const alone = generate({
      name: 'a',
      components: { P: { x: 'f32' } },
      worlds: { one: { routing: { default: 'one' } } },
    })
    const unlinked = generate({
      name: 'a',
      components: { P: { x: 'f32' } },
      worlds: { one: { routing: { default: 'two' } }, two: {} },
      links: [],
    })
    expect(alone.diagnostics.map(({ code }) => code)).toContain('ECS306')
    expect(unlinked.diagnostics.map(({ code }) => code)).toContain('ECS307')
  })
})

describe('the matrix', () => {
  test('the compilers see what is wrong', async () => {
    const text = 'export class Box {\n  private used = 0\n}\nconst left = [1][0] + 1\n'
    const folder = writeFiles('wrong', [{ name: 'wrong.ts', text }])
    for (const compiler of ['typescript-5.4', 'typescript', 'typescript-7'] as const) {
      const codes = (await compile(compiler, folder, ['wrong.ts'], strictOptions)).map(
        (line) => /TS\d+/.exec(line)?.[0],
      )
      expect(codes.sort()).toEqual(['TS2532', 'TS6133', 'TS6133'])
    }
  })

  test('every case is accepted and generated', () => {
    const refused = generatedMatrix('all').filter(({ errors }) => errors.length > 0)
    expect(refused.map(({ title, errors }) => `${title}: ${errors}`)).toEqual([])
    expect(generatedMatrix('all').every(({ files }) => files.length > 0)).toBe(true)
  })

  test('TypeScript 5.4 accepts every fourth case', async () => {
    const files = someFiles(0)
    const folder = writeFiles('5.4', files)
    const names = files.map(({ name }) => name)
    expect(await compile('typescript-5.4', folder, names, strictOptions)).toEqual([])
  })

  test('TypeScript 5.9 accepts every fourth case, with isolated declarations and erasable syntax', async () => {
    const files = someFiles(2)
    const folder = writeFiles('5.9', files)
    const names = files.map(({ name }) => name)
    expect(await compile('typescript', folder, names, { ...strictOptions, ...laterOptions })).toEqual([])
  })

  test('TypeScript 7 accepts all modules together, also beside the types of a browser', async () => {
    const folder = writeFiles('7', allFiles())
    const names = allFiles().map(({ name }) => name)
    const options = { ...strictOptions, ...laterOptions }
    expect(await compile('typescript-7', folder, names, options)).toEqual([])
    const small = generatedMatrix('small').flatMap(({ files }) => files.slice(0, 1).map(({ name }) => name))
    const browser = { ...options, lib: ['es2022', 'dom', 'dom.iterable'] }
    expect(await compile('typescript-7', folder, small, browser)).toEqual([])
  })

  test('JavaScript of every fourth case loads as modules, and its declarations compile', async () => {
    const files = matrixCases
      .filter(({ choice }, index) => choice.worlds !== '34' && (compilesAll || index % 4 === 0))
      .flatMap(({ name, choice }) => {
        const node = choice.ownership === 'none' ? {} : { node: 'alpha' }
        return generate(schemaOf(name, choice), { emit: 'js', ...node }).files
      })
    const scripts = files.map(({ name }) => name).filter((name) => name.endsWith('.js'))
    const declarations = files.filter(({ name }) => name.endsWith('.d.ts'))
    expect(scripts.length).toBe(declarations.length)
    const loader = `for (const name of ${JSON.stringify(scripts)}) await import('./' + name)\n`
    const folder = writeFiles('js', [
      ...files,
      { name: 'package.json', text: '{ "type": "module" }' },
      { name: 'load.js', text: loader },
    ])
    await promisify(execFile)(process.execPath, ['load.js'], { cwd: folder })
    const names = declarations.map(({ name }) => name)
    expect(await compile('typescript-5.4', folder, names, strictOptions)).toEqual([])
  })
})

testLayout()
testAtomics()
testOutput()
