import { watch } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import type { GenerateArguments } from './arguments.ts'
import { print } from './console.ts'
import { generateCommand } from './generateCommand.ts'

/** Editors write a file in several steps; what follows within this time belongs to one change. */
const settleMs = 30

/** Generates whenever the schema changes, until interrupted. Errors in the schema do not end it. */
export async function watchCommand(command: GenerateArguments): Promise<number> {
  const file = resolve(command.schema)
  await generateCommand(command)
  // A schema that was up to date ran nothing: load the generator now, so that the first change is quick.
  await import('../pipeline.ts')
  print(`watching ${command.schema}`)
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve(0)
  // The folder, not the file: editors replace the file, and a watch on the old one would hear nothing more.
  const watcher = watch(dirname(file), (_, name) => {
    if (name !== basename(file)) return
    clearTimeout(timer)
    timer = setTimeout(() => {
      running = running.then(() => generateCommand(command))
    }, settleMs)
  })
  return new Promise((done) => {
    process.once('SIGINT', () => {
      watcher.close()
      done(0)
    })
  })
}
