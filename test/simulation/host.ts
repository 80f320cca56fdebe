import type { Stream, StreamHandler } from '../../templates/kernel/transport.ts'
import type { Connection } from './connection.ts'
import type { Random } from './random.ts'

export type Accept = (stream: Stream) => StreamHandler | null

/** A process as the network sees it: while it is paused, everything that happens to it waits. */
export class Host {
  /** Hosts are numbered in the order of their start. */
  readonly number: number
  readonly node: number
  readonly connections = new Set<Connection>()
  accept: Accept | null = null
  /** The machine is gone: it answers nothing, not even that nobody listens. */
  isSilent = false
  isAlive = true
  isPaused = false
  /** By what it comes from: a connection, a socket, or the process itself. */
  private backlog = new Map<object | null, (() => void)[]>()

  constructor(number: number, node: number) {
    this.number = number
    this.node = node
  }

  /** Runs something of the process: now, when it wakes up, or never if it is dead by then. */
  wake(origin: object | null, run: () => void): void {
    if (!this.isAlive) return
    if (!this.isPaused) {
      run()
      return
    }
    const waiting = this.backlog.get(origin)
    if (waiting === undefined) this.backlog.set(origin, [run])
    else waiting.push(run)
  }

  pause(): void {
    this.isPaused = true
  }

  /** What has waited happens now: in order of each origin, and in any order between them. */
  resume(random: Random): void {
    this.isPaused = false
    const queues = [...this.backlog.values()]
    this.backlog.clear()
    while (queues.length > 0) {
      const index = random.below(queues.length)
      const run = queues[index]!.shift()!
      if (queues[index]!.length === 0) queues.splice(index, 1)
      this.wake(null, run)
    }
  }
}
