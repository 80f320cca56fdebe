import { cut } from '../../schemas/words.ts'
import type { Diagnostic, SchemaPath } from './diagnostic.ts'
import { excerptOf } from './excerpt.ts'
import { printable } from './printable.ts'

export interface FormatOptions {
  /** Colour by terminal escapes; off unless asked for. */
  readonly color?: boolean
}

/** Keys are cut here; no valid name is longer. */
const stepCharactersMax = 64

/** A place in the schema, as people write it: `links[0].to`. Empty for the root. */
export function formatPath(path: SchemaPath): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') {
      text += `[${step}]`
      continue
    }
    const shown = cut(step, stepCharactersMax)
    if (!/^[A-Za-z_$][\w$-]*$/.test(step)) text += `[${JSON.stringify(shown)}]`
    else text += text === '' ? shown : `.${shown}`
  }
  return text
}

/**
 * The form for people. `source` is the text of the file that the diagnostics are about; null when it could
 * not be read, which leaves the excerpts out. Ends with a line feed unless there is nothing to say.
 */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  source: string | null,
  options: FormatOptions = {},
): string {
  const text = source?.startsWith('\uFEFF') ? source.slice(1) : source
  const lines = text === null || text === undefined ? null : text.split(/\r\n|\n|\r/)
  const paint = options.color === true ? colored : plain
  return diagnostics.map((diagnostic) => `${formatOne(diagnostic, lines, paint)}\n`).join('')
}

function formatOne(diagnostic: Diagnostic, lines: readonly string[] | null, paint: Paint): string {
  const { file, line, column, length, code, severity, message, hint } = diagnostic
  const path = formatPath(diagnostic.path)
  const where = `${printable(file)}:${line}:${column}`
  const place = path === '' ? '' : paint.quiet(` (${printable(path)})`)
  const head = `${where} ${paint[severity](`${severity} ${code}`)}: ${printable(message)}${place}`
  const sourceLine = lines?.[line - 1]
  const advice = hint === null ? '' : printable(hint)
  if (sourceLine === undefined) return advice === '' ? head : `${head}\n  ${advice}`
  const excerpt = excerptOf(sourceLine, column, length)
  const number = String(line)
  const gap = ' '.repeat(number.length)
  const shown = excerpt.text === '' ? '' : ` ${excerpt.text}`
  const marks = paint[severity]('^'.repeat(excerpt.markLength))
  const below = `${' '.repeat(excerpt.markColumn)}${marks}${advice === '' ? '' : ` ${advice}`}`
  return `${head}\n  ${number} |${shown}\n  ${gap} | ${below}`
}

interface Paint {
  readonly error: (text: string) => string
  readonly warning: (text: string) => string
  readonly quiet: (text: string) => string
}

const same = (text: string): string => text
const ansi = (code: number) => (text: string) => `\x1b[${code}m${text}\x1b[0m`

const plain: Paint = { error: same, warning: same, quiet: same }
const colored: Paint = { error: ansi(31), warning: ansi(33), quiet: ansi(2) }
