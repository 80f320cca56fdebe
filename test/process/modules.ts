import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generate } from '../../generator/pipeline.ts'
import { clusterSchema, nodeNames, type SchemaOptions } from './schema.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const workFolder = join(root, 'test/.work')

/** Modules of a cluster, by node. */
export interface Modules {
  readonly options: SchemaOptions
  readonly paths: ReadonlyMap<string, string>
}

/** The modules of all nodes. Several test files use the same ones: they are made once for a state of the generator. */
export function modulesOf(options: SchemaOptions): Modules {
  const schema = clusterSchema(options)
  const key = createHash('sha256').update(JSON.stringify(schema)).update(generatorHash())
  const folder = join(workFolder, `process-modules-${key.digest('hex').slice(0, 16)}`)
  if (!existsSync(folder)) writeModules(schema, folder)
  const names = nodeNames.slice(0, options.nodes)
  return { options, paths: new Map(names.map((name) => [name, join(folder, `guests.${name}.gen.js`)])) }
}

/** A folder for one test. */
export function newFolder(): string {
  const folder = join(workFolder, `process-${randomBytes(6).toString('hex')}`)
  mkdirSync(folder, { recursive: true })
  return folder
}

function writeModules(schema: object, folder: string): void {
  const { files, diagnostics } = generate(schema, { emit: 'js' })
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
  const draft = newFolder()
  writeFileSync(join(draft, 'package.json'), '{"type":"module"}')
  for (const { name, text } of files) writeFileSync(join(draft, name), text)
  try {
    renameSync(draft, folder)
  } catch (error) {
    // Another test file was faster.
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}

let sourcesHash: string | null = null

function generatorHash(): string {
  if (sourcesHash !== null) return sourcesHash
  const hash = createHash('sha256')
  for (const folder of ['generator', 'schemas', 'templates', 'node_modules/typescript/package.json']) {
    for (const path of filesIn(join(root, folder))) hash.update(path).update(readFileSync(path))
  }
  sourcesHash = hash.digest('hex')
  return sourcesHash
}

function filesIn(path: string): string[] {
  if (/\.\w+$/.test(path)) return [path]
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|hbs|json)$/.test(name))
    .sort()
    .map((name) => join(path, name))
}
