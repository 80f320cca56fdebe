// One end of a subject. Waits for a count, starts together with the other end, says how long it took.

import { performance } from 'node:perf_hooks'
import { parentPort, workerData } from 'node:worker_threads'

const { file, role, port, start } = workerData
const subject = await import(file)
const run = subject[role]
const gate = new Int32Array(start)

parentPort.on('message', async ({ count, generation }) => {
  // Both ends pass the gate in the same moment, when each has arrived.
  Atomics.add(gate, 0, 1)
  while (Atomics.load(gate, 0) < generation * 2);
  const startMs = performance.now()
  const sums = await run(count, port)
  parentPort.postMessage({ elapsedMs: performance.now() - startMs, sums })
})
parentPort.postMessage('ready')
