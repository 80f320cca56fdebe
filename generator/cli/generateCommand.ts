import { relative, sep } from 'node:path'
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import { count } from '../explain/units.ts'
import type { GeneratedFile } from '../pipeline.ts'
import { type GenerateArguments, UsageError } from './arguments.ts'
import { recallFresh, remember } from './cache.ts'
import { print } from './console.ts'
import { fileDiagnostic, readSchemaFile } from './schemaFile.ts'
import { hasText, WriteError, writeAll } from './writeFile.ts'

interface Output {
  readonly name: string
  readonly path: string
  readonly text: string
  readonly status: 'written' | 'unchanged' | 'stale'
}

/** What a run has to say, in the order in which it says it. */
interface Report {
  readonly diagnostics: readonly Diagnostic[]
  readonly outputs: readonly Output[]
  /** The schema, for the excerpts; null when it could not be read. */
  readonly source: string | null
  readonly exitCode: number
  readonly milliseconds: number
}

const nothing = { diagnostics: [], outputs: [], source: null, exitCode: 2, milliseconds: 0 } as const

/** Generates, checks or prints. Returns the exit code. */
export async function generateCommand(command: GenerateArguments): Promise<number> {
  const start = performance.now()
  const { text, problem } = readSchemaFile(command.schema)
  if (text === null) return report(command, { ...nothing, diagnostics: [problem!] })
  const mayRecall = command.mode === 'write' || (command.mode === 'check' && !process.env.CI)
  const recalled = mayRecall ? recallFresh(command, text) : null
  if (recalled !== null) {
    const outputs = recalled.outputs.map((output): Output => ({ ...output, status: 'unchanged' }))
    return report(command, { ...nothing, diagnostics: recalled.warnings, outputs, source: text, exitCode: 0 })
  }

  const { files, diagnostics } = await generateFiles(command, text)
  const found = { ...nothing, diagnostics, source: text }
  if (files.length === 0) return report(command, found)
  if (command.mode === 'stdout') return printModule(command, files, found)

  const outputs = await placeFiles(command, files)
  if (!Array.isArray(outputs)) return report(command, { ...found, diagnostics: [...diagnostics, outputs] })
  if (command.mode === 'check') {
    const checked = outputs.map((output) => ({ ...output, status: statusOf(output) }))
    if (checked.every(({ status }) => status === 'unchanged')) {
      return report(command, { ...found, outputs: checked, exitCode: 0 })
    }
    await report(command, { ...found, outputs: checked, exitCode: 1 })
    if (command.format === 'human') await (await import('./difference.ts')).printDifference(command, checked)
    return 1
  }

  try {
    const written = writeAll(outputs)
    if (diagnostics.every(({ severity }) => severity === 'warning')) {
      remember(command, text, outputs, diagnostics)
    }
    return report(command, {
      ...found,
      outputs: outputs.map((output, index) => ({
        ...output,
        status: written[index] ? 'written' : 'unchanged',
      })),
      exitCode: 0,
      milliseconds: Math.round(performance.now() - start),
    })
  } catch (error) {
    if (!(error instanceof WriteError)) throw error
    const message = `cannot write ${shown(error.path)}: ${error.message}`
    const hint = 'name another place with --out, or make room there'
    return report(command, {
      ...found,
      diagnostics: [...diagnostics, fileDiagnostic('ECS004', command.schema, message, hint)],
    })
  }
}

/** The modules, or none and the reasons, which may be that `--node` names no node. */
async function generateFiles(command: GenerateArguments, text: string) {
  const { generate } = await import('../pipeline.ts')
  const { schema, emit, node } = command
  const result = generate(text, { schemaFile: schema, emit, ...(node === null ? {} : { node }) })
  const isRefused = result.diagnostics.some(({ severity }) => severity === 'error')
  if (node === null || isRefused || result.files.length > 0) return result
  const { planOf } = await import('../planOf.ts')
  const { unknownNode } = await import('./node.ts')
  const names = planOf(text, { schemaFile: schema }).plans.flatMap((plan) => plan.node?.name ?? [])
  return { files: [], diagnostics: [...result.diagnostics, unknownNode(schema, node, names)] }
}

async function printModule(
  command: GenerateArguments,
  files: readonly GeneratedFile[],
  found: Report,
): Promise<number> {
  const nodes = [...new Set(files.flatMap(({ node }) => node ?? []))]
  if (nodes.length > 1) {
    const message = 'the schema has a module for each node, and --stdout prints one'
    const hint = `choose one with --node: ${nodes.join(', ')}`
    const diagnostic = fileDiagnostic('ECS003', command.schema, message, hint)
    return report(command, { ...found, diagnostics: [...found.diagnostics, diagnostic] })
  }
  await report(command, { ...found, exitCode: 0 })
  print(files[0]!.text)
  return 0
}

/** The files at their places, or why `--out` cannot be their place. */
async function placeFiles(
  { schema, out }: GenerateArguments,
  files: readonly GeneratedFile[],
): Promise<Output[] | Diagnostic> {
  const { outputPaths } = await import('./outputPaths.ts')
  try {
    const paths = outputPaths(files, schema, out)
    return files.map(({ name, text }, index) => ({ name, path: paths[index]!, text, status: 'unchanged' }))
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return fileDiagnostic('ECS003', schema, error.message, null)
  }
}

function statusOf({ path, text }: Output): Output['status'] {
  return hasText(path, text) ? 'unchanged' : 'stale'
}

/** Prints what happened in the form that was asked for; returns its exit code. */
async function report(command: GenerateArguments, what: Report): Promise<number> {
  const { diagnostics, outputs, source, exitCode, milliseconds } = what
  if (command.format === 'json') {
    const { reportDiagnostics } = await import('../diagnostic/json.ts')
    const files = outputs.map(({ name, path, text, status }) => ({
      name,
      path: shown(path),
      status,
      lines: linesOf(text),
      bytes: Buffer.byteLength(text),
    }))
    print(JSON.stringify({ ...reportDiagnostics(diagnostics), files, exitCode }, null, 2))
    return exitCode
  }
  if (diagnostics.length > 0) await printAll(diagnostics, source)
  const written = outputs.filter(({ status }) => status === 'written').length
  const time = written === 1 ? `, ${milliseconds} ms` : ''
  for (const { path, text, status } of outputs) {
    if (status === 'written') print(`wrote ${shown(path)} (${count(linesOf(text))} lines${time})`)
    else if (status === 'unchanged') print(`${shown(path)} is up to date`)
  }
  if (written > 1) print(`${written} files in ${milliseconds} ms`)
  return exitCode
}

async function printAll(diagnostics: readonly Diagnostic[], source: string | null): Promise<void> {
  const { printDiagnostics } = await import('./printDiagnostics.ts')
  printDiagnostics(diagnostics, source)
}

function linesOf(text: string): number {
  return text.split('\n').length - 1
}

/** As seen from here, with forward slashes on every system. */
function shown(path: string): string {
  return relative(process.cwd(), path).split(sep).join('/')
}
