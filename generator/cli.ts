#!/usr/bin/env node
import { generatorVersion } from '../schemas/version.ts'
// Only what an unchanged schema needs is imported here: parser, templates and TypeScript come when wanted.
import { readArguments, UsageError, usage } from './cli/arguments.ts'
import { print, printError } from './cli/console.ts'
import { generateCommand } from './cli/generateCommand.ts'

async function main(words: readonly string[]): Promise<number> {
  const command = readArguments(words)
  switch (command.kind) {
    case 'help':
      print(usage)
      return 0
    case 'version':
      print(generatorVersion)
      return 0
    case 'explain':
      return (await import('./cli/explainCommand.ts')).explainCommand(command)
    case 'watch':
      return (await import('./cli/watchCommand.ts')).watchCommand(command)
    case 'generate':
      return generateCommand(command)
  }
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.exitCode = 2
  if (error instanceof UsageError) {
    printError(`ecs-gen: error ECS003: ${error.message}\nRun "ecs-gen --help" for all options.`)
  } else {
    const failure = error instanceof Error ? error : new Error(String(error))
    printError(`ecs-gen: this is a bug of ecs-gen, please report it with your schema: ${failure.message}`)
    if (process.env.ECS_GEN_DEBUG === '1') printError(failure.stack ?? '')
  }
}
