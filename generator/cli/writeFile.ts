import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'

/** The text of a file, or null when there is none to read. What is no file, such as a device, need not have an end. */
export function readIfThere(path: string): string | null {
  try {
    if (!statSync(path).isFile()) return null
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** Whether the file has the text, however its lines end. */
export function hasText(path: string, text: string): boolean {
  const onDisk = readIfThere(path)
  return onDisk !== null && withGeneratedEnds(onDisk) === text
}

/** With the ends of lines that the generator writes: Git for Windows checks out others, which is no difference. */
export function withGeneratedEnds(text: string): string {
  return text.replaceAll('\r\n', '\n')
}

export class WriteError extends Error {
  readonly path: string

  constructor(path: string, cause: unknown, more: string = '') {
    super(`${whyNot(cause)}${more}`, { cause })
    this.path = path
  }
}

type Rename = (from: string, to: string) => void

interface Staged {
  readonly path: string
  /** Where a link leads. */
  readonly target: string
  readonly temporary: string
  /** What was there before, to be put back: null for nothing, undefined for what may not be read. */
  readonly former: Buffer | null | undefined
}

/**
 * Writes files whole: each to a temporary file beside it, and only when all of them are on disk, each is
 * renamed over the old one. What has its text already is not touched. Returns whether each was written;
 * throws a WriteError, without leftovers, when one of them cannot be. Then all are as they were: nodes whose modules
 * are of two schemas refuse each other. Where one cannot be put back either, the error names it.
 */
export function writeAll(
  files: readonly { readonly path: string; readonly text: string }[],
  rename: Rename = renameSync,
): boolean[] {
  const staged: Staged[] = []
  const renamed: Staged[] = []
  try {
    const written = files.map(({ path, text }) => {
      if (hasText(path, text)) return false
      blame(path, () => {
        const target = targetOf(path)
        mkdirSync(dirname(target), { recursive: true })
        const temporary = `${target}.${process.pid}.tmp`
        staged.push({ path, target, temporary, former: formerOf(target) })
        writeFileSync(temporary, text)
      })
      return true
    })
    for (const file of staged) {
      blame(file.path, () => rename(file.temporary, file.target))
      renamed.push(file)
    }
    return written
  } catch (error) {
    const kept = renamed.filter((file) => !isPutBack(file, rename)).map(({ path }) => path)
    for (const { temporary } of staged) rmSync(temporary, { force: true })
    if (kept.length === 0 || !(error instanceof WriteError)) throw error
    throw new WriteError(error.path, error.cause, `; already new, and not to be put back: ${kept.join(', ')}`)
  }
}

function formerOf(target: string): Buffer | null | undefined {
  try {
    return existsSync(target) ? readFileSync(target) : null
  } catch {
    return undefined
  }
}

function isPutBack({ target, temporary, former }: Staged, rename: Rename): boolean {
  if (former === undefined) return false
  try {
    if (former === null) rmSync(target)
    else {
      writeFileSync(temporary, former)
      rename(temporary, target)
    }
    return true
  } catch {
    return false
  }
}

/** Writes one file as `writeAll` does. */
export function writeWhole(path: string, text: string): boolean {
  return writeAll([{ path, text }])[0]!
}

/** Follows a link, so that the file behind it changes and the link stays. */
function targetOf(path: string): string {
  const status = statSync(path, { throwIfNoEntry: false })
  if (status === undefined) {
    // Also where the file behind it is still to come, as after a `git clean`.
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
    // From where the link really is: its folder may be a link, too.
    return isLink ? targetOf(resolve(realpathSync(dirname(path)), readlinkSync(path))) : path
  }
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
