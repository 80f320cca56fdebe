import { I32 } from './sample.ts'

/** How many counters a world has, in the order of `CoordinatorStats`. Each takes two words, the lower first. */
const COUNTERS = 4
/** A writer that has not come to its end for so long is dead: it takes a microsecond, and the rest is scheduling. */
const WRITER_IS_DEAD_AFTER_MS = 1_000
/**
 * A clock in milliseconds that no change of the date moves. Looked up by name, because this module compiles
 * without the types of any platform; the date has to do where there is none.
 */
const clock: { now(): number } = Reflect.get(globalThis, 'performance') ?? Date

/**
 * The counters that hold at an even version. A world has two sets behind its version, which take turns: what a
 * writer that dies in the midst has written, nobody has looked at.
 */
function countersAt(statsWord: number, version: number): number {
  return statsWord + 1 + (version & 2) * COUNTERS
}

/**
 * Adds to the shared counters of a world under its seqlock (Lameter 2005; Boehm 2012): the version is odd
 * while a writer is at work. Several threads may write; the one that makes it odd has its turn.
 */
export function addCounters(statsWord: number, deltas: readonly number[]): void {
  for (;;) {
    const version = lockCounters(statsWord)
    const from = countersAt(statsWord, version - 1)
    const to = countersAt(statsWord, version + 1)
    for (let counter = 0; counter < COUNTERS; counter++) {
      const total = readCounter(from + counter * 2) + deltas[counter]!
      Atomics.store(I32, to + counter * 2, total | 0)
      Atomics.store(I32, to + counter * 2 + 1, Math.floor(total / 0x1_0000_0000))
    }
    // Not where another thread has taken this one for dead and written in its place.
    const next = (version + 1) | 0
    if (Atomics.compareExchange(I32, statsWord, version, next) === version) return
  }
}

/** Makes the version odd and returns it. */
function lockCounters(statsWord: number): number {
  let stuck = 0
  let since = 0
  for (;;) {
    const version = Atomics.load(I32, statsWord)
    if ((version & 1) === 0) {
      const locked = (version + 1) | 0
      if (Atomics.compareExchange(I32, statsWord, version, locked) === version) return locked
    } else if (version !== stuck) {
      stuck = version
      since = clock.now()
    } else if (clock.now() - since > WRITER_IS_DEAD_AFTER_MS) {
      // Two versions on: the same set of counters holds.
      const locked = (version + 4) | 0
      if (Atomics.compareExchange(I32, statsWord, version, locked) === version) return locked
    }
  }
}

/** Reads all counters of a world as they stood at one moment. Waits for no writer. */
export function readCounters(statsWord: number): number[] {
  const counters = new Array<number>(COUNTERS).fill(0)
  for (;;) {
    const version = Atomics.load(I32, statsWord) & ~1
    const from = countersAt(statsWord, version)
    for (let counter = 0; counter < COUNTERS; counter++) counters[counter] = readCounter(from + counter * 2)
    // The next writer writes into the other set; only the one after it into this one.
    if (((Atomics.load(I32, statsWord) - version) | 0) <= 2) return counters
  }
}

function readCounter(word: number): number {
  return Atomics.load(I32, word + 1) * 0x1_0000_0000 + (Atomics.load(I32, word) >>> 0)
}
