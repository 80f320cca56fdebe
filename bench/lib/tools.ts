import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

export const hasTool = (name: string): boolean =>
  spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0

/** A directory that is gone when the process ends. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'ecs-gen-bench-'))
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** Compiles one C or C++ file, or says why not and returns undefined: the rows that need it are left out. */
export function compile(source: URL, ...flags: string[]): string | undefined {
  const isC = source.pathname.endsWith('.c')
  const compiler = isC ? 'gcc' : 'g++'
  if (!hasTool(compiler)) {
    console.log(
      `no ${compiler} here: the rows against ${isC ? 'C' : 'C++'} are left out (Debian package ${compiler})`,
    )
    return undefined
  }
  const binary = path.join(temporaryDirectory(), 'binary')
  const run = spawnSync(compiler, ['-O2', ...flags, '-o', binary, source.pathname], { encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`${compiler} failed on ${source.pathname}:\n${run.stderr}`)
  return binary
}
