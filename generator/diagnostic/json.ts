import type { Diagnostic } from './diagnostic.ts'
import { formatPath } from './format.ts'

/** One diagnostic for programs. Keys are only ever added. */
export interface JsonDiagnostic {
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly hint: string | null
  readonly file: string
  readonly line: number
  readonly column: number
  readonly length: number
  /** The place in the schema as text, and as the chain of keys and indices that it is. */
  readonly place: string
  readonly path: readonly (string | number)[]
  readonly at: 'key' | 'value'
}

export interface JsonReport {
  /** Grows only when a key changes its meaning. */
  readonly formatVersion: 1
  readonly errorCount: number
  readonly warningCount: number
  readonly diagnostics: readonly JsonDiagnostic[]
}

/** The form for programs, with a fixed order of keys. */
export function reportDiagnostics(diagnostics: readonly Diagnostic[]): JsonReport {
  return {
    formatVersion: 1,
    errorCount: diagnostics.filter(({ severity }) => severity === 'error').length,
    warningCount: diagnostics.filter(({ severity }) => severity === 'warning').length,
    diagnostics: diagnostics.map((diagnostic) => ({
      code: diagnostic.code,
      severity: diagnostic.severity,
      message: diagnostic.message,
      hint: diagnostic.hint,
      file: diagnostic.file,
      line: diagnostic.line,
      column: diagnostic.column,
      length: diagnostic.length,
      place: formatPath(diagnostic.path),
      path: diagnostic.path,
      at: diagnostic.at,
    })),
  }
}

/** The report as text for `--format json`; ends with a line feed. */
export function formatDiagnosticsJson(diagnostics: readonly Diagnostic[]): string {
  return `${JSON.stringify(reportDiagnostics(diagnostics), null, 2)}\n`
}
