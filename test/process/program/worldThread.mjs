// A world of a node on a thread of its own: it has only its WorldCoordinator. The socket is on another thread.
import { parentPort, workerData } from 'node:worker_threads'

globalThis[workerData.memoryName] = workerData.memory
const module = await import(workerData.module)
const { Mover } = await import('./mover.mjs')
const mover = new Mover(module, workerData.world)

parentPort.on('message', ({ kind, world, change }) => {
  if (kind === 'set' && (world === undefined || world === workerData.world.world)) Object.assign(mover, change)
  parentPort.postMessage(kind === 'report' ? mover.report() : 'done')
})
parentPort.postMessage('ready')

for (;;) {
  mover.step()
  mover.coordinator.waitForTransfers(5, workerData.world.world)
  // Blocking waits let no message in.
  await new Promise((resolve) => setImmediate(resolve))
}
