import { I32 } from './sample.ts'

/**
 * Tells the target world that a queue has something: sets the queue's bit in the world's ready word, and
 * wakes the thread that sleeps for the world. The bit is set only where it is clear (a load costs half of
 * an `or`); that is safe because the consumer clears it before its last look at the queue.
 */
export function signal(readyWord: number, readyBit: number, sleeperWord: number): void {
  if ((Atomics.load(I32, readyWord) & readyBit) === 0) Atomics.or(I32, readyWord, readyBit)
  const wakeWord = Atomics.load(I32, sleeperWord)
  if (wakeWord !== 0) {
    Atomics.add(I32, wakeWord, 1)
    Atomics.notify(I32, wakeWord)
  }
}
