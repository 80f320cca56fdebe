import { type FSWatcher, realpathSync, watch } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import type { GenerateArguments } from './arguments.ts'
import { print } from './console.ts'
import { reportFailure } from './failure.ts'
import { generateCommand } from './generateCommand.ts'
import { printDiagnostics } from './printDiagnostics.ts'
import { fileDiagnostic, readSchemaFile } from './schemaFile.ts'

/** Editors write a file in several steps; what follows within this time belongs to one change. */
const settleMs = 20
const warmUpRuns = 4

/** Generates whenever the schema changes, until interrupted. Errors do not end it. */
export async function watchCommand(command: GenerateArguments): Promise<number> {
  let turn = run(command)
  let timer: NodeJS.Timeout | undefined
  const changed = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      turn = turn.then(() => run(command))
    }, settleMs)
  }
  // Before the first run ends, so that no change falls between the two.
  const watchers = watchSchema(command.schema, changed)
  const ended = new Promise<number>((done) => {
    const end = (exitCode: number): void => {
      clearTimeout(timer)
      for (const watcher of watchers ?? []) watcher.close()
      done(exitCode)
    }
    process.once('SIGINT', () => end(0))
    for (const watcher of watchers ?? []) watcher.once('error', () => end(2))
  })
  await turn
  if (watchers === null) return cannotWatch(command.schema)
  await warmUp(command)
  print(`watching ${command.schema}`)
  const exitCode = await ended
  if (exitCode !== 0) return cannotWatch(command.schema)
  return exitCode
}

/**
 * The folder, not the file: editors replace the file, and a watch on the old one would hear nothing more. Of a link to a
 * file also the folder that this is in. Null when one of them cannot be watched.
 */
function watchSchema(schema: string, changed: () => void): FSWatcher[] | null {
  const watchers: FSWatcher[] = []
  try {
    for (const file of filesOf(schema)) {
      // Some systems do not name the file; then it may have been ours.
      const watcher = watch(dirname(file), (_, name) => {
        if (name === null || name === basename(file)) changed()
      })
      watchers.push(watcher)
    }
    return watchers
  } catch {
    for (const watcher of watchers) watcher.close()
    return null
  }
}

/** The schema as it was named, and where it really is. */
function filesOf(schema: string): Set<string> {
  const named = resolve(schema)
  try {
    return new Set([named, realpathSync(named)])
  } catch {
    // It may come later.
    return new Set([named])
  }
}

async function run(command: GenerateArguments): Promise<void> {
  try {
    await generateCommand(command)
  } catch (error) {
    await reportFailure(error)
  }
}

/**
 * Runs the generator until the engine has compiled it well, so that the first changes are quick, too: with a hundred
 * components they took a quarter longer without. Changes are heard between the runs.
 */
async function warmUp({ schema, emit }: GenerateArguments): Promise<void> {
  try {
    const { generate } = await import('../pipeline.ts')
    const text = readSchemaFile(schema).text ?? '{}'
    for (let turn = 0; turn < warmUpRuns; turn++) {
      generate(text, { schemaFile: schema, emit })
      await new Promise((resolve) => setImmediate(resolve))
    }
  } catch {
    // The next run reports it.
  }
}

function cannotWatch(schema: string): number {
  const hint = 'the folder is missing, or the system has no watches left'
  printDiagnostics([fileDiagnostic('ECS001', schema, 'its folder cannot be watched', hint)], null)
  return 2
}
