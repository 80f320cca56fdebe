// What an established link loses when strangers flood its node with HELLOs: `npx tsx bench/flood.ts [--quick]`. What each
// row means: docs/benchmarks.md.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Pair } from './datagrams/pair.ts'
import { generateCommitted } from './lib/generator.ts'
import { printMachine } from './lib/machine.ts'
import { parseOptions } from './lib/options.ts'
import { freeDatagramPorts } from './lib/ports.ts'
import { median, pairedRatio } from './lib/statistics.ts'
import { figure, printTable } from './lib/table.ts'
import { hasTool } from './lib/tools.ts'

const { quick } = parseOptions([])
const rounds = quick ? 1 : 5
const turnMs = quick ? 200 : 1_500
const deliveries = ['fire_and_forget', 'ordered'] as const
/** HELLOs a millisecond. */
const rates = quick ? [8] : [8, 32]

generateCommitted('datagrams/datagrams.schema.json')
printMachine('flood', quick)
const isPinned = hasTool('taskset') && availableParallelism() > 1
const module = fileURLToPath(new URL('generated/datagrams.NODE.gen.js', import.meta.url))

const rows: string[][] = []
for (const delivery of deliveries) for (const perMs of rates) rows.push(await measure(delivery, perMs))
printTable(
  'HELLOs of nobody to the node that receives: packets a second on its established link, as a part of those without',
  ['', 'HELLOs/s', 'of a calm link', 'of one whose flood goes elsewhere', 'M packets/s, calm'],
  rows,
)
process.exit()

/** In turns: no flood, one to a port where nobody is, which takes the same time from the cores, and one to the node. */
async function measure(delivery: string, perMs: number): Promise<string[]> {
  const port = await freeDatagramPorts()
  const nowhere = await freeDatagramPorts()
  const pair = await Pair.start({ subject: 'ours', port, isPinned, module, delivery })
  const flooder = fork(fileURLToPath(new URL('flood/flooder.js', import.meta.url)), [
    JSON.stringify({ perMs }),
  ])
  await once(flooder, 'message')
  const calm: number[] = []
  const elsewhere: number[] = []
  const flooded: number[] = []
  const sent: number[] = []
  for (let round = 0; round < rounds; round++) {
    calm.push((await pair.throughput(turnMs)).packetsPerSecond)
    await tell(flooder, { port: nowhere })
    elsewhere.push((await pair.throughput(turnMs)).packetsPerSecond)
    await tell(flooder, { port: port + 1 })
    const start = performance.now()
    flooded.push((await pair.throughput(turnMs)).packetsPerSecond)
    sent.push(((await tell(flooder, {})) / (performance.now() - start)) * 1_000)
  }
  flooder.kill('SIGKILL')
  pair.end()
  return [
    delivery,
    figure(median(sent)),
    figure(pairedRatio(flooded, calm)),
    figure(pairedRatio(flooded, elsewhere)),
    figure(median(calm) / 1e6),
  ]
}

async function tell(flooder: ChildProcess, message: object): Promise<number> {
  flooder.send(message)
  const [{ sent }] = await once(flooder, 'message')
  return sent
}
