// The process of the queue bench: `node child.js '{...}'`, prints one line of JSON. Plain JavaScript, because
// TypeScript loaders do not reach into workers.
//
// Each round runs every subject once, between two probes of how far apart the cores are. A round whose probes
// differ was hit by the host moving a core, and is thrown away. So is one whose probes are far too slow: another
// program has a core, and spinning threads then wait for the scheduler, not for each other.

import { execFile } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { promisify } from 'node:util'
import { expectedSums } from './packet.js'
import { startPair } from './pair.js'

const { cppBinary, subjects, rounds, budgetMs, probeTurns, ratioMax, roundTripMaxNs, warmUpTurns } =
  JSON.parse(process.argv[2])

const WARM_UP_PACKETS = 2_000

const execute = promisify(execFile)
const expected = new Map()

function assertSums(name, count, { ids, values }) {
  if (!expected.has(count)) expected.set(count, expectedSums(count))
  const sums = expected.get(count)
  if (ids === sums.ids && values === sums.values) return
  throw new Error(`${name}: sums are ${ids} and ${values} instead of ${sums.ids} and ${sums.values}`)
}

function cppSubject(count) {
  return {
    key: 'cpp',
    name: 'C++ ring',
    count,
    async turn() {
      const { stdout } = await execute(cppBinary, [String(count)])
      const [nanoseconds, ids, values] = stdout.split(' ').map(Number)
      return { nanoseconds, sums: { ids, values } }
    },
    stop() {},
  }
}

const probe = await startPair('probe.js')
const running = []
for (const { key, file, count } of subjects) {
  running.push(file ? { key, count, ...(await startPair(file)) } : cppSubject(count))
}

// Many short turns: what one long turn replaces in the middle of its loop is optimized worse.
for (const subject of running) {
  for (let turn = 0; subject.key !== 'cpp' && turn < warmUpTurns; turn++) await subject.turn(WARM_UP_PACKETS)
}

const accepted = []
const rejected = []
const deadline = performance.now() + budgetMs
await probe.turn(probeTurns)
// The first round is the warm-up: it counts for nothing.
for (let round = -1; accepted.length < rounds && (round < 1 || performance.now() < deadline); round++) {
  const before = (await probe.turn(probeTurns)).nanoseconds
  const nanoseconds = {}
  // Every round begins with another subject.
  for (let step = 0; step < running.length; step++) {
    const subject = running[(step + round + 1) % running.length]
    const result = await subject.turn(subject.count)
    assertSums(subject.name, subject.count, result.sums)
    nanoseconds[subject.key] = result.nanoseconds
  }
  const after = (await probe.turn(probeTurns)).nanoseconds
  if (round < 0) continue
  const slowest = Math.max(before, after)
  const isSteady = slowest / Math.min(before, after) <= ratioMax && slowest <= roundTripMaxNs
  const list = isSteady ? accepted : rejected
  list.push({ roundTripNs: (before + after) / 2, nanoseconds })
}

await Promise.all([probe, ...running].map((pair) => pair.stop()))
const names = Object.fromEntries(running.map(({ key, name }) => [key, name]))
console.log(JSON.stringify({ names, accepted, rejected }))
