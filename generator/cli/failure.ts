import { UsageError } from './arguments.ts'
import { PrintError, printError } from './console.ts'

/** Says what went wrong, without a stack: a slip on the command line, or else a bug of ecs-gen. */
export async function reportFailure(error: unknown): Promise<void> {
  if (error instanceof UsageError) {
    const { didYouMean } = await import('../../schemas/words.ts')
    const hint = error.word === null ? null : didYouMean(error.word, error.choices)
    const advice = hint === null ? '' : `; ${hint}`
    printError(`ecs-gen: error ECS003: ${error.message}${advice}\nRun "ecs-gen --help" for all options.`)
    return
  }
  if (error instanceof PrintError) {
    printError(`ecs-gen: error ECS004: ${error.message}`)
    return
  }
  const failure = error instanceof Error ? error : new Error(String(error))
  printError(`ecs-gen: this is a bug of ecs-gen, please report it with your schema: ${failure.message}`)
  if (process.env.ECS_GEN_DEBUG === '1') printError(failure.stack ?? '')
}
