import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { transformSync } from 'esbuild'
import { parse } from 'jsonc-parser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readArguments } from '../../generator/cli/arguments.ts'
import { generate } from '../../generator/pipeline.ts'
import { compile, strictOptions } from '../matrix/compile.ts'

interface Block {
  readonly language: string
  /** From its first line, a comment; empty for commands. */
  readonly file: string
  readonly text: string
}

const page = readFileSync(new URL('../../docs/guide.md', import.meta.url), 'utf8')
const blocks: Block[] = [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language, text]) => ({
  language: language!,
  file: /^\/\/ ([\w.]+)\n/.exec(text!)?.[1] ?? '',
  text: text!,
}))
const blocksOf = (language: string): Block[] => blocks.filter((block) => block.language === language)
const folder = fileURLToPath(new URL(`../.work/guide-${process.pid}/`, import.meta.url))

/** As the page says: the blocks as files, each schema's modules beside it. */
beforeAll(() => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  for (const { file, text } of blocks.filter(({ language }) => language !== 'sh'))
    writeFileSync(join(folder, file), text)
  for (const { text } of blocksOf('json')) {
    for (const module of generate(text).files) {
      writeFileSync(join(folder, module.name), module.text)
      const { code } = transformSync(module.text, { loader: 'ts', target: 'es2022' })
      writeFileSync(join(folder, module.name.replace(/\.ts$/, '.js')), code)
    }
  }
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('every block is one of those that are tested, and says its file', () => {
  const known = ['json', 'js', 'ts', 'sh']
  expect(blocks.filter(({ language }) => !known.includes(language))).toEqual([])
  expect(blocks.filter(({ language, file }) => language !== 'sh' && file === '')).toEqual([])
  expect(blocks.length).toBeGreaterThan(10)
})

test.each(blocksOf('json').map((block) => [block.file, block] as const))(
  '%s has neither errors nor warnings',
  (file, { text }) => {
    expect(generate(text).diagnostics).toEqual([])
    expect(`${parse(text).name}.schema.json`).toBe(file)
  },
)

test('the commands are ones that ecs-gen knows', () => {
  const lines = blocksOf('sh').flatMap(({ text }) => text.trim().split('\n'))
  for (const line of lines) {
    const [npx, name, ...words] = line.replace(/ +#.*/, '').split(' ')
    expect([npx, name]).toEqual(['npx', 'ecs-gen'])
    expect(() => readArguments(words)).not.toThrow()
  }
})

test('TypeScript compiles under the strictest switches', async () => {
  const names = blocksOf('ts').map(({ file }) => file)
  // The quickest compiler: the modules beside them go through all of them in test/matrix.
  const complaints = await compile('typescript-7', folder, names, {
    ...strictOptions,
    lib: ['es2023'],
    types: ['node'],
    allowImportingTsExtensions: true,
    skipLibCheck: true,
  })
  expect(complaints).toEqual([])
}, 120_000)

test('the two threads run, and exchange walkers', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'main.js')], {
    timeout: 30_000,
  })
  expect(stdout.trim().split('\n').sort()).toEqual([
    expect.stringMatching(/^north: [1-9]\d* have arrived$/),
    expect.stringMatching(/^south: [1-9]\d* have arrived$/),
  ])
})
