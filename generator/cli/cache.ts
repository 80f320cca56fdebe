import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { generatorVersion } from '../../schemas/version.ts'
import type { GenerateArguments } from './arguments.ts'
import { readIfThere, writeWhole } from './writeFile.ts'

/** What the cache remembers of a run that left everything fresh. */
interface Remembered {
  /** Over the schema, the options and the generator. */
  readonly key: string
  readonly outputs: readonly { readonly path: string; readonly hash: string }[]
}

/**
 * The output paths when the last run with the same schema and options wrote just the files that are there;
 * null when anything differs or cannot be read. A shortcut only: without it the result is the same.
 */
export function recallFresh(command: GenerateArguments, schemaText: string): readonly string[] | null {
  const file = cacheFile(command)
  const text = file === null ? null : readIfThere(file)
  if (text === null) return null
  try {
    const remembered = JSON.parse(text) as Remembered
    if (remembered.key !== keyOf(command, schemaText)) return null
    const isFresh = remembered.outputs.every(({ path, hash }) => hash === hashOf(readFileSync(path, 'utf8')))
    return isFresh && remembered.outputs.length > 0 ? remembered.outputs.map(({ path }) => path) : null
  } catch {
    return null
  }
}

/** Remembers a run without diagnostics; silently does not where it cannot. */
export function remember(
  command: GenerateArguments,
  schemaText: string,
  outputs: readonly { readonly path: string; readonly text: string }[],
): void {
  const file = cacheFile(command)
  if (file === null) return
  const remembered: Remembered = {
    key: keyOf(command, schemaText),
    outputs: outputs.map(({ path, text }) => ({ path: resolve(path), hash: hashOf(text) })),
  }
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeWhole(file, JSON.stringify(remembered))
  } catch {
    // A folder that cannot be written costs time on the next run and nothing else.
  }
}

function keyOf(command: GenerateArguments, schemaText: string): string {
  const { out, node, emit } = command
  return hashOf(
    JSON.stringify([generatorVersion, generatorTime(), resolve(command.schema), out, node, emit, schemaText]),
  )
}

/** A generator under development keeps its version while its templates change. */
function generatorTime(): number {
  return ['../../templates', '../../templates/kernel', '../plan', '../render'].reduce((latest, folder) => {
    try {
      return Math.max(latest, statSync(new URL(folder, import.meta.url)).mtimeMs)
    } catch {
      return latest
    }
  }, 0)
}

function cacheFile(command: GenerateArguments): string | null {
  const options = JSON.stringify([resolve(command.schema), command.out, command.node, command.emit])
  for (let folder = dirname(resolve(command.schema)); ; folder = dirname(folder)) {
    const modules = join(folder, 'node_modules')
    if (isFolder(modules)) return join(modules, '.cache', 'ecs-gen', `${hashOf(options).slice(0, 32)}.json`)
    if (folder === dirname(folder)) return null
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
