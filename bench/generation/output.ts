import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

export interface Written {
  lines: number
  bytes: number
}

/** Lines and bytes of a file, or of all files below a directory. */
export function written(location: string): Written {
  if (!existsSync(location)) return { lines: 0, bytes: 0 }
  if (statSync(location).isDirectory()) {
    return readdirSync(location)
      .map((name) => written(path.join(location, name)))
      .reduce((sum, one) => ({ lines: sum.lines + one.lines, bytes: sum.bytes + one.bytes }), {
        lines: 0,
        bytes: 0,
      })
  }
  const content = readFileSync(location)
  return { lines: content.filter((byte) => byte === 10).length, bytes: content.length }
}
