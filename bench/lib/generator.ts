import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../../dist/generator/cli.js', import.meta.url))

const SUBJECTS = fileURLToPath(new URL('../generated/', import.meta.url))

let hasComplained = false

/** The generator as users run it, or nothing when it is not built. */
export function generatorCli(): string | undefined {
  if (existsSync(CLI)) return CLI
  if (hasComplained) return undefined
  hasComplained = true
  console.log('the generator is not built (npm run build): the rows that need it are left out')
  return undefined
}

/** Generates the module of a schema and returns the path of its JavaScript. */
export function generateModule(cli: string, schema: { name: string }, directory: string): string {
  const schemaFile = path.join(directory, `${schema.name}.schema.json`)
  writeFileSync(schemaFile, JSON.stringify(schema))
  const run = spawnSync(process.execPath, [cli, schemaFile, '--emit', 'js', '--out', directory], {
    encoding: 'utf8',
  })
  if (run.status !== 0) throw new Error(`the generator refused a schema of the bench:\n${run.stderr}`)
  return path.join(directory, `${schema.name}.gen.js`)
}

/** Generates from a schema of the bench, into a directory that git does not see. Subjects import from there. */
export function generateCommitted(schemaFile: string): void {
  const schema = JSON.parse(readFileSync(new URL(`../${schemaFile}`, import.meta.url), 'utf8'))
  generateSubject(schema)
}

export function generateSubject(schema: { name: string }): void {
  const cli = generatorCli()
  if (cli === undefined) throw new Error('build the generator first: npm run build')
  mkdirSync(SUBJECTS, { recursive: true })
  generateModule(cli, schema, SUBJECTS)
}
