import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { importModule, writeModule } from '../support/generated.ts'

const path = writeModule({ name: 'zones', components: { P: { x: 'f32' } }, worlds: { a: {}, b: {} } })
const script = new URL('attachWorker.mjs', import.meta.url)

async function tryOut(data: object): Promise<unknown> {
  const worker = new Worker(script, { workerData: { path, ...data } })
  const [report] = await once(worker, 'message')
  await worker.terminate()
  return report
}

it('a worker that attaches to the memory of another thread, or should have, says so', async () => {
  const { memory, World, WorldCoordinator } = await importModule(path)
  const coordinator = new WorldCoordinator()
  coordinator.start()
  expect(await tryOut({ way: 'first', memory })).toEqual({
    isQueued: true,
    arrived: null,
    isRunning: true,
    isShared: true,
  })
  expect(coordinator.popTransferFor(World.b)?.entity).toBe(7)
  const tooLate = {
    error: expect.stringMatching(/workerData has the memory, but globalThis.zonesMemory was not set before/),
  }
  expect(await tryOut({ way: 'never', memory })).toEqual(tooLate)
  expect(await tryOut({ way: 'never', all: [memory], memory })).toEqual(tooLate)
  expect(await tryOut({ way: 'later', box: { memory } })).toEqual({
    error: expect.stringMatching(/globalThis.zonesMemory was set after this module was loaded/),
  })
  coordinator.endTick(World.b)
  expect(coordinator.totalPendingTransfers()).toBe(0)
}, 30_000)

it('a worker without any uses the module alone', async () => {
  const buffers = { memory: new SharedArrayBuffer(64), other: [1, new Float64Array(1000)] }
  expect(await tryOut({ way: 'alone', ...buffers })).toEqual({
    isQueued: true,
    arrived: 7,
    isRunning: false,
    isShared: false,
  })
}, 30_000)
