// npm run fuzz -- --inputs 1000000 --seed 1
import { parseArgs } from 'node:util'
import { fuzz } from './run.ts'

const { values } = parseArgs({
  options: { inputs: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
})
const started = performance.now()
const report = await fuzz(Number(values.inputs), Number(values.seed), console.log)
console.log(report)
console.log(`${Math.round((performance.now() - started) / 1000)} s`)
