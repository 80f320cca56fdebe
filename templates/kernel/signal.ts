import { I32, SHARED_WAKE_WORD } from './sample.ts'

/**
 * A world's sleeper word counts the threads that sleep for it: 1 for one that sleeps for this world alone,
 * on the world's own wake word, and this much for one that sleeps for several worlds. A thread can wait on
 * one word only, so the latter wait on a word that all worlds share.
 */
const SLEEPS_FOR_SEVERAL = 1 << 16

/**
 * Tells the target world that a queue has something: sets the queue's bit in the world's ready word, and
 * wakes the threads that sleep for the world. The bit is set only where it is clear (a load costs half of
 * an `or`); that is safe because the consumer clears it before its last look at the queue.
 */
export function signal(readyWord: number, readyBit: number, sleeperWord: number): void {
  if ((Atomics.load(I32, readyWord) & readyBit) === 0) Atomics.or(I32, readyWord, readyBit)
  const sleepers = Atomics.load(I32, sleeperWord)
  if (sleepers === 0) return
  // The word behind the count of sleepers is the one that they wait on.
  wake(sleeperWord + 1)
  if (sleepers >= SLEEPS_FOR_SEVERAL) wake(SHARED_WAKE_WORD)
}

export function wake(wakeWord: number): void {
  Atomics.add(I32, wakeWord, 1)
  Atomics.notify(I32, wakeWord)
}
