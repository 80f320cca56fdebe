import type { WriteStream } from 'node:tty'
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import { formatDiagnostics } from '../diagnostic/format.ts'
import { printError } from './console.ts'

/** About files and options: an excerpt of the schema would have nothing to do with them. */
const codesWithoutPlace: ReadonlySet<string> = new Set(['ECS001', 'ECS003', 'ECS004'])

/** Prints for people, on standard error; `source` is the text of the schema, if it could be read. */
export function printDiagnostics(diagnostics: readonly Diagnostic[], source: string | null): void {
  if (diagnostics.length === 0) return
  const color = hasColor(process.stderr)
  const texts = diagnostics.map((diagnostic) =>
    formatDiagnostics([diagnostic], codesWithoutPlace.has(diagnostic.code) ? null : source, { color }),
  )
  printError(texts.join(''))
}

/** A terminal has, unless its user or its kind has none: NO_COLOR, TERM=dumb. */
export function hasColor(stream: Pick<WriteStream, 'isTTY' | 'hasColors'>): boolean {
  return stream.isTTY === true && stream.hasColors()
}
