// `ordered` over UDP and over TCP where the system loses packets: `npx tsx bench/loss.ts [--quick]`. Two network
// namespaces, dropping on input on both sides. What each row means: docs/benchmarks.md.

import { fileURLToPath } from 'node:url'
import { Namespaces } from '../test/support/namespaces.ts'
import { Pair } from './datagrams/pair.ts'
import { generateCommitted } from './lib/generator.ts'
import { printMachine } from './lib/machine.ts'
import { parseOptions } from './lib/options.ts'
import { median, quantile } from './lib/statistics.ts'
import { againstBar, figure, printTable } from './lib/table.ts'

const PORT = 9_000
/** The p99 of TCP at 5 % loss, as a multiple of ours. */
const LATENCY_BAR = 2
/** A game that sends little at each of many ticks: what is lost holds up what comes after it. */
const HERTZ = 100
const ENTITIES = 20

const { quick } = parseOptions([])
const rounds = quick ? 1 : 3
const turnMs = quick ? 500 : 2_000
const ticks = quick ? 50 : 400

const reason = Namespaces.whyNot()
if (reason !== null) {
  console.log(`loss: left out, ${reason}`)
  process.exit()
}
generateCommitted('datagrams/datagrams.schema.json')
generateCommitted('transport/transport.schema.json')
printMachine('loss', quick)

const generated = (name: string): string =>
  fileURLToPath(new URL(`generated/${name}.NODE.gen.js`, import.meta.url))
const subjects = [
  { label: 'UDP', module: generated('datagrams') },
  { label: 'TCP', module: generated('transport') },
]
interface Row {
  readonly rates: number[]
  readonly p50: number[]
  readonly p99: number[]
}
const rows = new Map<string, Row>()
const losses = [0, 0.01, 0.05, 0.2]
const namespaces = await Namespaces.create()
try {
  for (const loss of losses) {
    for (const { label } of subjects) rows.set(`${label} ${loss}`, { rates: [], p50: [], p99: [] })
    for (let round = 0; round < rounds; round++) {
      for (const { label, module } of subjects) await measure(rows.get(`${label} ${loss}`)!, module, loss)
    }
  }
} finally {
  await namespaces.end()
}

/** New processes and connections for each turn: what one turn has taught a window is not for the next. */
async function measure({ rates, p50, p99 }: Row, module: string, loss: number): Promise<void> {
  for (const side of [0, 1]) namespaces.set(side, { loss: 0 })
  const within = [namespaces.prefix(0), namespaces.prefix(1)] as const
  const hosts = namespaces.addresses
  const options = { subject: 'ours', port: PORT, isPinned: true, within, hosts, module, delivery: 'ordered' }
  const pair = await Pair.start(options)
  try {
    for (const side of [0, 1]) namespaces.set(side, { loss })
    const quietMs = 2_000
    const { milliseconds } = await pair.latencies({ ticks, hertz: HERTZ, count: ENTITIES, quietMs })
    p50.push(quantile(milliseconds, 0.5))
    p99.push(quantile(milliseconds, 0.99))
    rates.push((await pair.throughput(turnMs)).packetsPerSecond)
  } catch (error) {
    // A stream may not come through at all.
    console.log(
      `a turn at ${100 * loss} % loss is left out: ${error instanceof Error ? error.message : error}`,
    )
  } finally {
    pair.end()
  }
}

printTable(
  `ordered, packets of 96 bytes: as many as go through, and how long ${ENTITIES} at each of ${HERTZ} ticks a second take`,
  ['loss', '', 'M packets/s', 'p50 ms', 'p99 ms', 'p99 of TCP x', 'bar'],
  losses.flatMap((loss) =>
    subjects.map(({ label }) => {
      const { rates, p50, p99 } = rows.get(`${label} ${loss}`)!
      const times = median(rows.get(`TCP ${loss}`)!.p99) / median(p99)
      const isJudged = label === 'UDP' && loss === 0.05 && !quick
      return [
        `${100 * loss} %`,
        label,
        figure(median(rates) / 1e6),
        figure(median(p50)),
        figure(median(p99)),
        label === 'UDP' ? figure(times) : '',
        isJudged ? againstBar(times, LATENCY_BAR) : '',
      ]
    }),
  ),
)
process.exit()
