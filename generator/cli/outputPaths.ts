import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { GeneratedFile } from '../pipeline.ts'
import { UsageError } from './arguments.ts'

/**
 * Where each file goes: beside the schema, in the folder of `--out`, or at the file that `--out` names. The
 * JavaScript of `--out x.js` has its declarations in `x.d.ts`. Throws a UsageError when one file name is
 * given for the modules of several nodes.
 */
export function outputPaths(files: readonly GeneratedFile[], schema: string, out: string | null): string[] {
  if (out === null) return files.map(({ name }) => join(dirname(schema), name))
  if (isFolder(out)) return files.map(({ name }) => join(out, name))
  if (new Set(files.map(({ node }) => node)).size > 1) {
    throw new UsageError(
      `"--out ${out}" names one file, but every node has its own: name a folder, or a --node`,
    )
  }
  const stem = out.replace(/(\.d)?\.[jt]s$/, '')
  return files.map(({ name }) => (files.length === 1 ? out : `${stem}${/(\.d\.ts|\.[jt]s)$/.exec(name)![0]}`))
}

function isFolder(path: string): boolean {
  if (existsSync(path)) return statSync(path).isDirectory()
  return /[\\/]$/.test(path) || !/\.[cm]?[jt]s$/.test(path)
}
