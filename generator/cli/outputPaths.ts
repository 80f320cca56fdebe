import { existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { GeneratedFile } from '../pipeline.ts'
import { UsageError } from './arguments.ts'

/** Endings that `--out` may have, for each `--emit`. */
const endings = {
  ts: ['.ts', '.mts'],
  js: ['.js', '.mjs'],
}

/**
 * Where each file goes: beside the schema, in the folder of `--out`, or at the file that `--out` names. The
 * JavaScript of `--out x.js` has its declarations in `x.d.ts`. Throws a UsageError where the files cannot
 * go there: one file name for the modules of several nodes, the wrong ending, the schema itself.
 */
export function outputPaths(
  files: readonly Pick<GeneratedFile, 'name' | 'node'>[],
  schema: string,
  out: string | null,
): string[] {
  const paths = choosePaths(files, schema, out)
  if (paths.some((path) => isSameFile(path, schema))) {
    throw new UsageError(`"--out ${out}" would overwrite the schema`)
  }
  return paths
}

function choosePaths(
  files: readonly Pick<GeneratedFile, 'name' | 'node'>[],
  schema: string,
  out: string | null,
): string[] {
  if (out === null) return files.map(({ name }) => join(dirname(schema), name))
  if (isFolder(out)) return files.map(({ name }) => join(out, name))
  if (new Set(files.map(({ node }) => node)).size > 1) {
    throw new UsageError(
      `"--out ${out}" names one file, but every node has its own: name a folder, or a --node`,
    )
  }
  const emit = files.some(({ name }) => name.endsWith('.js')) ? 'js' : 'ts'
  const ending = endings[emit].find((candidate) => out.endsWith(candidate))
  if (ending === undefined || /\.d\.m?ts$/.test(out)) {
    const language = emit === 'js' ? 'JavaScript' : 'TypeScript'
    throw new UsageError(
      `"--out ${out}": a file of ${language} ends in ${endings[emit].join(' or ')} (see --emit)`,
    )
  }
  const types = `${out.slice(0, -ending.length)}.d${ending.replace('js', 'ts')}`
  return files.map(({ name }) => (name.endsWith('.d.ts') ? types : out))
}

function isFolder(out: string): boolean {
  if (existsSync(out)) return statSync(out).isDirectory()
  return /[\\/]$/.test(out) || !/\.[cm]?[jt]s$/.test(out)
}

function isSameFile(a: string, b: string): boolean {
  if (resolve(a) === resolve(b)) return true
  try {
    return realpathSync(a) === realpathSync(b)
  } catch {
    return false
  }
}
