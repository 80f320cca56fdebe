import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Credentials } from '../support/certificates.ts'
import type { NodeName } from './schema.ts'

const program = fileURLToPath(new URL('program/node.mjs', import.meta.url))

export interface Address {
  readonly host?: string
  readonly port: number
}

/** Pre-shared keys, of a letter each, and the one that seals. */
export interface Keys {
  readonly letters: string
  readonly current: string
}

/** What a process is started with; see program/node.mjs. */
export interface RunSetup {
  readonly node: NodeName
  readonly run: number
  /** Its own unless given. */
  readonly incarnation: number | null
  readonly module: string
  readonly memoryName: string
  readonly addresses: Readonly<Record<string, Address>>
  /** With what it proves who it is, where the schema asks for it. */
  readonly tls: Credentials | null
  /** What its datagrams are sealed with, where the schema asks for it. */
  readonly keys: Keys | null
  readonly peers: readonly string[]
  readonly worlds: readonly WorldSetup[]
  readonly onThreads: boolean
  readonly stepMs: number
  readonly lifetimeMs: number
  /** Over datagrams only one delivery keeps the order. */
  readonly isOverDatagrams: boolean
  /** Put before the command: where it runs. */
  readonly within: readonly string[]
}

export interface WorldSetup {
  readonly world: number
  readonly run: number
  readonly targets: readonly number[]
  readonly deliveries: readonly number[]
  readonly firstEntity: number
  readonly entityCount: number
  readonly seed: number
  readonly journal: string
}

export interface WorldReport {
  readonly world: number
  readonly entities: readonly (readonly [entity: number, gold: number, operation: number])[]
  readonly doubtful: readonly (readonly [entity: number, gold: number, operation: number])[]
  readonly arrivals: number
  readonly refusals: number
  readonly errors: readonly string[]
}

export interface PeerCounts {
  readonly state: string
  readonly pending: number
  readonly violations: number
  readonly streamsOpened: number
  readonly bytesSent: number
  readonly bytesReceived: number
  readonly transfersSent: number
  readonly transfersResent: number
  readonly transfersAcknowledged: number
  readonly transfersReturned: number
  readonly transfersInDoubt: number
  readonly transfersLost: number
  readonly transfersReceived: number
}

export interface RunState {
  readonly state: string
  readonly isHealthy: boolean
  readonly cluster: {
    readonly pendingStreams: number
    readonly streamsTurnedAway: number
    readonly streamsRefused: number
    /** Of secured clusters only. */
    readonly streamsUntrusted?: number
  }
  readonly peers: Readonly<Record<string, PeerCounts>>
  readonly arrivals: number
  /** Transfers in the rings of the node, of whatever kind. */
  readonly waiting: number
  readonly longestTickMs: number
  readonly rss: number
  readonly rssMax: number
}

export interface RunReport extends RunState {
  readonly worlds: readonly WorldReport[]
}

export interface RunEvent {
  readonly type: string
  readonly peer?: string
  readonly state?: string
  readonly was?: string
  readonly reason?: string
  readonly text?: string
}

interface Question {
  resolve(answer: unknown): void
  reject(error: Error): void
}

interface Message {
  readonly kind: string
  readonly id: number
  readonly answer: unknown
  readonly event: RunEvent
  readonly incarnation: number
}

/** One start of a node: a process. */
export class NodeRun {
  readonly setup: RunSetup
  readonly events: RunEvent[] = []
  incarnation = 0
  /** It was killed: what it had is gone. */
  isKilled = false
  /** Its last report, when it has ended of itself. */
  lastReport: RunReport | null = null
  private readonly child: ChildProcess
  private readonly questions = new Map<number, Question>()
  private nextId = 1
  private readonly ready: Promise<unknown>

  constructor(setup: RunSetup) {
    this.setup = setup
    const [execPath, ...execArgv] = [...setup.within, process.execPath, '--expose-gc']
    this.child = fork(program, [JSON.stringify(setup)], { execPath: execPath!, execArgv })
    process.once('exit', this.endAtOnce)
    this.ready = new Promise((resolve, reject) => this.questions.set(0, { resolve, reject }))
    this.child.once('exit', (code, signal) => {
      process.removeListener('exit', this.endAtOnce)
      const error = new Error(`run ${setup.run} of ${setup.node} has ended: ${code ?? signal}`)
      for (const { reject } of this.questions.values()) reject(error)
    })
    this.child.on('message', (message: Message) => {
      if (message.kind === 'event') this.events.push(message.event)
      else this.answered(message)
    })
  }

  get name(): NodeName {
    return this.setup.node
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  async started(): Promise<void> {
    await this.ready
  }

  set(change: Readonly<Record<string, unknown>>, world?: number): Promise<unknown> {
    return this.ask({ kind: 'set', change, world })
  }

  async setKeys(keys: Keys): Promise<void> {
    await this.ask({ kind: 'setKeys', keys })
  }

  async state(): Promise<RunState> {
    return (await this.ask({ kind: 'state' })) as RunState
  }

  async report(): Promise<RunReport> {
    return (await this.ask({ kind: 'report' })) as RunReport
  }

  /** Bytes in use once what is not has been freed. */
  async memory(): Promise<{ readonly heapUsed: number; readonly external: number }> {
    return (await this.ask({ kind: 'memory' })) as { heapUsed: number; external: number }
  }

  /** Leaves the cluster, then ends. */
  async leave(): Promise<void> {
    await this.set({ rate: 0 })
    await this.ask({ kind: 'leave' })
    while ((await this.state()).state !== 'stopped') await new Promise((resolve) => setTimeout(resolve, 20))
    // A few steps more: what came back with the end is taken in.
    await new Promise((resolve) => setTimeout(resolve, 100))
    this.lastReport = await this.report()
    await this.ask({ kind: 'exit' })
    if (this.isRunning) await once(this.child, 'exit')
  }

  async kill(): Promise<void> {
    this.isKilled = true
    await this.end()
  }

  pause(): void {
    this.child.kill('SIGSTOP')
  }

  goOn(): void {
    this.child.kill('SIGCONT')
  }

  async end(): Promise<void> {
    if (!this.isRunning) return
    const exited = once(this.child, 'exit')
    this.endAtOnce()
    await exited
  }

  private readonly endAtOnce = (): void => {
    this.child.kill('SIGKILL')
  }

  private ask(question: Readonly<Record<string, unknown>>): Promise<unknown> {
    const id = this.nextId++
    return new Promise((resolve, reject) => {
      if (!this.isRunning) throw new Error(`run ${this.setup.run} of ${this.name} has ended`)
      this.questions.set(id, { resolve, reject })
      this.child.send({ id, ...question })
    })
  }

  private answered({ kind, id, answer, incarnation }: Message): void {
    const isReady = kind === 'ready'
    if (isReady) this.incarnation = incarnation
    this.questions.get(isReady ? 0 : id)?.resolve(answer)
    this.questions.delete(isReady ? 0 : id)
  }
}
