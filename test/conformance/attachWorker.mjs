// A worker that gets at the memory of the module in one way or another, and tells what came of it.
import { parentPort, workerData } from 'node:worker_threads'

const { path, way, memory, box } = workerData

try {
  if (way === 'first') globalThis.zonesMemory = memory
  const { World, WorldCoordinator, memory: own } = await import(path)
  if (way === 'later') globalThis.zonesMemory = box.memory
  const coordinator = new WorldCoordinator()
  const transfer = coordinator.createTransfer(World.a, World.b, 7)
  const isQueued = coordinator.queueTransfer(World.a, World.b, transfer)
  // Alone it is both ends.
  const arrived = way === 'alone' ? coordinator.popTransferFor(World.b)?.entity : null
  parentPort.postMessage({ isQueued, arrived, isRunning: coordinator.isRunning(), isShared: own === memory })
} catch (error) {
  parentPort.postMessage({ error: error.message })
}
