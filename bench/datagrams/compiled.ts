import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { compile } from '../lib/tools.ts'
import type { Throughput } from './pair.ts'

/** The two ends in C: new processes for each turn. They know no round trips. */
export class Compiled {
  private readonly binary: string
  private readonly port: number
  private readonly isPinned: boolean

  private constructor(binary: string, port: number, isPinned: boolean) {
    this.binary = binary
    this.port = port
    this.isPinned = isPinned
  }

  /** Undefined, and said so, where there is no compiler. */
  static make(port: number, isPinned: boolean): Compiled | undefined {
    const binary = compile(new URL('bare.c', import.meta.url))
    return binary === undefined ? undefined : new Compiled(binary, port, isPinned)
  }

  async throughput(ms: number): Promise<Throughput> {
    const receiver = this.run('1', 'receive', String(this.port))
    const result = textOf(receiver)
    await once(receiver.stdout!, 'data')
    const [start, sent] = numbersOf(await textOf(this.run('0', 'send', String(this.port), String(ms))))
    const [received, last] = numbersOf((await result).replace('ready', ''))
    return { packetsPerSecond: (received! / (last! - start!)) * 1e6, received: received! / sent! }
  }

  end(): void {}

  private run(core: string, ...words: string[]): ChildProcess {
    const command = [...(this.isPinned ? ['taskset', '--cpu-list', core] : []), this.binary, ...words]
    return spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] })
  }
}

async function textOf(child: ChildProcess): Promise<string> {
  let text = ''
  child.stdout!.on('data', (part) => {
    text += part
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`a process of the bench ended: ${code}`)
  return text
}

const numbersOf = (text: string): number[] => text.trim().split(/\s+/).map(Number)
