// The polling bench: `npx tsx bench/polling.ts [--quick]`. What each row means: docs/benchmarks.md.

import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { generateSubject } from './lib/generator.ts'
import { printMachine } from './lib/machine.ts'
import { parseOptions } from './lib/options.ts'
import { median, pairedRatio } from './lib/statistics.ts'
import { againstBar, figure, printTable } from './lib/table.ts'
import { matrixSchema } from './polling/matrix.ts'

interface Turn {
  name: string
  packetNs: number
  sweepNs: number
}

interface Running {
  subject: string
  worldCount: number
  child: ChildProcess
}

/** The first is ours. A subject that needs its module generated for a number of worlds reads it from the query. */
const SUBJECTS = [
  'polling/subjects/generated.js',
  'polling/subjects/generated-single.js',
  'polling/subjects/hand-written.js',
  'polling/subjects/generic.js',
]
const WORLD_COUNTS = [2, 4, 8, 16, 32]
/** A packet at 16 worlds may cost this many times what it costs at 2. */
const GROWTH_BAR = { worldCount: 16, ratio: 1.25 }

const { quick } = parseOptions([])
/** Whole passes, each with new processes: what an engine makes of the code differs by a third from one to the next. */
const passes = quick ? 1 : 7
const rounds = quick ? 1 : 3
const turnMs = quick ? 5 : 20
const warmUpMs = quick ? 20 : 300

for (const worldCount of WORLD_COUNTS) generateSubject(matrixSchema(worldCount))
printMachine('polling', quick)
const turns = new Map<string, Turn[]>()
for (let pass = 0; pass < passes; pass++) {
  const running: Running[] = []
  for (const subject of SUBJECTS) {
    for (const worldCount of WORLD_COUNTS) running.push(await start(subject, worldCount))
  }
  for (const one of running) await turn(one, warmUpMs)
  for (let round = 0; round < rounds; round++) {
    for (const one of running) turnsOf(one.subject, one.worldCount).push(await turn(one, turnMs))
  }
  for (const { child } of running) child.disconnect()
}
report()

function turnsOf(subject: string, worldCount: number): Turn[] {
  const key = `${subject} ${worldCount}`
  const known = turns.get(key) ?? []
  turns.set(key, known)
  return known
}

async function start(subject: string, worldCount: number): Promise<Running> {
  const url = new URL(subject, import.meta.url).href
  const script = fileURLToPath(new URL('polling/child.js', import.meta.url))
  // Without the TypeScript loader of this process.
  const child = fork(script, [url, String(worldCount)], { execArgv: [] })
  await answer(child)
  return { subject, worldCount, child }
}

async function turn({ child }: Running, milliseconds: number): Promise<Turn> {
  child.send(milliseconds)
  return (await answer(child)) as Turn
}

/** What the child says next. A child that dies instead must not leave us waiting. */
function answer(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const died = (code: number | null): void =>
      reject(new Error(`a subject's process ended with code ${code}`))
    child.once('exit', died)
    child.once('message', (message) => {
      child.off('exit', died)
      resolve(message)
    })
  })
}

function samples(subject: string, worldCount: number, key: 'packetNs' | 'sweepNs'): number[] {
  return turnsOf(subject, worldCount).map((one) => one[key])
}

function report(): void {
  const matrices = SUBJECTS.flatMap((subject) => WORLD_COUNTS.map((worldCount) => ({ subject, worldCount })))
  const rows = matrices.map(({ subject, worldCount }) => {
    const packet = samples(subject, worldCount, 'packetNs')
    const sweep = samples(subject, worldCount, 'sweepNs')
    const growth = pairedRatio(packet, samples(subject, 2, 'packetNs'))
    const isOurs = subject.startsWith('polling/subjects/generated')
    const hasBar = isOurs && worldCount === GROWTH_BAR.worldCount && !quick
    return [
      `${turnsOf(subject, worldCount)[0]?.name}, ${worldCount} worlds`,
      figure(growth),
      figure(pairedRatio(packet, samples(SUBJECTS[0]!, worldCount, 'packetNs'))),
      figure(median(packet)),
      figure(median(sweep)),
      figure(median(sweep) / (worldCount * (worldCount - 1))),
      hasBar ? againstBar(growth, GROWTH_BAR.ratio, 'most') : '',
    ]
  })
  printTable(
    'one thread: a packet sent and taken, and a sweep over all queues while they are empty',
    ['matrix', 'x at 2 worlds', 'x ours', 'ns a packet', 'ns a sweep', 'ns a queue', 'bar'],
    rows,
  )
}
