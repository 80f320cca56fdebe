import { readFileSync } from 'node:fs'
import { RECORD_WORDS } from './program/journal.mjs'

/** Something that happened to an entity; see program/journal.mjs. */
export interface JournalRecord {
  readonly kind: number
  readonly entity: number
  readonly operation: number
  /** At the other end. */
  readonly world: number
  readonly serial: number
  readonly delivery: number
  readonly gold: number
}

/** Everything that a world has written down; half a record at the end, of a process that was killed, is left out. */
export function readJournal(path: string): JournalRecord[] {
  const bytes = readFileSync(path)
  const length = bytes.length - (bytes.length % (RECORD_WORDS * 4))
  const words = new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + length))
  const records: JournalRecord[] = []
  for (let at = 0; at < words.length; at += RECORD_WORDS) {
    records.push({
      kind: words[at]!,
      entity: words[at + 1]!,
      operation: words[at + 2]!,
      world: words[at + 3]!,
      serial: words[at + 4]!,
      delivery: words[at + 5]!,
      gold: words[at + 6]!,
    })
  }
  return records
}
