import { Worker } from 'node:worker_threads'

export type Report = Record<string, unknown>

/** Worker threads of one test. Each imports the generated module at `path` on `memory` and plays a role. */
export class Threads {
  private readonly workers: Worker[] = []

  /** Starts a thread for each role at once, lets them go together, and gives what each reports. */
  async run(
    script: URL,
    module: { readonly path: string; readonly memory: ArrayBufferLike; readonly memoryName: string },
    roles: readonly Report[],
  ): Promise<Report[]> {
    return (await this.start(script, module, roles)).reports
  }

  /** The same, but comes back as soon as all threads are at work. */
  async start(
    script: URL,
    module: { readonly path: string; readonly memory: ArrayBufferLike; readonly memoryName: string },
    roles: readonly Report[],
  ): Promise<{ readonly reports: Promise<Report[]> }> {
    const started = roles.map((role) => new Worker(script, { workerData: { ...module, ...role } }))
    this.workers.push(...started)
    await Promise.all(started.map(nextMessage))
    const reports = Promise.all(started.map(nextMessage))
    for (const worker of started) worker.postMessage('go')
    return { reports }
  }

  /** Ends those that still run, which only a failed test leaves behind. */
  async end(): Promise<void> {
    await Promise.all(this.workers.splice(0).map((worker) => worker.terminate()))
  }
}

function nextMessage(worker: Worker): Promise<Report> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}
