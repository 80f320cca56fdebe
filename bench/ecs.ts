// The bench of stores and adapters: `npx tsx bench/ecs.ts [--quick]`. What each row means: docs/benchmarks.md.

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { generateCommitted } from './lib/generator.ts'
import { printMachine } from './lib/machine.ts'
import { parseOptions } from './lib/options.ts'
import { median, pairedRatio } from './lib/statistics.ts'
import { againstBar, figure, printTable } from './lib/table.ts'

const { quick } = parseOptions([])
const rounds = quick ? 1 : 15
const turnMs = quick ? 5 : 40

generateCommitted('ecs/ecs.schema.json')
printMachine('ecs', quick)

/** Which form of ours meets a peer: arrays of a fixed size are gone over whole, taken or not, as the store can be too. */
const formAgainst = (peer: string, every: number): string =>
  peer === 'fixed arrays' && every === 0 ? 'whole columns' : 'ours'

printTable(
  'position += velocity: times as long as the generated store takes, and ns an entity of both',
  ['peer', 'entities', 'moving', 'ratio', 'theirs', 'ours', 'bar'],
  [10_000, 100_000, 1_000_000].flatMap((count) =>
    [0, 2, 10].flatMap((every) =>
      ['arrays', 'fixed arrays', 'bitecs', 'koota'].map((peer) => {
        const { ratio, theirs, ours } = measure('iteration', formAgainst(peer, every), peer, count, every)
        const moving = every === 0 ? 'all' : every === 2 ? 'every second' : 'nine of ten'
        // Noise of a shared machine is a few hundredths.
        return [peer, String(count), moving, figure(ratio), theirs, ours, againstBar(ratio, 0.95)]
      }),
    ),
  ),
)

printTable(
  'out of one bitECS world and into another: times as long as the adapter takes, and ns an entity of both',
  ['peer', 'ratio', 'theirs', 'ours', 'bar'],
  ['snapshot', 'soa', 'structuredClone', 'json'].map((peer) => {
    const { ratio, theirs, ours } = measure('moving', 'ours', peer, 1_000, 0)
    return [peer, figure(ratio), theirs, ours, againstBar(ratio, 1)]
  }),
)

function measure(file: string, form: string, peer: string, count: number, every: number) {
  const child = fileURLToPath(new URL('ecs/child.js', import.meta.url))
  const script = new URL(`ecs/${file}.js`, import.meta.url).href
  const numbers = [count, every, rounds, turnMs].map(String)
  const output = execFileSync(process.execPath, [child, script, form, peer, ...numbers], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [ours, theirs] = JSON.parse(output) as [number[], number[]]
  return { ratio: pairedRatio(theirs, ours), theirs: figure(median(theirs)), ours: figure(median(ours)) }
}
