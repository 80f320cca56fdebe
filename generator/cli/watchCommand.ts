import type { GenerateArguments } from './arguments.ts'
import { print } from './console.ts'
import { reportFailure } from './failure.ts'
import { generateCommand } from './generateCommand.ts'
import { printDiagnostics } from './printDiagnostics.ts'
import { fileDiagnostic, readSchemaFile } from './schemaFile.ts'
import { watchSchema } from './schemaWatch.ts'

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
  let end!: (exitCode: number) => void
  const ended = new Promise<number>((done) => {
    end = done
  })
  // Before the first run ends, so that no change falls between the two.
  const watching = watchSchema(command.schema, changed, () => end(2))
  process.once('SIGINT', () => end(0))
  await turn
  if (watching === null) return cannotWatch(command.schema)
  await warmUp(command)
  print(`watching ${command.schema}`)
  const exitCode = await ended
  clearTimeout(timer)
  watching.close()
  if (exitCode !== 0) return cannotWatch(command.schema)
  return exitCode
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
