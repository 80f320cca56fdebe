import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('child.js', import.meta.url))

/** No turn takes longer, by far. */
const ANSWER_MS = 60_000

export interface PairOptions {
  /** A module of subjects/. */
  readonly subject: string
  readonly port: number
  readonly isPinned: boolean
  /** Put before the commands of sender and receiver: where they run. */
  readonly within?: readonly [readonly string[], readonly string[]]
  readonly [option: string]: unknown
}

export interface Throughput {
  readonly packetsPerSecond: number
  /** Of what was sent. */
  readonly received: number
}

/** The two processes of one subject. */
export class Pair {
  private readonly sender: ChildProcess
  private readonly receiver: ChildProcess

  private constructor(sender: ChildProcess, receiver: ChildProcess) {
    this.sender = sender
    this.receiver = receiver
  }

  static async start({ subject, within, ...options }: PairOptions): Promise<Pair> {
    const file = new URL(`subjects/${subject}.js`, import.meta.url).href
    const [receiver, sender] = (['receive', 'send'] as const).map((role) => {
      const prefix = within?.[role === 'send' ? 0 : 1] ?? []
      const [execPath, ...execArgv] = [...prefix, process.execPath]
      return fork(script, [JSON.stringify({ ...options, file, role })], { execPath: execPath!, execArgv })
    }) as [ChildProcess, ChildProcess]
    const pair = new Pair(sender, receiver)
    try {
      await Promise.all([answerOf(sender), answerOf(receiver)])
    } catch (error) {
      pair.end()
      throw error
    }
    return pair
  }

  /** As much as it can for so long. */
  async throughput(ms: number): Promise<Throughput> {
    await ask(this.receiver, { kind: 'start' })
    const { start, sent } = await ask<{ start: number; sent: number }>(this.sender, {
      kind: 'throughput',
      ms,
    })
    const { received, last } = await ask<{ received: number; last: number }>(this.receiver, {
      kind: 'result',
    })
    return { packetsPerSecond: (received / (last - start)) * 1e6, received: received / sent }
  }

  /** How long each of `count` packets at each of so many ticks was on its way, in milliseconds, and how many came. */
  async latencies(turn: {
    ticks: number
    hertz: number
    count: number
    quietMs: number
  }): Promise<{ milliseconds: number[]; received: number }> {
    await ask(this.receiver, { kind: 'start', isStamped: true })
    const { sent } = await ask<{ sent: number }>(this.sender, { kind: 'paced', ...turn })
    const result = await ask<{ received: number; latencies: number[] }>(this.receiver, {
      kind: 'result',
      quietMs: turn.quietMs,
    })
    return { milliseconds: result.latencies.map((us) => us / 1_000), received: result.received / sent }
  }

  /** Of one packet there and one back, in microseconds. */
  async roundTrips(count: number): Promise<number[]> {
    await ask(this.receiver, { kind: 'start', isEchoing: true })
    const { microseconds } = await ask<{ microseconds: number[] }>(this.sender, { kind: 'roundTrip', count })
    await ask(this.receiver, { kind: 'result' })
    return microseconds
  }

  end(): void {
    for (const child of [this.sender, this.receiver]) child.kill('SIGKILL')
  }
}

function ask<Answer = unknown>(child: ChildProcess, request: object): Promise<Answer> {
  child.send(request)
  return answerOf<Answer>(child)
}

function answerOf<Answer>(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(new Error('no answer in time')), ANSWER_MS)
    const onMessage = ({ answer }: { answer: Answer }): void => settle(null, answer)
    const onExit = (code: number | null): void => settle(new Error(`a process of the bench ended: ${code}`))
    function settle(error: Error | null, answer?: Answer): void {
      clearTimeout(timer)
      child.off('message', onMessage)
      child.off('exit', onExit)
      if (error === null) resolve(answer!)
      else reject(error)
    }
    child.on('message', onMessage)
    child.on('exit', onExit)
  })
}
