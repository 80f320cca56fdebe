import { closeSync, openSync, readSync } from 'node:fs'
import { limits } from '../../schemas/limits.ts'
import type { Diagnostic } from '../diagnostic/diagnostic.ts'

/** A problem of the file itself, not of anything in it. */
export function fileDiagnostic(code: string, file: string, message: string, hint: string | null): Diagnostic {
  return {
    code,
    severity: 'error',
    path: [],
    at: 'value',
    message,
    hint,
    file,
    line: 1,
    column: 1,
    length: 1,
  }
}

/** The text of the schema, or why there is none. */
export function readSchemaFile(file: string): {
  readonly text: string | null
  readonly problem: Diagnostic | null
} {
  try {
    return { text: readStart(file, limits.schemaFileBytes + 1), problem: null }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    const why =
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'EISDIR'
          ? 'it is a folder'
          : code === 'EACCES'
            ? 'this process may not read it'
            : `reading failed with ${code}`
    const hint = 'give the path of a schema, such as cluster.schema.json'
    return { text: null, problem: fileDiagnostic('ECS001', file, `the schema cannot be read: ${why}`, hint) }
  }
}

/** No more than is needed to see that a file is too large: a device need not have an end. */
function readStart(file: string, most: number): string {
  const bytes = Buffer.allocUnsafe(most)
  const descriptor = openSync(file, 'r')
  try {
    let length = 0
    for (let count = -1; count !== 0 && length < most; length += count)
      count = readSync(descriptor, bytes, length, most - length, null)
    return bytes.toString('utf8', 0, length)
  } finally {
    closeSync(descriptor)
  }
}
