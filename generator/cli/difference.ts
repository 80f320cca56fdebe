import { relative, sep } from 'node:path'
import { createTwoFilesPatch } from 'diff'
import type { GenerateArguments } from './arguments.ts'
import { print, printError } from './console.ts'
import { readIfThere, withGeneratedEnds } from './writeFile.ts'

interface Checked {
  readonly path: string
  readonly text: string
  readonly status: string
}

/** Prints what would change, as a patch, and the command that changes it. */
export function printDifference(command: GenerateArguments, outputs: readonly Checked[]): void {
  const stale = outputs.filter(({ status }) => status === 'stale')
  for (const { path, text } of stale) print(patchOf(relative(process.cwd(), path), readIfThere(path), text))
  printError(`stale: run "${fixCommand(command)}"`)
}

/** A unified diff from what is on disk (null: nothing) to what is generated. How lines end is no difference. */
export function patchOf(name: string, onDisk: string | null, wanted: string): string {
  const slashed = name.split(sep).join('/')
  const before = onDisk === null ? '/dev/null' : slashed
  return createTwoFilesPatch(
    before,
    slashed,
    withGeneratedEnds(onDisk ?? ''),
    wanted,
    onDisk === null ? 'missing' : 'on disk',
    'generated',
  )
}

/** The command that makes the output fresh, ready to paste into a shell. */
export function fixCommand({ schema, out, node, emit }: GenerateArguments): string {
  const words = ['npx', 'ecs-gen', schema]
  if (out !== null) words.push('--out', out)
  if (node !== null) words.push('--node', node)
  if (emit === 'js') words.push('--emit', 'js')
  return words
    .map((word) => (/^[\w@%+=:,./\\-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ')
}
