/** Where a problem sits in the schema, as a chain of keys and array indices from the root. */
export type SchemaPath = readonly (string | number)[]

/**
 * What a stage found wrong, before anyone knows on which line it stands. Stages that see only values
 * (zod, cross-reference rules, the plan) report problems; `locate` turns them into diagnostics.
 */
export interface Problem {
  /** Stable code such as `ECS104`; never reused for another meaning. */
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly path: SchemaPath
  /** Whether the key or the value at `path` is at fault. */
  readonly at: 'key' | 'value'
  /** One sentence: what was found and what was expected. */
  readonly message: string
  /** What to do about it, where that can be computed; null otherwise. */
  readonly hint: string | null
}

/** A problem with its place in the file. Lines and columns count from 1, columns in UTF-16 code units. */
export interface Diagnostic extends Problem {
  readonly file: string
  readonly line: number
  readonly column: number
  /** Length of the marked text in UTF-16 code units, at least 1, within its line. */
  readonly length: number
}
