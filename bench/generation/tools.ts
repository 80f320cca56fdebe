import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { generatorCli } from '../lib/generator.ts'
import { hasTool } from '../lib/tools.ts'
import { componentNames, ecsSchema, flatbuffersSchema, protoSchema, type Size } from './schemas.ts'

/** One whole process from its start to its files, ready to be run again and again. */
export interface Run {
  tool: string
  command: string
  args: string[]
  input?: Buffer
  /** Where its files are; absent where it writes to its standard output or nothing. */
  output?: string
  /** Brings back the state before the run. Outside the clock. */
  reset(): void
}

export const TOOL = {
  node: 'node -e 0',
  cold: 'ecs-gen, cold',
  unchanged: 'ecs-gen, unchanged schema',
  plugin: 'protoc-gen-es, fed directly',
  protoc: 'protoc with protoc-gen-es',
  flatc: 'flatc --ts',
} as const

const PLUGIN = fileURLToPath(
  new URL('../node_modules/@bufbuild/protoc-gen-es/bin/protoc-gen-es', import.meta.url),
)

const NOTHING = (): void => {}

function emptied(directory: string): string {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
  return directory
}

/** Everything that can run here. Says what cannot, and what to install. */
export async function findRuns(root: string): Promise<(size: Size) => Run[]> {
  const cli = generatorCli()
  const hasProtoc = hasTool('protoc')
  const hasFlatc = hasTool('flatc')
  if (!hasProtoc) console.log('no protoc here: that row is left out (Debian package protobuf-compiler)')
  if (!hasFlatc) console.log('no flatc here: that row is left out (Debian package flatbuffers-compiler)')
  // Imported by address: this bench's packages are not the root's, whose type check must not need them.
  const requests = await import(new URL('request.js', import.meta.url).href)

  return (size) => {
    const directory = path.join(root, `c${size.components}w${size.worlds}`)
    const runs: Run[] = [{ tool: TOOL.node, command: process.execPath, args: ['-e', '0'], reset: NOTHING }]
    if (cli !== undefined) runs.push(...ecsGenRuns(cli, directory, size))
    // The peers know no worlds: one run for each number of components.
    if (size.worlds > 2) return runs
    runs.push({
      tool: TOOL.plugin,
      command: process.execPath,
      args: [PLUGIN],
      input: requests.generatorRequest(componentNames(size), 'bench.proto'),
      reset: NOTHING,
    })
    // At the largest it takes many seconds and tells nothing that the row above does not.
    if (hasProtoc && size.components <= 100) runs.push(protocRun(directory, size))
    if (hasFlatc) runs.push(flatcRun(directory, size))
    return runs
  }
}

function ecsGenRuns(cli: string, directory: string, size: Size): Run[] {
  const write = (name: string): string => {
    const folder = emptied(path.join(directory, name))
    // As in a user's project: the generator keeps its cache in the nearest one.
    mkdirSync(path.join(folder, 'node_modules'))
    writeFileSync(path.join(folder, 'bench.schema.json'), JSON.stringify(ecsSchema(size), null, 2))
    return folder
  }
  const run = (tool: string, folder: string, reset: () => void): Run => ({
    tool,
    command: process.execPath,
    args: [cli, path.join(folder, 'bench.schema.json'), '--out', path.join(folder, 'bench.gen.ts')],
    output: path.join(folder, 'bench.gen.ts'),
    reset,
  })
  const cold = write('cold')
  const unchanged = write('unchanged')
  return [
    run(TOOL.cold, cold, () => {
      rmSync(path.join(cold, 'bench.gen.ts'), { force: true })
      emptied(path.join(cold, 'node_modules'))
    }),
    // The first run of all writes it; the bench throws the first round away.
    run(TOOL.unchanged, unchanged, NOTHING),
  ]
}

function protocRun(directory: string, size: Size): Run {
  const folder = emptied(path.join(directory, 'proto'))
  const output = path.join(folder, 'out')
  writeFileSync(path.join(folder, 'bench.proto'), protoSchema(size))
  return {
    tool: TOOL.protoc,
    command: 'protoc',
    args: [
      '-I',
      folder,
      `--plugin=protoc-gen-es=${PLUGIN}`,
      `--es_out=${output}`,
      '--es_opt=target=ts',
      'bench.proto',
    ],
    output,
    reset: () => emptied(output),
  }
}

function flatcRun(directory: string, size: Size): Run {
  const folder = emptied(path.join(directory, 'flatbuffers'))
  const output = path.join(folder, 'out')
  writeFileSync(path.join(folder, 'bench.fbs'), flatbuffersSchema(size))
  return {
    tool: TOOL.flatc,
    command: 'flatc',
    args: ['--ts', '-o', output, path.join(folder, 'bench.fbs')],
    output,
    reset: () => emptied(output),
  }
}
