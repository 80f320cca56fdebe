import { I32 } from './sample.ts'

/**
 * How many counters a world's stats line holds behind its lock word, in the order of `CoordinatorStats`. Each
 * has two words, the lower first.
 */
const COUNTERS = 4

/**
 * Adds to the shared counters of a world under its seqlock (Lameter 2005; Boehm 2012): the lock word is odd
 * while a writer is at work. Several threads may write; the one that makes it odd has its turn.
 */
export function addCounters(statsWord: number, deltas: readonly number[]): void {
  let version = Atomics.load(I32, statsWord)
  while ((version & 1) !== 0 || Atomics.compareExchange(I32, statsWord, version, version + 1) !== version) {
    version = Atomics.load(I32, statsWord)
  }
  for (let counter = 0; counter < COUNTERS; counter++) {
    const word = statsWord + 1 + counter * 2
    const total = readCounter(word) + deltas[counter]!
    Atomics.store(I32, word, total | 0)
    Atomics.store(I32, word + 1, Math.floor(total / 0x1_0000_0000))
  }
  Atomics.store(I32, statsWord, (version + 2) | 0)
}

/** Reads all counters of a world as they stood at one moment. */
export function readCounters(statsWord: number): number[] {
  const counters = new Array<number>(COUNTERS).fill(0)
  for (;;) {
    const version = Atomics.load(I32, statsWord)
    if ((version & 1) !== 0) continue
    for (let counter = 0; counter < COUNTERS; counter++) {
      counters[counter] = readCounter(statsWord + 1 + counter * 2)
    }
    if (Atomics.load(I32, statsWord) === version) return counters
  }
}

function readCounter(word: number): number {
  return Atomics.load(I32, word + 1) * 0x1_0000_0000 + (Atomics.load(I32, word) >>> 0)
}
