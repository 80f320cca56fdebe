// npm run fuzz -- --inputs 1000000 --seed 1 [--transport udp]
import { parseArgs } from 'node:util'
import { fuzzDatagrams } from './datagramRun.ts'
import { fuzz } from './run.ts'

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    transport: { type: 'string', default: 'tcp' },
  },
})
const started = performance.now()
const report = await (values.transport === 'udp' ? fuzzDatagrams : fuzz)(
  Number(values.inputs),
  Number(values.seed),
  console.log,
)
console.log(report)
console.log(`${Math.round((performance.now() - started) / 1000)} s`)
