#!/usr/bin/env node
import { generatorVersion } from '../schemas/version.ts'
// Only what an unchanged schema needs is imported here: parser, templates and TypeScript come when wanted.
import { readArguments, usage } from './cli/arguments.ts'
import { print } from './cli/console.ts'
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
    case 'diff':
      return (await import('./cli/diffCommand.ts')).diffCommand(command)
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
  await (await import('./cli/failure.ts')).reportFailure(error)
}
