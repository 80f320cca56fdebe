import { describe, expect, test } from 'vitest'
import { generate } from '../../generator/index.ts'
import { clusterCases, clusterMatrix, clusterSchemaOf } from './clusterCases.ts'
import {
  type CompilerPackage,
  compile,
  compilesAll,
  laterOptions,
  strictOptions,
  writeFiles,
} from './compile.ts'
import { formattingEdits } from './layout.ts'

/** Each module carries the protocol, some 3,500 lines, and machines may be busy. */
const slowCompilerMs = 240_000
const lastNode = { 2: 'beta', 3: 'gamma', 5: 'eta' } as const
/** Modules with sockets import Node's own, and nothing else. */
const nodeTypes = { types: ['node'] }
/** Node's own types take the slower compilers a quarter of their time; beside these modules TypeScript 7 checks them. */
const withoutLibraries = { skipLibCheck: true }

/** Of each case the first node and the last: in a star one is the hub, and the last of five may have no world. */
const generated = clusterCases.map(({ name, choice }) => {
  const schema = clusterSchemaOf(name, choice)
  const results = ['alpha', lastNode[choice.nodes]].map((node) => generate(schema, { node }))
  const title = Object.entries(choice)
    .map(([option, value]) => `${option}=${value}`)
    .join(' ')
  const problems = results[0]!.diagnostics.filter(({ severity }) => severity === 'error')
  return {
    title,
    files: results.flatMap(({ files }) => files),
    errors: problems.map(({ message }) => message),
  }
})
const allFiles = generated.flatMap(({ files }) => files)
/** For the slower compilers one module a case: the first node of one, the last of the next. */
const someFiles = generated.map(({ files }, index) => files[index % 2]!)
/** A quarter of them for each, or all: `COMPILE_ALL=1 npx vitest run test/matrix`. */
const someFilesFrom = (first: number) =>
  compilesAll ? allFiles : someFiles.filter((_, index) => (index >> 1) % 4 === first)

async function complaints(
  compiler: CompilerPackage,
  files: typeof allFiles,
  options: object,
): Promise<string[]> {
  const folder = writeFiles(`clusters-${compiler}`, files)
  const names = files.map(({ name }) => name)
  return compile(compiler, folder, names, { ...strictOptions, ...nodeTypes, ...options })
}

describe('all pairs of the options of a cluster', () => {
  test('every pair of values is in some case', () => {
    const names = Object.keys(clusterMatrix) as (keyof typeof clusterMatrix)[]
    const missing = names.flatMap((first, index) =>
      names
        .slice(index + 1)
        .flatMap((second) =>
          clusterMatrix[first].flatMap((a) =>
            clusterMatrix[second]
              .filter((b) => !clusterCases.some(({ choice }) => choice[first] === a && choice[second] === b))
              .map((b) => `${first}=${a} ${second}=${b}`),
          ),
        ),
    )
    expect(missing).toEqual([])
    expect(clusterCases.length).toBeLessThan(30)
  })

  test('every case is accepted and generated', () => {
    const refused = generated.filter(({ errors }) => errors.length > 0)
    expect(refused.map(({ title, errors }) => `${title}: ${errors}`)).toEqual([])
    expect(generated.every(({ files }) => files.length === 2)).toBe(true)
  })

  test(
    'TypeScript 5.4 accepts every fourth case',
    async () => {
      expect(await complaints('typescript-5.4', someFilesFrom(0), withoutLibraries)).toEqual([])
    },
    slowCompilerMs,
  )

  test(
    'TypeScript 5.9 accepts every fourth case, with isolated declarations and erasable syntax',
    async () => {
      expect(
        await complaints('typescript', someFilesFrom(2), { ...laterOptions, ...withoutLibraries }),
      ).toEqual([])
    },
    slowCompilerMs,
  )

  test('TypeScript 7 accepts the modules of both nodes of every case', async () => {
    expect(await complaints('typescript-7', allFiles, laterOptions)).toEqual([])
  })

  test('a module imports what its sockets need, and nothing else', () => {
    const oneLine = (text: string): string => text.replace(/^import \{\n[^}]*\} /m, 'import { ... } ')
    const imports = new Set(
      allFiles.map(({ text }) => (oneLine(text).match(/^import .*$/gm) ?? ['none']).join('; ')),
    )
    const datagrams = [
      "import { createSocket, type Socket, type SocketType } from 'node:dgram'",
      "import { lookup } from 'node:dns'",
      "import { isIP } from 'node:net'",
      "import { performance } from 'node:perf_hooks'",
    ]
    const hash = "import { hash, randomFillSync, timingSafeEqual } from 'node:crypto'"
    expect([...imports].sort()).toEqual(
      [
        "import { connect, createServer, type Server, type Socket } from 'node:net'",
        "import { ... } from 'node:tls'",
        [hash, ...datagrams].join('; '),
        ["import { ... } from 'node:crypto'", ...datagrams].join('; '),
      ].sort(),
    )
  })

  test('is laid out as the formatter of TypeScript would, in lines that people can read', () => {
    // The formatter of our sources indents members of a union that take several lines one step deeper.
    const sample = allFiles
      .filter((_, index) => index % 17 === 0)
      .map(({ name, text }) => ({ name, text: text.replace(/^export type ClusterEvent =[\s\S]*?\n\n/m, '') }))
    expect(sample.flatMap(({ name, text }) => formattingEdits(name, text)).slice(0, 8)).toEqual([])
    const long = sample.flatMap(({ name, text }) =>
      text
        .split('\n')
        .filter(
          (line) =>
            line.length > 160 &&
            !/^\s*(\[|const \w+.* = \[|new Inbox|carried: \[|\{ text: |readonly \w+: \{ readonly |\/\*\* |\/\/ |return I32)/.test(
              line,
            ),
        )
        .map((line) => `${name}: ${line}`),
    )
    expect(long.slice(0, 8)).toEqual([])
  })
})
