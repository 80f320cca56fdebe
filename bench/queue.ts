// The queue bench: `npx tsx bench/queue.ts [--quick]`. What each row means: docs/benchmarks.md.

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { generateCommitted } from './lib/generator.ts'
import { printMachine } from './lib/machine.ts'
import { parseOptions } from './lib/options.ts'
import { median, pairedRatio } from './lib/statistics.ts'
import { againstBar, figure, printTable } from './lib/table.ts'
import { compile } from './lib/tools.ts'

interface Round {
  roundTripNs: number
  nanoseconds: Record<string, number>
}

interface Outcome {
  names: Record<string, string>
  accepted: Round[]
  rejected: Round[]
}

/** Packets a turn: chosen so that a turn takes about a twentieth of a second to a fifth. */
const SUBJECTS = [
  { key: 'ours', file: 'subjects/generated.js', count: 4_000_000 },
  { key: 'components', file: 'subjects/generated-components.js', count: 4_000_000 },
  { key: 'hand-written', file: 'subjects/hand-written.js', count: 4_000_000 },
  { key: 'ringbuf', file: 'subjects/ringbuf.js', count: 2_000_000, bar: 2.5 },
  { key: 'object', file: 'subjects/post-object.js', count: 20_000, bar: 250 },
  { key: 'buffer', file: 'subjects/post-buffer.js', count: 1_000_000 },
]
const CPP = { key: 'cpp', count: 4_000_000 }
const CPP_BAR = 0.7
/** Rounds during which the cores' distance changed by more are thrown away. */
const ROUND_TRIP_RATIO_MAX = 1.6
/** Far cores take half a microsecond. Above this, another program has one of them. */
const ROUND_TRIP_MAX_NS = 2_000
/** With fewer, nothing is judged. */
const QUIET_ROUNDS_MIN = 3

const { quick } = parseOptions([])
generateCommitted('queue/queue.schema.json')
printMachine('queue', quick)
const cppBinary = compile(new URL('queue/ring.cpp', import.meta.url), '-pthread', '-std=c++17')
report(measure())

function measure(): Outcome {
  const subjects = [...(cppBinary === undefined ? [] : [CPP]), ...SUBJECTS]
  const scale = quick ? 20 : 1
  const request = {
    cppBinary,
    subjects: subjects.map((subject) => ({ ...subject, count: subject.count / scale })),
    rounds: quick ? 1 : 15,
    budgetMs: quick ? 3_000 : 60_000,
    warmUpTurns: quick ? 2 : 50,
    probeTurns: quick ? 1_000 : 20_000,
    ratioMax: quick ? Number.MAX_VALUE : ROUND_TRIP_RATIO_MAX,
    roundTripMaxNs: quick ? Number.MAX_VALUE : ROUND_TRIP_MAX_NS,
  }
  const child = fileURLToPath(new URL('queue/child.js', import.meta.url))
  const output = execFileSync(process.execPath, [child, JSON.stringify(request)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return JSON.parse(output) as Outcome
}

function report({ names, accepted, rejected }: Outcome): void {
  console.log(
    `${accepted.length} rounds, ${rejected.length} thrown away because the cores moved or were taken`,
  )
  const isQuiet = accepted.length >= QUIET_ROUNDS_MIN
  if (!isQuiet && !quick) {
    console.log('No quiet rounds: the figures below are from all of them. Do not quote them.')
  }
  const rounds = isQuiet ? accepted : [...accepted, ...rejected]
  const trips = rounds.map((round) => round.roundTripNs)
  console.log(
    `flag round trip between the cores: ${figure(Math.min(...trips))} to ${figure(Math.max(...trips))} ns`,
  )

  const samples = (key: string): number[] => rounds.map((round) => round.nanoseconds[key] ?? Number.NaN)
  const ours = samples('ours')
  const rows = [...(cppBinary === undefined ? [] : [CPP]), ...SUBJECTS].map((subject) => {
    const theirs = samples(subject.key)
    const ratio = pairedRatio(theirs, ours)
    const bar = subject.key === CPP.key ? CPP_BAR : SUBJECTS.find(({ key }) => key === subject.key)?.bar
    const nanoseconds = median(theirs)
    return [
      names[subject.key] ?? subject.key,
      figure(ratio),
      figure(nanoseconds),
      figure(1_000 / nanoseconds),
      isQuiet ? againstBar(ratio, bar) : '',
    ]
  })
  printTable(
    '64-byte packets between two workers: our throughput as a multiple of the other',
    ['queue', 'ours x', 'ns a packet', 'M packets/s', 'bar'],
    rows,
  )
}
