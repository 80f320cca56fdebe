import { relative } from 'node:path'
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import type { GenerateArguments } from './arguments.ts'
import { recallFresh, remember } from './cache.ts'
import { print, printError } from './console.ts'
import { fileDiagnostic, readSchemaFile } from './schemaFile.ts'
import { readIfThere, writeWhole } from './writeFile.ts'

interface Output {
  readonly path: string
  readonly text: string
  status: 'written' | 'unchanged' | 'stale'
}

/** Generates, checks or prints. Returns the exit code. */
export async function generateCommand(command: GenerateArguments): Promise<number> {
  const start = performance.now()
  const { text, problem } = readSchemaFile(command.schema)
  if (text === null) return report(command, [problem!], [], null, 2)
  const mayRecall = command.mode === 'write' || (command.mode === 'check' && !process.env.CI)
  if (mayRecall && command.format === 'human') {
    const fresh = recallFresh(command, text)
    if (fresh !== null) {
      for (const path of fresh) print(`${shown(path)} is up to date`)
      return 0
    }
  }

  const [{ generate }, { outputPaths }] = await Promise.all([
    import('../pipeline.ts'),
    import('./outputPaths.ts'),
  ])
  const unknownNode = await judgeNode(command, text)
  if (unknownNode !== null) return report(command, [unknownNode], [], null, 2)
  const { files, diagnostics } = generate(text, {
    schemaFile: command.schema,
    emit: command.emit,
    ...(command.node === null ? {} : { node: command.node }),
  })
  if (files.length === 0) return report(command, diagnostics, [], text, 2)

  if (command.mode === 'stdout') {
    if (files.length > 1 && command.emit === 'ts') {
      const names = files.map(({ node }) => node).join(', ')
      printError(
        `ecs-gen: error ECS003: the schema has a module for each node (${names}): choose one with --node`,
      )
      return 2
    }
    await report(command, diagnostics, [], text, 0)
    print(files[0]!.text)
    return 0
  }

  const paths = outputPaths(files, command.schema, command.out)
  const outputs = files.map(
    (file, index): Output => ({ path: paths[index]!, text: file.text, status: 'unchanged' }),
  )
  if (command.mode === 'check') return check(command, diagnostics, outputs, text)
  const failure = write(command, outputs)
  if (failure !== null) return report(command, [...diagnostics, failure], outputs, text, 2)
  if (diagnostics.length === 0) remember(command, text, outputs)
  const milliseconds = Math.round(performance.now() - start)
  return report(command, diagnostics, outputs, text, 0, milliseconds)
}

async function judgeNode(command: GenerateArguments, text: string): Promise<Diagnostic | null> {
  if (command.node === null) return null
  const { planOf } = await import('../pipeline.ts')
  const nodes = planOf(text, { schemaFile: command.schema }).plans.flatMap(({ node }) => node?.name ?? [])
  // No plans: the schema's own errors are the ones to see.
  const { plans } = planOf(text, { schemaFile: command.schema })
  if (plans.length === 0 || nodes.includes(command.node)) return null
  const known = nodes.length === 0 ? 'the schema declares no nodes' : `the schema has ${nodes.join(', ')}`
  return fileDiagnostic('ECS003', command.schema, `there is no node "${command.node}"`, known)
}

function write(command: GenerateArguments, outputs: Output[]): Diagnostic | null {
  for (const output of outputs) {
    try {
      if (writeWhole(output.path, output.text)) output.status = 'written'
    } catch (error) {
      const why = (error as NodeJS.ErrnoException).code ?? String(error)
      return fileDiagnostic(
        'ECS004',
        command.schema,
        `cannot write ${shown(output.path)}: ${why}`,
        'name another place with --out, or make the folder writable',
      )
    }
  }
  return null
}

async function check(
  command: GenerateArguments,
  diagnostics: readonly Diagnostic[],
  outputs: Output[],
  text: string,
): Promise<number> {
  for (const output of outputs) if (readIfThere(output.path) !== output.text) output.status = 'stale'
  const stale = outputs.filter(({ status }) => status === 'stale')
  await report(command, diagnostics, outputs, text, stale.length === 0 ? 0 : 1)
  if (stale.length > 0 && command.format === 'human') {
    const { createTwoFilesPatch } = await import('diff')
    for (const { path, text: wanted } of stale) {
      print(
        createTwoFilesPatch(
          shown(path),
          shown(path),
          readIfThere(path) ?? '',
          wanted,
          'on disk',
          'generated',
        ),
      )
    }
    printError(`stale: run "${fixCommand(command)}"`)
  }
  return stale.length === 0 ? 0 : 1
}

function fixCommand(command: GenerateArguments): string {
  const words = ['npx ecs-gen', command.schema]
  if (command.out !== null) words.push('--out', command.out)
  if (command.node !== null) words.push('--node', command.node)
  if (command.emit === 'js') words.push('--emit', 'js')
  return words.join(' ')
}

/** Prints what happened in the form that was asked for; returns the exit code that it was given. */
async function report(
  command: GenerateArguments,
  diagnostics: readonly Diagnostic[],
  outputs: readonly Output[],
  source: string | null,
  exitCode: number,
  milliseconds: number = 0,
): Promise<number> {
  if (command.format === 'json') {
    const { reportDiagnostics } = await import('../diagnostic/json.ts')
    const files = outputs.map(({ path, text, status }) => ({
      path: shown(path),
      status,
      lines: text.split('\n').length - 1,
      bytes: Buffer.byteLength(text),
    }))
    print(JSON.stringify({ ...reportDiagnostics(diagnostics), files, exitCode }, null, 2))
    return exitCode
  }
  if (diagnostics.length > 0) {
    const { formatDiagnostics } = await import('../diagnostic/format.ts')
    printError(formatDiagnostics(diagnostics, source, { color: process.stderr.isTTY === true }))
  }
  for (const { path, text, status } of outputs) {
    if (status === 'written') {
      const lines = (text.split('\n').length - 1).toLocaleString('en-US')
      print(`wrote ${shown(path)} (${lines} lines, ${milliseconds} ms)`)
    } else if (status === 'unchanged') {
      print(`${shown(path)} is up to date`)
    }
  }
  return exitCode
}

function shown(path: string): string {
  const fromHere = relative(process.cwd(), path)
  return fromHere.startsWith('..') ? path : fromHere
}
