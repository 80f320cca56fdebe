import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** The text of a file, or null when there is none to read. */
export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/**
 * Writes a file whole or not at all: to a temporary file in the same folder, then renamed over the old one.
 * Nothing is written when the bytes are there already. Returns whether it wrote; throws what the system says.
 */
export function writeWhole(path: string, text: string): boolean {
  if (readIfThere(path) === text) return false
  mkdirSync(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, text)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  return true
}
