// An append-only file of what happened to entities: written before anything of it can be seen elsewhere, so that
// it tells what a killed process had. What the system has taken survives the process.
import { openSync, writeSync } from 'node:fs'

/** What a record says. */
export const Happened = { born: 1, sent: 2, kept: 3, arrived: 4, returned: 5, doubted: 6 }

/** kind, entity, operation, world at the other end, serial, delivery, gold, run of the other end */
export const RECORD_WORDS = 8

export class Journal {
  #file
  #words = new Int32Array(RECORD_WORDS * 256)
  #length = 0

  constructor(path) {
    this.#file = openSync(path, 'a')
  }

  add(...record) {
    if (this.#length + RECORD_WORDS > this.#words.length) {
      const longer = new Int32Array(this.#words.length * 2)
      longer.set(this.#words)
      this.#words = longer
    }
    this.#words.set(record, this.#length)
    this.#length += RECORD_WORDS
  }

  flush() {
    if (this.#length === 0) return
    writeSync(this.#file, this.#words, 0, this.#length * 4)
    this.#length = 0
  }
}
