// A zone on a worker thread: the memory first, the module second; then it works as on any thread.
import { parentPort, workerData } from 'node:worker_threads'
import { Zone } from './zone.js'

const { memory, memoryName, modulePath, world, playerCount } = workerData
globalThis[memoryName] = memory
const zone = new Zone(await import(modulePath), world, playerCount)

parentPort?.on('message', (question) => {
  parentPort?.postMessage(zone.answer(question))
})
parentPort?.postMessage('ready')

for (;;) {
  zone.step()
  zone.wait(10)
  // Messages come in between.
  await new Promise((resolve) => setImmediate(resolve))
}
