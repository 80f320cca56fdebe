import { type ClusterInput, clusterSchema } from '../../schemas/cluster.ts'
import { limits } from '../../schemas/limits.ts'
import { checkRules } from '../../schemas/rules.ts'
import { cutLongWords } from '../../schemas/words.ts'
import type { Diagnostic, Problem } from '../diagnostic/diagnostic.ts'
import { limitDiagnostics, sortDiagnostics } from '../diagnostic/order.ts'
import { type LineMap, mapLines, placeOf, withoutByteOrderMark } from './lines.ts'
import { problemsOfShape } from './shape.ts'
import { parseText, type TextError } from './syntax.ts'
import { plainValue, TreeIndex } from './tree.ts'

export interface SchemaSource {
  /** Null when any diagnostic is an error. */
  readonly input: ClusterInput | null
  /** In source order, without repetition, at most a hundred and a line that counts the rest. */
  readonly diagnostics: readonly Diagnostic[]
  /** Gives a problem of a later stage its place in the file. */
  readonly locate: (problem: Problem) => Diagnostic
}

/**
 * Reads the text of a schema: syntax, shapes and cross references, all problems in one go. Never throws on
 * any text. `file` is the name to show, as the user gave it.
 */
export function readSchema(text: string, file: string): SchemaSource {
  const unfit = judgeEncoding(text) ?? judgeSize(text)
  if (unfit !== null) return failed([unfit], '', file)
  const schemaText = withoutByteOrderMark(text)
  const { root, errors } = parseText(schemaText)
  if (root === null) return failed(errors, schemaText, file)

  const lines = mapLines(schemaText)
  const index = new TreeIndex(root)
  const locate = (problem: Problem): Diagnostic => {
    const { offset, length } = index.find(problem.path, problem.at)
    const message = cutLongWords(problem.message)
    const hint = problem.hint === null ? null : cutLongWords(problem.hint)
    return { ...problem, message, hint, file, ...placeOf(lines, offset, length) }
  }
  const keyErrors: TextError[] = []
  const value = plainValue(root, keyErrors)
  const shape = checkShape(value)
  const problems = withoutEchoes(keyErrors, shape.problems, () => checkRules(value))
  const placed = problems.slice(0, limits.problemsPlaced)
  const diagnostics = [...keyErrors.map((error) => place(error, lines, file)), ...placed.map(locate)]
  const wrong = diagnostics.some(({ severity }) => severity === 'error')
  return {
    input: wrong ? null : shape.input,
    // A warning about a schema that has to change anyway is noise.
    diagnostics: finish(
      wrong ? diagnostics.filter(({ severity }) => severity === 'error') : diagnostics,
      problems.length - placed.length,
    ),
    locate,
  }
}

interface Shape {
  readonly input: ClusterInput | null
  readonly problems: readonly Problem[]
}

function checkShape(value: unknown): Shape {
  try {
    const parsed = clusterSchema.safeParse(value)
    if (parsed.success) return { input: parsed.data, problems: [] }
    return { input: null, problems: problemsOfShape(parsed.error.issues, value) }
  } catch (error) {
    // zod passes issues on as arguments of a call, and a hundred thousand of them overflow the stack.
    if (!(error instanceof RangeError)) throw error
    const message = 'there are more problems than can be listed'
    const problem: Problem = { code: 'ECS009', severity: 'error', path: [], at: 'value', message, hint: null }
    return { input: null, problems: [problem] }
  }
}

/**
 * A key that is reserved is not in the value: that its object seems to be empty, and that others name something
 * that is not there, are no problems of their own.
 */
function withoutEchoes(
  keyErrors: readonly TextError[],
  ofShape: readonly Problem[],
  findMore: () => readonly Problem[],
): readonly Problem[] {
  const reserved = keyErrors.filter(({ code }) => code === 'ECS202')
  if (reserved.length === 0) return [...ofShape, ...findMore()]
  const parents = new Set(reserved.map(({ path }) => JSON.stringify(path.slice(0, -1))))
  return ofShape.filter(({ code, path }) => code !== 'ECS108' || !parents.has(JSON.stringify(path)))
}

/** A schema begins with ASCII, which other encodings fill up with zeros. What they put in front of it is no UTF-8. */
function judgeEncoding(text: string): TextError | null {
  const start = text.slice(0, 8).replaceAll('\uFFFD', '')
  const found = encodings.find(({ pattern }) => pattern.test(start))
  if (found === undefined) return null
  const message = `the schema is written in ${found.name}, and has to be in UTF-8`
  const hint = 'save it as UTF-8; in PowerShell, write it with "Out-File -Encoding utf8" in place of ">"'
  return { path: [], code: 'ECS001', offset: 0, length: 1, message, hint }
}

const encodings = [
  { name: 'UTF-32', pattern: /^(?:\0{3,}[^\0]|(?:\0\0)?[^\0]\0\0)/ },
  { name: 'UTF-16 (big endian)', pattern: /^\0[^\0]/ },
  { name: 'UTF-16 (little endian)', pattern: /^[^\0]\0/ },
]

function judgeSize(text: string): TextError | null {
  const maximum = limits.schemaFileBytes
  // UTF-8 takes at least one byte for each code unit, so a long text need not be measured.
  const bytes = text.length > maximum ? text.length : new TextEncoder().encode(text).length
  if (bytes <= maximum) return null
  const message = `the schema has more than ${maximum} bytes (${maximum / 1024 / 1024} MiB)`
  return { path: [], code: 'ECS002', offset: 0, length: 1, message, hint: null }
}

function failed(errors: readonly TextError[], text: string, file: string): SchemaSource {
  const lines = mapLines(text)
  const locate = (problem: Problem): Diagnostic => ({ ...problem, file, line: 1, column: 1, length: 1 })
  return { input: null, diagnostics: finish(errors.map((error) => place(error, lines, file))), locate }
}

function place(error: TextError, lines: LineMap, file: string): Diagnostic {
  const { code, path, message, hint, offset, length } = error
  return {
    code,
    severity: 'error',
    path,
    at: 'value',
    message,
    hint,
    file,
    ...placeOf(lines, offset, length),
  }
}

function finish(diagnostics: readonly Diagnostic[], dropped = 0): Diagnostic[] {
  return limitDiagnostics(sortDiagnostics(diagnostics), limits.diagnosticsShown, dropped)
}
