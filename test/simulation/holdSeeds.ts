import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TransportName } from './simulatedNetwork.ts'

/**
 * Every start of a simulated process makes its module anew, and V8 would optimize each of them as soon as it does much:
 * a third of the processor's time. It may do five times as much first.
 */
const OPTIMIZE_LATER = '--interrupt-budget=600000'

const program = fileURLToPath(new URL('run.ts', import.meta.url))

/**
 * Runs seeds as `npm run simulate` does, prints what has happened in them, and fails with the command that shows a
 * failure again. In a process of its own: what the test runner does to modules takes as long again as the runs.
 */
export function holdSeeds(from: number, count: number, transport: TransportName): Promise<void> {
  return holdGiven([...seedsOf(from, count), '--transport', transport, '--all-kinds'])
}

/** The same for datagrams under pre-shared keys; so few that not every kind of fault may be among them. */
export function holdSealedSeeds(from: number, count: number): Promise<void> {
  return holdGiven([...seedsOf(from, count), '--transport', 'udp', '--sealed'])
}

function seedsOf(from: number, count: number): string[] {
  return ['--seeds', String(count), '--from', String(from)]
}

async function holdGiven(given: readonly string[]): Promise<void> {
  const options = [OPTIMIZE_LATER, '--import', 'tsx']
  // Whatever is wrong ends with 1, and rejects with what was printed.
  const { stdout } = await promisify(execFile)(process.execPath, [...options, program, ...given], {
    maxBuffer: 64 * 1024 * 1024,
  })
  console.log(stdout)
}
