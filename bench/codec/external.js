import { spawnSync } from 'node:child_process'

/**
 * The same jobs in C. A compiled program cannot share our process, so each turn of it is one start of the
 * program, between two of our turns; it times its own loop and prints nanoseconds for each entity.
 */
export function externalSubject({ binary, memory, shape }) {
  return (job, milliseconds) => {
    const run = spawnSync(binary, [memory, shape, job, String(milliseconds)], { encoding: 'utf8' })
    if (run.status !== 0) throw new Error(`the C program failed: ${run.stderr}`)
    return Number(run.stdout)
  }
}
