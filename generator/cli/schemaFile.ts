import { isUtf8 } from 'node:buffer'
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
    const bytes = readStart(file, limits.schemaFileBytes + 1)
    const text = bytes.toString('utf8')
    // What is too large may be cut within a letter, and encodings with zeros are named by who reads the text.
    const isRead = bytes.length > limits.schemaFileBytes || text.includes('\0') || isUtf8(bytes)
    return isRead ? { text, problem: null } : { text: null, problem: notUtf8(file, text) }
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

function notUtf8(file: string, text: string): Diagnostic {
  const before = text.slice(0, text.indexOf('\uFFFD')).split(/\r\n?|\n/)
  const message = 'the schema has bytes that are not UTF-8'
  const problem = fileDiagnostic('ECS001', file, message, 'save it as UTF-8')
  return { ...problem, line: before.length, column: before.at(-1)!.length + 1 }
}

/** No more than is needed to see that a file is too large: a device need not have an end. */
function readStart(file: string, most: number): Buffer {
  const bytes = Buffer.allocUnsafe(most)
  const descriptor = openSync(file, 'r')
  try {
    let length = 0
    for (let count = -1; count !== 0 && length < most; length += count)
      count = readSync(descriptor, bytes, length, most - length, null)
    return bytes.subarray(0, length)
  } finally {
    closeSync(descriptor)
  }
}
