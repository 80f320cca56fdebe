import { expect } from 'vitest'
import { faultKinds } from './configuration.ts'
import { Counts } from './counts.ts'
import { replayCommand, simulate } from './simulate.ts'

/** What has to be seen in many runs, besides every kind of fault: else the runs show nothing. */
const wanted = [
  'arrivals',
  'returned',
  'in doubt',
  'in doubt, had arrived',
  'lost in the memory of a process that ended',
  'fire_and_forget lost',
  'streams cut within their bytes',
  'connections given up',
  'writes not taken at once',
  'queues found full',
  'consumers stalled',
  'left in order',
  'refused: taken',
  'refused: superseded',
  'probes',
]

/** Runs seeds, prints what has happened in them, and fails with the command that shows a failure again. */
export function holdSeeds(from: number, count: number): void {
  const total = new Counts()
  for (let seed = from; seed < from + count; seed++) {
    const { failure, tail, counts } = simulate(seed)
    total.addAll(counts)
    if (failure === null) continue
    throw new Error(`${tail}\n\nseed ${seed}: ${failure.message}\nSee it again: ${replayCommand(seed)}`, {
      cause: failure,
    })
  }
  console.log(`seeds ${from} to ${from + count - 1}\n${total}`)
  for (const kind of faultKinds) expect(total.of(`fault: ${kind}`), kind).toBeGreaterThan(0)
  for (const name of wanted) expect(total.of(name), name).toBeGreaterThan(0)
}
