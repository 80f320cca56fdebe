// npm run fuzz -- --inputs 1000000 --seed 1 [--transport udp [--seal outside|inside]]
import { parseArgs } from 'node:util'
import { fuzzDatagrams } from './datagramRun.ts'
import { fuzz } from './run.ts'
import { sealings } from './sealing.ts'

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    transport: { type: 'string', default: 'tcp' },
    seal: { type: 'string', default: 'none' },
  },
})
const inputs = Number(values.inputs)
const seed = Number(values.seed)
const sealing = sealings.find((name) => name === values.seal)
if (sealing === undefined) throw new Error(`--seal is one of ${sealings.join(', ')}`)
const started = performance.now()
const report = await (values.transport === 'udp'
  ? fuzzDatagrams(inputs, seed, sealing, console.log)
  : fuzz(inputs, seed, console.log))
console.log(report)
console.log(`${Math.round((performance.now() - started) / 1000)} s`)
