import { mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** The text of a file, or null when there is none to read. What is no file, such as a device, need not have an end. */
export function readIfThere(path: string): string | null {
  try {
    if (!statSync(path).isFile()) return null
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

export class WriteError extends Error {
  readonly path: string

  constructor(path: string, cause: unknown) {
    super(whyNot(cause))
    this.path = path
  }
}

/**
 * Writes files whole: each to a temporary file beside it, and only when all of them are on disk, each is
 * renamed over the old one. What has its bytes already is not touched. Returns whether each was written;
 * throws a WriteError, without leftovers, when one of them cannot be.
 */
export function writeAll(files: readonly { readonly path: string; readonly text: string }[]): boolean[] {
  const staged: { path: string; target: string; temporary: string }[] = []
  try {
    const written = files.map(({ path, text }) => {
      if (readIfThere(path) === text) return false
      blame(path, () => {
        mkdirSync(dirname(path), { recursive: true })
        const target = targetOf(path)
        const temporary = `${target}.${process.pid}.tmp`
        staged.push({ path, target, temporary })
        writeFileSync(temporary, text)
      })
      return true
    })
    for (const { path, target, temporary } of staged) blame(path, () => renameSync(temporary, target))
    return written
  } catch (error) {
    for (const { temporary } of staged) rmSync(temporary, { force: true })
    throw error
  }
}

/** Writes one file as `writeAll` does. */
export function writeWhole(path: string, text: string): boolean {
  return writeAll([{ path, text }])[0]!
}

/** Follows a link, so that the file behind it changes and the link stays. */
function targetOf(path: string): string {
  const status = statSync(path, { throwIfNoEntry: false })
  if (status === undefined) return path
  if (status.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' })
  if (!status.isFile()) throw Object.assign(new Error(), { code: 'ENODEV' })
  return realpathSync(path)
}

function blame(path: string, step: () => void): void {
  try {
    step()
  } catch (error) {
    throw new WriteError(path, error)
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this process may not write there',
  EPERM: 'this process may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EISDIR: 'a folder of that name is there',
  ENODEV: 'what is there is no file',
  ENOTDIR: 'a file stands where a folder is needed',
  EEXIST: 'a file stands where a folder is needed',
}

function whyNot(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code
  return (code === undefined ? undefined : reasons[code]) ?? code ?? String(cause)
}
