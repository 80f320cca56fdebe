import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const workFolder = fileURLToPath(new URL('../.work/matrix/', import.meta.url))

/** The strictest set of switches that a project may have, as TypeScript 5.4 knows it. */
export const strictOptions = {
  target: 'es2022',
  module: 'esnext',
  moduleResolution: 'bundler',
  moduleDetection: 'force',
  lib: ['es2022'],
  types: [],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noPropertyAccessFromIndexSignature: true,
  allowUnreachableCode: false,
  allowUnusedLabels: false,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  skipLibCheck: false,
  noEmit: true,
} as const

/** What later versions add. */
export const laterOptions = {
  isolatedDeclarations: true,
  declaration: true,
  erasableSyntaxOnly: true,
  noUncheckedSideEffectImports: true,
} as const

export type CompilerPackage = 'typescript-5.4' | 'typescript' | 'typescript-7'

/** Whether the slower compilers take all cases; else they share some. */
export const compilesAll = process.env.COMPILE_ALL === '1'

/** Writes the files into an empty folder of their own and returns its path. */
export function writeFiles(
  folder: string,
  files: readonly { readonly name: string; readonly text: string }[],
): string {
  const path = join(workFolder, folder)
  rmSync(path, { recursive: true, force: true })
  mkdirSync(path, { recursive: true })
  for (const { name, text } of files) writeFileSync(join(path, name), text)
  return path
}

/** Compiles the files of the folder together, one module each, and gives the compiler's complaints. */
export function compile(
  compiler: CompilerPackage,
  folder: string,
  names: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  const config = join(folder, `tsconfig.${compiler}.${Math.abs(hash(JSON.stringify(options)))}.json`)
  writeFileSync(config, JSON.stringify({ compilerOptions: options, files: names }))
  const program = join(dirname(require.resolve(`${compiler}/package.json`)), 'bin', 'tsc')
  // The tests share few cores: checkers side by side check much twice, and a heap of some hundred megabytes is no harm.
  const thrifty = compiler === 'typescript-7' ? ['--checkers', '1'] : []
  const args = [program, '--project', config, '--pretty', 'false', ...thrifty]
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      args,
      { cwd: folder, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, GOGC: '400' } },
      (error, stdout, stderr) => {
        const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '')
        resolve(error !== null && lines.length === 0 ? [String(error)] : lines)
      },
    )
  })
}

function hash(text: string): number {
  return [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7)
}
