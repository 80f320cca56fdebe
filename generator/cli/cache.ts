import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generatorVersion } from '../../schemas/version.ts'
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import type { GenerateArguments } from './arguments.ts'
import { readIfThere, writeWhole } from './writeFile.ts'

/** What the cache remembers of a run that left everything fresh. */
interface Remembered {
  /** Over the schema, the options and the generator. */
  readonly key: string
  readonly outputs: readonly { readonly name: string; readonly path: string; readonly hash: string }[]
  readonly warnings: readonly Diagnostic[]
}

export interface FreshOutput {
  readonly name: string
  readonly path: string
  readonly text: string
}

export interface Fresh {
  readonly outputs: readonly FreshOutput[]
  readonly warnings: readonly Diagnostic[]
}

type Options = Pick<GenerateArguments, 'schema' | 'out' | 'node' | 'emit'>

/**
 * The outputs and the warnings when the last run with the same schema and options left just the files
 * that are there; null when anything differs or cannot be read. A shortcut only: without it the result is
 * the same.
 */
export function recallFresh(command: Options, schemaText: string): Fresh | null {
  const file = cacheFile(command)
  const text = file === null ? null : readIfThere(file)
  if (text === null) return null
  try {
    const remembered = JSON.parse(text) as Remembered
    if (remembered.key !== keyOf(command, schemaText)) return null
    const outputs = remembered.outputs.map(({ name, path, hash }) => {
      const bytes = readFileSync(path)
      return hash === hashOf(bytes) ? [{ name, path, text: bytes.toString('utf8') }] : []
    })
    if (outputs.some(({ length }) => length === 0) || outputs.length === 0) return null
    return {
      outputs: outputs.flat(),
      // The name as it is given this time, perhaps from another folder.
      warnings: remembered.warnings.map((warning) => ({ ...warning, file: command.schema })),
    }
  } catch {
    return null
  }
}

/** Remembers a run that left everything fresh; silently does not where it cannot. */
export function remember(
  command: Options,
  schemaText: string,
  outputs: readonly FreshOutput[],
  warnings: readonly Diagnostic[],
): void {
  const file = cacheFile(command)
  if (file === null) return
  const remembered: Remembered = {
    key: keyOf(command, schemaText),
    outputs: outputs.map(({ name, path, text }) => ({ name, path: resolve(path), hash: hashOf(text) })),
    warnings,
  }
  try {
    writeWhole(file, JSON.stringify(remembered))
  } catch {
    // A folder that cannot be written costs time on the next run and nothing else.
  }
}

function keyOf({ schema, out, node, emit }: Options, schemaText: string): string {
  const place = out === null ? null : resolve(out)
  return hashOf(
    JSON.stringify([generatorVersion, generatorTime(), resolve(schema), place, node, emit, schemaText]),
  )
}

/**
 * A generator under development keeps its version while it changes. A build writes this very file anew; run
 * from its sources, the latest change of any of them counts.
 */
function generatorTime(): number {
  const self = fileURLToPath(import.meta.url)
  if (self.endsWith('.js')) return statSync(self).mtimeMs
  const root = fileURLToPath(new URL('../../', import.meta.url))
  return ['generator', 'schemas', 'templates']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
        join(root, folder, name),
      ),
    )
    .reduce((latest, path) => Math.max(latest, statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0), 0)
}

function cacheFile({ schema, out, node, emit }: Options): string | null {
  const place = out === null ? null : resolve(out)
  const options = JSON.stringify([resolve(schema), place, node, emit])
  for (let folder = dirname(resolve(schema)); ; folder = dirname(folder)) {
    const modules = join(folder, 'node_modules')
    if (isFolder(modules)) return join(modules, '.cache', 'ecs-gen', `${hashOf(options).slice(0, 32)}.json`)
    if (folder === dirname(folder)) return null
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function hashOf(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
