import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { transformSync } from 'esbuild'
import { generate } from '../../generator/pipeline.ts'

const workFolder = fileURLToPath(new URL('../.work/', import.meta.url))
let count = 0

/**
 * Generates JavaScript (of one node, if named) into a folder of its own; returns the path of the module. The types are
 * taken off as by a bundler, in a tenth of the time that `emit: 'js'` takes: the processes of test/process, the
 * examples and the matrix run what that gives.
 */
export function writeModule(schema: object, node?: string): string {
  const { files, diagnostics } = generate(schema, node === undefined ? {} : { node })
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
  const folder = join(workFolder, `${process.pid}-${count++}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  const paths = files.map(({ name, text }) => {
    const path = join(folder, name.replace(/ts$/, 'js'))
    writeFileSync(path, transformSync(text, { loader: 'ts', target: 'es2022' }).code)
    return path
  })
  return paths[0]!
}

/** Imports a module anew: each import has queues, counters and (unless one is given) memory of its own. */
// biome-ignore lint/suspicious/noExplicitAny: the module's types are made while the test runs
export async function importModule(path: string, memory?: ArrayBufferLike): Promise<any> {
  const key = `${/([^/\\]*?)\.(?:\w+\.)?gen\.js$/.exec(path)![1]}Memory`
  if (memory !== undefined) Reflect.set(globalThis, key, memory)
  try {
    return await import(`${pathToFileURL(path).href}?${count++}`)
  } finally {
    Reflect.deleteProperty(globalThis, key)
  }
}

// biome-ignore lint/suspicious/noExplicitAny: see importModule
export async function loadModule(schema: object, node?: string): Promise<any> {
  return importModule(writeModule(schema, node))
}
