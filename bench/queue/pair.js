import { once } from 'node:events'
import { MessageChannel, Worker } from 'node:worker_threads'

const WORKER = new URL('worker.js', import.meta.url)

/** Two workers, one at each end of a subject. They sleep between turns. */
export async function startPair(file) {
  const url = new URL(file, import.meta.url).href
  const { name, memory } = await import(url)
  const { port1, port2 } = new MessageChannel()
  const start = new SharedArrayBuffer(4)
  const spawn = (role, port) =>
    new Worker(WORKER, { workerData: { file: url, role, memory, port, start }, transferList: [port] })
  const workers = [spawn('produce', port1), spawn('consume', port2)]
  await Promise.all(workers.map((worker) => once(worker, 'message')))
  let generation = 0

  return {
    name,
    /** Carries `count` packets. Returns nanoseconds for each, as the consumer saw it, and the sums. */
    async turn(count) {
      generation++
      for (const worker of workers) worker.postMessage({ count, generation })
      const [, [consumed]] = await Promise.all(workers.map((worker) => once(worker, 'message')))
      return { nanoseconds: (consumed.elapsedMs * 1e6) / count, sums: consumed.sums }
    },
    stop: () => Promise.all(workers.map((worker) => worker.terminate())),
  }
}
