import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const CHILD = fileURLToPath(new URL('child.js', import.meta.url))

/** A young generation so large that nothing is collected while allocation is counted. */
const ALLOCATION_FLAGS = ['--min-semi-space-size=128', '--max-semi-space-size=128']

export type Shape = 'full' | 'partial'
export type Job = 'encode' | 'decodeNew' | 'decodeInto' | 'readPositions'

/** Nanoseconds for each entity, one figure a round. */
export type Samples = Partial<Record<Job, { ours: number[]; theirs: number[] }>>

export interface Timing {
  /** How many entities go round; all 10,000 where absent. */
  entityCount?: number
  rounds: number
  turnMs: number
  warmUpMs: number
  budgetMs: number
}

function run(request: object, flags: readonly string[] = []): unknown {
  const output = execFileSync(process.execPath, ['--expose-gc', ...flags, CHILD, JSON.stringify(request)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(output)
}

export interface Checked {
  file: string
  name: string
  /** For each entity. */
  bytes: Record<Shape, number>
}

export const check = (files: readonly string[]) => run({ mode: 'check', files }) as Checked[]

export const time = (peer: string, shape: Shape, jobs: readonly Job[], timing: Timing, isPolluted = false) =>
  run({ mode: 'time', peer, shape, jobs, isPolluted, ...timing }) as Samples

export const timeAgainstC = (binary: string, memory: 'flat' | 'boxed', shape: Shape, timing: Timing) =>
  run({
    mode: 'time',
    binary,
    memory,
    shape,
    jobs: ['encode', 'decodeInto', 'readPositions'],
    ...timing,
  }) as Samples

export const countAllocation = (peer: string, shape: Shape, warmUpMs: number) =>
  run({ mode: 'allocation', peer, shape, warmUpMs, repeatsMax: 512 }, ALLOCATION_FLAGS) as Partial<
    Record<Job, number | null>
  >
