// The datagram bench: `npx tsx bench/datagrams.ts [--quick]`. What each row means: docs/benchmarks.md.

import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Compiled } from './datagrams/compiled.ts'
import { Pair } from './datagrams/pair.ts'
import { generateCommitted } from './lib/generator.ts'
import { printMachine } from './lib/machine.ts'
import { parseOptions } from './lib/options.ts'
import { freeDatagramPorts } from './lib/ports.ts'
import { median, pairedRatio, quantile } from './lib/statistics.ts'
import { againstBar, figure, printTable } from './lib/table.ts'
import { hasTool } from './lib/tools.ts'

interface Subject {
  readonly label: string
  readonly subject: string
  readonly options?: object
  /** What it should reach at least, as a part of the row `of`. */
  readonly bar?: number
  readonly of?: string
  /** Its round trip may be so many times that of the ceiling. */
  readonly roundTripBar?: number
}

const CEILING = 'node:dgram, bare'
const C = 'C, bare'
const OURS = 'ours, fire_and_forget'
const ORDERED = 'ours, ordered'
const subjects: readonly Subject[] = [
  { label: CEILING, subject: 'dgram' },
  {
    label: OURS,
    subject: 'ours',
    options: { delivery: 'fire_and_forget' },
    bar: 0.8,
    of: CEILING,
    roundTripBar: 1.2,
  },
  {
    label: 'ours, ack_required',
    subject: 'ours',
    options: { delivery: 'ack_required' },
    bar: 0.85,
    of: OURS,
    roundTripBar: 1.2,
  },
  {
    label: ORDERED,
    subject: 'ours',
    options: { delivery: 'ordered' },
    bar: 0.8,
    of: OURS,
    roundTripBar: 1.2,
  },
  {
    label: 'ours, ordered at 5 % loss',
    subject: 'ours',
    options: { delivery: 'ordered', loss: 0.05 },
    bar: 0.6,
    of: OURS,
  },
]

/** What one would take instead: never a bar, only a comparison. */
const peers: readonly Subject[] = [
  { label: 'udx-native', subject: 'udx' },
  { label: 'utp-native', subject: 'utp' },
  { label: 'enet', subject: 'enet' },
  { label: 'node-datachannel', subject: 'datachannel' },
  { label: 'ws, over TCP', subject: 'message', options: { peer: 'ws' } },
  { label: 'zeromq, over TCP', subject: 'message', options: { peer: 'zeromq' } },
]

const { quick } = parseOptions([])
const rounds = quick ? 1 : 9
const turnMs = quick ? 200 : 700
const roundTrips = quick ? 100 : 2_000

generateCommitted('datagrams/datagrams.schema.json')
printMachine('datagrams', quick)
const isPinned = hasTool('taskset') && availableParallelism() > 1
const module = fileURLToPath(new URL('generated/datagrams.NODE.gen.js', import.meta.url))
const pairs = new Map<string, Pair | Compiled>()
for (const { label, subject, options } of [...subjects, ...peers]) {
  const port = await freeDatagramPorts()
  try {
    pairs.set(label, await Pair.start({ subject, port, isPinned, module, ...options }))
  } catch (error) {
    if (!peers.some((peer) => peer.label === label)) throw error
    console.log(`${label} is left out: ${error instanceof Error ? error.message : error}`)
  }
}
const compiled = Compiled.make(await freeDatagramPorts(), isPinned)
if (compiled !== undefined) pairs.set(C, compiled)

const labels = [...pairs.keys()]
const rates = new Map(labels.map((label) => [label, [] as number[]]))
const arrived = new Map(labels.map((label) => [label, [] as number[]]))
const trips = new Map(labels.map((label) => [label, [] as { p50: number; p99: number }[]]))
/** Rounds that do not count: an engine goes on optimizing for seconds. */
const warmUps = quick ? 1 : 4
for (let round = -warmUps; round < rounds; round++) {
  for (const label of inTurn(round + warmUps)) {
    const { packetsPerSecond, received } = await pairs.get(label)!.throughput(turnMs)
    if (round < 0) continue
    rates.get(label)!.push(packetsPerSecond)
    arrived.get(label)!.push(received)
  }
}
for (let round = -1; round < Math.ceil(rounds / 2); round++) {
  for (const label of inTurn(round + 1)) {
    const pair = pairs.get(label)!
    if (pair instanceof Compiled) continue
    const microseconds = await pair.roundTrips(roundTrips)
    if (round >= 0)
      trips.get(label)!.push({ p50: quantile(microseconds, 0.5), p99: quantile(microseconds, 0.99) })
  }
}
for (const pair of pairs.values()) pair.end()

const ratio = (label: string, of: string): number =>
  // Of rates, the larger is the better one.
  pairedRatio(rates.get(label)!, rates.get(of)!)
const judge = (value: number, bar: number | undefined, sense: 'least' | 'most' = 'least'): string =>
  quick ? '' : againstBar(value, bar, sense)
const subjectOf = (label: string): Subject | undefined => subjects.find((subject) => subject.label === label)
printTable(
  '96-byte packets, 12 a datagram (messages and streams of peers: 170), between two processes: what arrives in a second',
  ['', 'of bare', 'of fire_and_forget', 'bar', 'ordered is x', 'M packets/s', 'arrived %'],
  labels.map((label) => {
    const { bar, of } = subjectOf(label) ?? {}
    return [
      label,
      figure(ratio(label, CEILING)),
      figure(ratio(label, OURS)),
      of === undefined ? '' : judge(ratio(label, of), bar),
      of === undefined ? figure(ratio(ORDERED, label)) : '',
      figure(median(rates.get(label)!) / 1e6),
      figure(100 * median(arrived.get(label)!)),
    ]
  }),
)
const part = (label: string, name: 'p50' | 'p99'): number[] => trips.get(label)!.map((trip) => trip[name])
printTable(
  'one packet there and one back, both event loops spinning: p50 as a multiple of the bare socket',
  ['', 'of bare', 'bar', 'p50 us', 'p99 us'],
  labels
    .filter((label) => label !== C)
    .map((label) => {
      const { roundTripBar } = subjectOf(label) ?? {}
      const times = pairedRatio(part(label, 'p50'), part(CEILING, 'p50'))
      return [
        label,
        figure(times),
        judge(times, roundTripBar, 'most'),
        figure(median(part(label, 'p50'))),
        figure(median(part(label, 'p99'))),
      ]
    }),
)
process.exit()

/** Every round begins with another subject. */
function inTurn(round: number): string[] {
  const start = round % labels.length
  return [...labels.slice(start), ...labels.slice(0, start)]
}
