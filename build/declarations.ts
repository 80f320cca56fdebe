import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Writes the declarations of the entry, and of what they name: the rest is in the bundle and nobody's business. */
export function writeDeclarations(root: string, folder: string, entry: string): void {
  const all = mkdtempSync(join(tmpdir(), 'ecs-gen-types-'))
  try {
    const compiler = join(
      dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
      'bin/tsc',
    )
    const args = [compiler, '--project', join(root, 'tsconfig.build.json'), '--outDir', all]
    const run = spawnSync(process.execPath, args, { stdio: 'inherit' })
    if (run.status !== 0) throw new Error('tsc failed')
    for (const file of reachedFrom(all, entry)) cpSync(join(all, file), join(folder, file))
  } finally {
    rmSync(all, { recursive: true })
  }
}

function reachedFrom(folder: string, entry: string): ReadonlySet<string> {
  const reached = new Set([entry])
  for (const file of reached) {
    const text = readFileSync(join(folder, file), 'utf8')
    for (const [, name] of text.matchAll(/ from '(\.[^']*)\.ts'/g))
      reached.add(join(dirname(file), `${name}.d.ts`))
  }
  return reached
}
