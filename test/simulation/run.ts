import { parseArgs } from 'node:util'
import { Counts } from './counts.ts'
import { plantedBugs } from './plantedBugs.ts'
import { plantedDatagramBugs } from './plantedDatagramBugs.ts'
import { replayCommand, simulate } from './simulate.ts'
import { transports } from './simulatedNetwork.ts'
import { unseen } from './wanted.ts'

const usage = `npm run simulate -- --seed N             one run, with every line of its trace
npm run simulate -- --seeds N [--from M]  N runs, from seed M on; stops at the first failure
                    [--bug NAME]          with a planted bug
                    [--transport udp]     over datagrams instead of connections
                    [--sealed]            datagrams under pre-shared keys, which change
                    [--all-kinds]         fails where some kind of fault or outcome was not seen`

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string' },
    from: { type: 'string', default: '0' },
    bug: { type: 'string' },
    transport: { type: 'string', default: 'tcp' },
    sealed: { type: 'boolean', default: false },
    'all-kinds': { type: 'boolean', default: false },
  },
})

const bugs = values.transport === 'udp' ? plantedDatagramBugs : plantedBugs
const bug = values.bug === undefined ? undefined : bugs.find(({ name }) => name === values.bug)
if (values.bug !== undefined && bug === undefined) {
  console.error(`no such bug; there are:\n${bugs.map(({ name }) => `  ${name}`).join('\n')}`)
  process.exit(2)
}
const transport = transports.find((name) => name === values.transport)
if (transport === undefined) {
  console.error(`no such transport; there are: ${transports.join(', ')}`)
  process.exit(2)
}
if (values.sealed && transport !== 'udp') {
  console.error('only datagrams can be sealed: --transport udp')
  process.exit(2)
}
const options = { transport, isSealed: values.sealed, ...(bug === undefined ? {} : { bug }) }

if (values.seed !== undefined) runOne(wholeNumber(values.seed))
else if (values.seeds !== undefined) runMany(wholeNumber(values.from), wholeNumber(values.seeds))
else {
  console.error(usage)
  process.exit(2)
}

function runOne(seed: number): void {
  const { failure, digest, counts } = simulate(seed, { ...options, print: (line) => console.log(line) })
  console.log(`\n${counts}\ntrace ${digest}`)
  if (failure === null) return
  console.error(`\nseed ${seed} fails: ${failure.stack}`)
  process.exit(1)
}

function runMany(from: number, count: number): void {
  const total = new Counts()
  const start = performance.now()
  let virtualMs = 0
  for (let seed = from; seed < from + count; seed++) {
    const outcome = simulate(seed, options)
    total.addAll(outcome.counts)
    virtualMs += outcome.virtualMs
    if (outcome.failure !== null) {
      console.error(
        `${outcome.tail}\n\nseed ${seed} fails: ${outcome.failure.stack}\nSee it again: ${replayCommand(seed, transport, options.isSealed)}`,
      )
      process.exit(1)
    }
    if ((seed - from) % 500 === 499) console.log(`${seed - from + 1} seeds, ${seconds(start)} s`)
  }
  const missing = values['all-kinds'] ? unseen(total, options.transport) : []
  if (missing.length > 0) {
    console.error(`${total}\nnot seen in ${count} seeds: ${missing.join(', ')}`)
    process.exit(1)
  }
  console.log(
    `${total}\n${count} seeds hold: ${(virtualMs / 1_000).toFixed(0)} virtual s in ${seconds(start)} s`,
  )
}

function seconds(start: number): string {
  return ((performance.now() - start) / 1_000).toFixed(1)
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number >= 0) return number
  console.error(usage)
  process.exit(2)
}
