// The codec bench: `npx tsx bench/codec.ts [--quick]`. What each row means: docs/benchmarks.md.

import { PEERS, type Peer, READ_AGAINST_C_BAR } from './codec/peers.ts'
import {
  check,
  countAllocation,
  type Job,
  type Samples,
  type Shape,
  type Timing,
  time,
  timeAgainstC,
} from './codec/processes.ts'
import { generateCommitted } from './lib/generator.ts'
import { printMachine } from './lib/machine.ts'
import { parseOptions } from './lib/options.ts'
import { median, pairedRatio } from './lib/statistics.ts'
import { againstBar, figure, printTable } from './lib/table.ts'
import { compile } from './lib/tools.ts'

const OURS = 'generated.js'
/** So few that what is timed is the codec, and not the memory of a machine that others use, too. */
const CACHED_ENTITIES = 100
const JOBS: readonly Job[] = ['encode', 'decodeNew', 'decodeInto', 'readPositions']
const DECODING: readonly Job[] = ['decodeNew', 'decodeInto']

const { quick } = parseOptions([])
generateCommitted('codec/reference.schema.json')
const timing: Timing = quick
  ? { rounds: 1, turnMs: 1, warmUpMs: 5, budgetMs: 0 }
  : { rounds: 15, turnMs: 4, warmUpMs: 50, budgetMs: 2_500 }
const shapes: readonly Shape[] = ['full', 'partial']
const peers = quick ? PEERS.slice(0, 1) : PEERS

printMachine('codec', quick)
// Before anything is timed, and in a smoke run too: every codec must bring back what it was given.
const checked = new Map(check([OURS, ...PEERS.map((peer) => peer.file)]).map((codec) => [codec.file, codec]))
const cached: Timing = { ...timing, entityCount: CACHED_ENTITIES }
for (const shape of shapes) reportPeers(shape, timing)
if (!quick) for (const shape of shapes) reportPeers(shape, cached)
reportPollution(timing)
if (!quick) reportPollution(cached)
reportAllocation()
reportC()

function nameOf(file: string): string {
  return checked.get(file)?.name ?? file
}

/** How many times longer the peer takes than we. */
function ratio(samples: Samples, job: Job): number {
  const sample = samples[job]
  return sample ? pairedRatio(sample.theirs, sample.ours) : Number.NaN
}

function theirs(samples: Samples, job: Job): string {
  const sample = samples[job]
  return sample ? figure(median(sample.theirs)) : '-'
}

function bars(peer: Peer, samples: Samples): string {
  if (quick) return ''
  return [
    againstBar(ratio(samples, 'encode'), peer.encodeBar),
    againstBar(ratio(samples, 'decodeInto'), peer.decodeIntoBar),
  ]
    .map((text, index) => (text === '' ? '' : `${index === 0 ? 'encode' : 'into'} ${text}`))
    .filter((text) => text !== '')
    .join(', ')
}

function population({ entityCount }: Timing): string {
  return entityCount === undefined ? '' : `, ${entityCount} of them, which the caches of a core hold`
}

function reportPeers(shape: Shape, timing: Timing): void {
  const oursNs: Record<Job, number[]> = { encode: [], decodeNew: [], decodeInto: [], readPositions: [] }
  const rows: string[][] = []
  for (const peer of peers) {
    const samples = time(peer.file, shape, JOBS, timing)
    for (const job of JOBS) oursNs[job].push(...(samples[job]?.ours ?? []))
    rows.push([
      nameOf(peer.file),
      ...JOBS.map((job) => figure(ratio(samples, job))),
      figure(checked.get(peer.file)?.bytes[shape]),
      ...JOBS.map((job) => theirs(samples, job)),
      shape === 'full' ? bars(peer, samples) : '',
    ])
  }
  rows.push([
    nameOf(OURS),
    ...JOBS.map((job) => (oursNs[job].length > 0 ? '1' : '-')),
    figure(checked.get(OURS)?.bytes[shape]),
    ...JOBS.map((job) => figure(median(oursNs[job]))),
    '',
  ])
  printTable(
    `${shape} entity${population(timing)}: the peer's time as a multiple of ours, then bytes and nanoseconds for each entity`,
    [
      'codec',
      'encode x',
      'new x',
      'into x',
      'read x',
      'bytes',
      'encode ns',
      'new ns',
      'into ns',
      'read ns',
      'bar',
    ],
    rows,
  )
}

function reportPollution(timing: Timing): void {
  const polluted = peers.filter((peer) => peer.decodeIntoBar !== undefined)
  const rows = polluted.map((peer) => {
    const samples = time(peer.file, 'full', DECODING, timing, true)
    const into = samples.decodeInto
    return [
      nameOf(peer.file),
      ...DECODING.map((job) => figure(ratio(samples, job))),
      figure(into && median(into.ours)),
      ...DECODING.map((job) => theirs(samples, job)),
      bars(peer, samples),
    ]
  })
  printTable(
    `full entity${population(timing)}, with an object literal of the same keys and other types elsewhere in the program: the peer's multiple`,
    ['codec', 'new x', 'into x', 'our into ns', 'new ns', 'into ns', 'bar'],
    rows,
  )
}

function reportAllocation(): void {
  for (const shape of quick ? shapes.slice(0, 1) : shapes) {
    const rows = [OURS, ...peers.map((peer) => peer.file)].map((file) => {
      const bytes = countAllocation(file, shape, quick ? 20 : 150)
      // Below this, what is counted is the engine's own book-keeping spread over the run.
      const shown = JOBS.map((job) => {
        const value = bytes[job]
        return figure(typeof value === 'number' && value < 0.05 ? 0 : value)
      })
      return [nameOf(file), ...shown]
    })
    printTable(
      `${shape} entity: bytes allocated for each entity`,
      ['codec', 'encode', 'new', 'into', 'read'],
      rows,
    )
  }
}

function reportC(): void {
  const binary = compile(new URL('codec/reference.c', import.meta.url))
  if (binary === undefined) return
  const jobs: readonly Job[] = ['encode', 'decodeInto', 'readPositions']
  const rows: string[][] = []
  for (const shape of quick ? shapes.slice(0, 1) : shapes) {
    for (const memory of ['flat', 'boxed'] as const) {
      const samples = timeAgainstC(binary, memory, shape, timing)
      rows.push([
        `${shape}, C on ${memory === 'flat' ? 'flat structs' : 'boxed objects'}`,
        ...jobs.map((job) => figure(1 / ratio(samples, job))),
        ...jobs.map((job) => theirs(samples, job)),
        quick ? '' : againstBar(1 / ratio(samples, 'readPositions'), READ_AGAINST_C_BAR, 'most'),
      ])
    }
  }
  printTable(
    'our time as a multiple of C (gcc -O2), then nanoseconds for each entity in C',
    ['entity', 'encode x', 'into x', 'read x', 'encode ns', 'into ns', 'read ns', 'bar (read)'],
    rows,
  )
}
