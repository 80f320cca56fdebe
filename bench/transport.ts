// The transport bench: `npx tsx bench/transport.ts [--quick]`. What each row means: docs/benchmarks.md.

import { type ChildProcess, fork, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { generateCommitted } from './lib/generator.ts'
import { printMachine } from './lib/machine.ts'
import { parseOptions } from './lib/options.ts'
import { median, pairedRatio, quantile } from './lib/statistics.ts'
import { againstBar, figure, printTable } from './lib/table.ts'
import { hasTool } from './lib/tools.ts'

interface Subject {
  readonly key: string
  readonly label: string
  readonly file: string
  readonly options?: object
  /** Packets a turn: chosen so that a turn takes about a fifth of a second. */
  readonly count: number
  /** What our `fire_and_forget`, or our `ordered`, should reach of its throughput at least. */
  readonly bar?: number
  readonly orderedBar?: number
  readonly hasRoundTrip?: boolean
  readonly isPaced?: boolean
}

interface Running extends Subject {
  readonly child: ChildProcess
  readonly nanoseconds: number[]
  readonly microseconds: { p50: number; p99: number }[]
  readonly milliseconds: number[]
}

/** Ahead of everything that a user would take instead, also with many packets in one message. */
const PEER_BAR = 1
const ROUND_TRIP_BAR = 1
/** Packets of 96 bytes in one message of 16 KB. */
const BATCH = 170
/** A game: so many entities at so many ticks a second. */
const ENTITIES = 1_000
const HERTZ = 60
/** No turn takes longer, by far: a library that has lost a message would be waited for for ever. */
const ANSWER_MS = 30_000

const OURS: readonly Subject[] = [
  {
    key: 'ours',
    label: 'ours, fire_and_forget',
    file: 'ours',
    options: { delivery: 'fire_and_forget' },
    count: 2_000_000,
    hasRoundTrip: true,
    isPaced: true,
  },
  {
    key: 'ordered',
    label: 'ours, ordered',
    file: 'ours',
    options: { delivery: 'ordered' },
    count: 2_000_000,
    hasRoundTrip: true,
    isPaced: true,
  },
]
const PEERS: readonly Subject[] = [
  {
    key: 'net',
    label: 'node:net, 64 KB writes, onread',
    file: 'net',
    count: 4_000_000,
    bar: 0.8,
    orderedBar: 0.6,
    hasRoundTrip: true,
    isPaced: true,
  },
  { key: 'local', label: 'local ring between two threads', file: 'local', count: 4_000_000 },
  ...messages('write', 'node:net, a write a packet', 20_000, 1_000_000),
  ...messages('ws', 'ws', 20_000, 500_000),
  ...messages('zeromq', 'zeromq', 20_000, 500_000),
  ...messages('nats', 'NATS', 50_000, 300_000),
  ...messages('ipc', 'node IPC', 20_000, 500_000),
]
function messages(file: string, label: string, count: number, batchedCount: number): Subject[] {
  return [
    {
      key: file,
      label,
      file,
      options: { batch: 1 },
      count,
      bar: PEER_BAR,
      orderedBar: PEER_BAR,
      hasRoundTrip: true,
      isPaced: true,
    },
    {
      key: `${file} ${BATCH}`,
      label: `${label}, ${BATCH} packets a message`,
      file,
      options: { batch: BATCH },
      count: batchedCount,
      bar: PEER_BAR,
      orderedBar: PEER_BAR,
    },
  ]
}

const { quick } = parseOptions([])
const rounds = quick ? 1 : 9
const scale = quick ? 20 : 1
const roundTrips = quick ? 100 : 2_000
const ticks = quick ? 5 : 60

generateCommitted('transport/transport.schema.json')
generateCommitted('transport/local.schema.json')
printMachine('transport', quick)
/** Each end of a subject on a core of its own. */
const isPinned = hasTool('taskset') && availableParallelism() > 1
if (!isPinned)
  console.log('the ends are not pinned to cores: that takes taskset (Debian package util-linux) and two')
const natsPort = await startNats()
const subjects = [...OURS, ...PEERS].filter(({ file }) => file !== 'nats' || natsPort !== undefined)
const running: Running[] = []
const silent = new Set<Running>()
for (const subject of subjects) running.push(await start(subject))
await measure()
for (const { child } of running) {
  child.removeAllListeners('exit')
  child.disconnect()
}
report()
process.exit()

async function start(subject: Subject): Promise<Running> {
  const port = await freePort()
  const file = new URL(`transport/subjects/${subject.file}.js`, import.meta.url).href
  const options = { file, port, natsPort, isPinned, ...subject.options }
  const script = fileURLToPath(new URL('transport/child.js', import.meta.url))
  // Without the TypeScript loader of this process.
  const child = fork(script, [JSON.stringify(options)], { execArgv: [] })
  child.on('exit', (code) => {
    console.error(`the process of ${subject.label} ended with code ${code}`)
    process.exit(1)
  })
  await new Promise((resolve) => child.once('message', resolve))
  return { ...subject, child, nanoseconds: [], microseconds: [], milliseconds: [] }
}

/**
 * What a subject answers; null when it does not in time, and never again: then it stands aside with what it has. A
 * process that dies ends the bench.
 */
async function ask<Answer>(one: Running, request: object): Promise<Answer | null> {
  if (silent.has(one)) return null
  one.child.send(request)
  const answer = await new Promise<Answer | null>((resolve) => {
    const timer = setTimeout(() => resolve(null), ANSWER_MS)
    one.child.once('message', (message) => {
      clearTimeout(timer)
      resolve(message as Answer)
    })
  })
  if (answer === null) {
    silent.add(one)
    console.log(`${one.label} stands still and is left out from here on: ${JSON.stringify(request)}`)
  }
  return answer
}

async function measure(): Promise<void> {
  // The first round is the warm-up, in small turns: what one long turn replaces in its middle is optimized worse.
  for (const one of running) {
    for (let turn = 0; turn < (quick ? 1 : 10); turn++) {
      await ask(one, { kind: 'throughput', count: Math.ceil(one.count / 10 / scale) })
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const one of inTurn(round)) {
      const turn = await ask<{ nanoseconds: number }>(one, {
        kind: 'throughput',
        count: one.count / scale,
      })
      if (turn !== null) one.nanoseconds.push(turn.nanoseconds)
    }
  }
  for (let round = -1; round < Math.ceil(rounds / 2); round++) {
    for (const one of inTurn(round + 1)) {
      if (!one.hasRoundTrip) continue
      const trips = await ask<{ microseconds: number[] }>(one, { kind: 'roundTrip', count: roundTrips })
      if (round < 0 || trips === null) continue
      const { microseconds } = trips
      one.microseconds.push({ p50: quantile(microseconds, 0.5), p99: quantile(microseconds, 0.99) })
    }
  }
  for (let round = -1; round < Math.ceil(rounds / 3); round++) {
    for (const one of inTurn(round + 1)) {
      if (!one.isPaced) continue
      const paced = await ask<{ milliseconds: number }>(one, {
        kind: 'paced',
        ticks,
        hertz: HERTZ,
        count: ENTITIES,
      })
      if (round >= 0 && paced !== null) one.milliseconds.push(paced.milliseconds)
    }
  }
}

/** Every round begins with another subject. */
function inTurn(round: number): Running[] {
  const start = round % running.length
  return [...running.slice(start), ...running.slice(0, start)]
}

function samples(key: string): number[] {
  return running.find((one) => one.key === key)?.nanoseconds ?? []
}

function report(): void {
  const judge = (ratio: number, bar: number | undefined): string => (quick ? '' : againstBar(ratio, bar))
  printTable(
    '96-byte packets between two processes: our throughput as a multiple of the other',
    ['', 'fire_and_forget x', 'bar', 'ordered x', 'bar', 'ns a packet', 'M packets/s'],
    running.map(({ label, nanoseconds, bar, orderedBar }) => {
      const ratio = pairedRatio(nanoseconds, samples('ours'))
      const ordered = pairedRatio(nanoseconds, samples('ordered'))
      return [
        label,
        figure(ratio),
        judge(ratio, bar),
        figure(ordered),
        judge(ordered, orderedBar),
        figure(median(nanoseconds)),
        figure(1000 / median(nanoseconds)),
      ]
    }),
  )
  const trips = (key: string, part: 'p50' | 'p99'): number[] =>
    running.find((one) => one.key === key)?.microseconds.map((trip) => trip[part]) ?? []
  printTable(
    'one packet there and one back, both event loops spinning: the p50 of the other as a multiple of ours',
    ['', 'fire_and_forget x', 'ordered x', 'bar', 'p50 us', 'p99 us'],
    running
      .filter(({ hasRoundTrip }) => hasRoundTrip)
      .map(({ key, label }) => {
        const ratio = pairedRatio(trips(key, 'p50'), trips('ours', 'p50'))
        return [
          label,
          figure(ratio),
          figure(pairedRatio(trips(key, 'p50'), trips('ordered', 'p50'))),
          judge(ratio, key === 'ws' ? ROUND_TRIP_BAR : undefined),
          figure(median(trips(key, 'p50'))),
          figure(median(trips(key, 'p99'))),
        ]
      }),
  )
  const ours = running.find(({ key }) => key === 'ours')?.milliseconds ?? []
  printTable(
    `${ENTITIES} entities at ${HERTZ} Hz: processor time of the sending process as a multiple of ours`,
    ['', 'x', 'ms a tick'],
    running
      .filter(({ isPaced }) => isPaced)
      .map(({ label, milliseconds }) => [
        label,
        figure(pairedRatio(milliseconds, ours)),
        figure(median(milliseconds)),
      ]),
  )
}

/** A nats-server of this bench alone; nothing where none is installed. */
async function startNats(): Promise<number | undefined> {
  if (!hasTool('nats-server')) {
    console.log('no nats-server here: the rows against NATS are left out (Debian package nats-server)')
    return undefined
  }
  const port = await freePort()
  const server = spawn('nats-server', ['-a', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
  process.on('exit', () => server.kill())
  return port
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
