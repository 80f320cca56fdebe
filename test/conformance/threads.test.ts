import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { planOf } from '../../generator/pipeline.ts'
import { importModule, writeModule } from '../support/generated.ts'

const workers: Worker[] = []
afterEach(() => {
  for (const worker of workers.splice(0)) void worker.terminate()
})

const schemaOf = (kind: 'spsc' | 'mpmc') => ({
  name: 'stress',
  components: { Load: { a: 'i32', b: 'i32', c: 'i32', d: 'u32', e: 'f32', f: 'f64' } },
  worlds: { a: {}, b: {} },
  links: [{ from: 'a', to: 'b' }],
  queue: { kind, capacity: 1024, batchSize: 256 },
})

/** Starts a thread for each role at once; gives what each reports. */
async function run(
  kind: 'spsc' | 'mpmc',
  roles: readonly Record<string, unknown>[],
  startIndex: number,
): Promise<Record<string, number>[]> {
  const schema = schemaOf(kind)
  const path = writeModule(schema)
  const module = await importModule(path)
  startAt(module.memory, schema, startIndex)
  new module.WorldCoordinator().start()
  const started = roles.map((role) => {
    const worker = new Worker(new URL('stressWorker.mjs', import.meta.url), {
      workerData: { path, memory: module.memory, memoryName: 'stressMemory', ...role },
    })
    workers.push(worker)
    return worker
  })
  await Promise.all(started.map((worker) => new Promise((ready) => worker.once('message', ready))))
  const reports = started.map(
    (worker) =>
      new Promise<Record<string, number>>((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', reject)
      }),
  )
  for (const worker of started) worker.postMessage('go')
  return Promise.all(reports)
}

/** Sets the shared indices of the queue, as if `index` packets had gone through it. */
function startAt(memory: ArrayBufferLike, schema: object, index: number): void {
  const queue = planOf(schema).plans[0]!.queues[0]!
  const words = new Int32Array(memory)
  words[queue.word] = index
  words[queue.word + 32] = index
  if (queue.kind === 'spsc') return
  for (let slot = 0; slot < queue.capacity; slot++) words[queue.word + 64 + slot * queue.slotWords] = index
}

const packets = 10_000_000
// So that the indices pass 2^31, where they turn negative, in the midst of the run.
const beforeTheTurn = (2 ** 31 - packets / 2) & ~1023

describe('between threads', () => {
  it('an spsc queue carries ten million packets: none lost, doubled, torn or out of order', async () => {
    const [, consumer] = await run(
      'spsc',
      [
        { role: 'produceBatches', producer: 0, count: packets },
        { role: 'consumeBatches', total: packets },
      ],
      beforeTheTurn,
    )
    expect(consumer).toEqual({ taken: packets, torn: 0, misplaced: 0 })
  }, 120_000)

  it('an mpmc queue carries ten million packets of two producers to two consumers, likewise', async () => {
    const shared = { counter: new SharedArrayBuffer(4), seen: new SharedArrayBuffer(packets / 8 + 4) }
    const reports = await run(
      'mpmc',
      [
        { role: 'produceSingles', producer: 0, count: packets / 2 },
        { role: 'produceSingles', producer: 1, count: packets / 2 },
        { role: 'consumeShared', total: packets, producers: 2, ...shared },
        { role: 'consumeShared', total: packets, producers: 2, ...shared },
      ],
      beforeTheTurn,
    )
    for (const report of reports.slice(2)) expect(report).toEqual({ torn: 0, doubled: 0, misplaced: 0 })
    expect(new Int32Array(shared.counter)[0]).toBe(packets)
    const seen = new Int32Array(shared.seen)
    expect(seen.slice(0, packets / 32).every((bits) => bits === -1)).toBe(true)
  }, 240_000)

  it.each([1, 2, 3])(
    'a sleeping world is woken for every transfer (pauses of seed %i)',
    async (seed) => {
      const transfers = 10_000
      const [, receiver] = await run(
        'spsc',
        [
          { role: 'sendWithPauses', count: transfers, seed },
          { role: 'sleepAndReceive', total: transfers },
        ],
        0,
      )
      expect(receiver).toEqual({ received: transfers, missed: 0 })
    },
    120_000,
  )
})
