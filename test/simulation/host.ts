import type { Stream, StreamHandler } from '../../templates/kernel/transport.ts'
import type { Connection } from './connection.ts'

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
  private backlog: (() => void)[] = []

  constructor(number: number, node: number) {
    this.number = number
    this.node = node
  }

  /** Runs something of the process: now, when it wakes up, or never if it is dead by then. */
  wake(run: () => void): void {
    if (!this.isAlive) return
    if (this.isPaused) this.backlog.push(run)
    else run()
  }

  pause(): void {
    this.isPaused = true
  }

  resume(): void {
    this.isPaused = false
    const { backlog } = this
    this.backlog = []
    for (const run of backlog) this.wake(run)
  }
}
