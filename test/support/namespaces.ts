import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

/** The interface that joins both namespaces: it has this name in each. */
const INTERFACE = 'wire0'

/** Nothing outside has these addresses, and nothing outside is reached from within. */
const addressOf = (side: number): string => `10.77.0.${side + 1}`

/** What the system does to what arrives in a namespace, or leaves it. */
export interface NetworkFaults {
  /** How likely a packet that arrives is dropped. On the way out, `send` itself would fail. */
  readonly loss: number
  /** How likely a packet that leaves does so twice. */
  readonly duplication?: number
}

/**
 * Two network namespaces of the system with a wire between them, on which packets are really lost. Each lives as
 * long as a process that reads from a pipe of this one: however this one ends, nothing of it is left behind.
 */
export class Namespaces {
  readonly addresses: readonly [string, string] = [addressOf(0), addressOf(1)]
  private readonly holders: readonly ChildProcess[]

  private constructor(holders: readonly ChildProcess[]) {
    this.holders = holders
  }

  /** Why there can be none here, in words; null where there can. */
  static whyNot(): string | null {
    if (process.platform !== 'linux') return 'network namespaces are of Linux'
    if (process.getuid?.() !== 0) return 'network namespaces take root'
    for (const tool of ['unshare', 'nsenter', 'ip', 'nft']) {
      if (!hasTool(tool)) return `there is no ${tool} (Debian packages util-linux, iproute2, nftables)`
    }
    try {
      execFileSync('unshare', ['--net', 'nft', 'list', 'tables'], { stdio: 'pipe', timeout: 10_000 })
      return null
    } catch (error) {
      return `the system refuses: ${error instanceof Error ? error.message.split('\n')[0] : error}`
    }
  }

  static async create(): Promise<Namespaces> {
    const holders = [0, 1].map(() =>
      spawn('unshare', ['--net', 'cat'], { stdio: ['pipe', 'ignore', 'inherit'] }),
    )
    const namespaces = new Namespaces(holders)
    try {
      await namespaces.connect()
    } catch (error) {
      await namespaces.end()
      throw error
    }
    return namespaces
  }

  /** What to put before a command so that it runs on one side. */
  prefix(side: number): readonly string[] {
    return ['nsenter', `--net=/proc/${this.holders[side]!.pid}/ns/net`]
  }

  /** In place of what was set before. */
  set(side: number, { loss, duplication = 0 }: NetworkFaults): void {
    this.run(side, 'nft', ['flush', 'ruleset'])
    const rules = `table ip faults {
      chain arriving {
        type filter hook input priority 0; policy accept;
        iifname "${INTERFACE}" numgen random mod 1000 < ${Math.round(loss * 1_000)} counter drop
      }
      chain leaving {
        type filter hook postrouting priority 0; policy accept;
        oifname "${INTERFACE}" numgen random mod 1000 < ${Math.round(duplication * 1_000)} dup to ${addressOf(1 - side)} device "${INTERFACE}"
      }
    }`
    this.run(side, 'nft', ['-f', '-'], rules)
  }

  /** Packets that were dropped on one side since its faults were set. */
  dropped(side: number): number {
    const rules = this.run(side, 'nft', ['list', 'ruleset'])
    return Number(/counter packets (\d+)/.exec(rules)?.[1] ?? 0)
  }

  async end(): Promise<void> {
    for (const holder of this.holders) {
      if (holder.exitCode !== null || holder.signalCode !== null) continue
      holder.stdin!.end()
      await once(holder, 'exit')
    }
  }

  private async connect(): Promise<void> {
    const [a, b] = this.holders
    // They have namespaces of their own as soon as they are no longer in ours.
    const ours = namespaceOf('self')
    for (let tries = 0; namespaceOf(a!.pid!) === ours || namespaceOf(b!.pid!) === ours; tries++) {
      if (tries > 200) throw new Error('unshare does not leave the network namespace of this process')
      await sleep(10)
    }
    const peer = ['peer', 'name', INTERFACE, 'netns', String(b!.pid)]
    this.run(0, 'ip', ['link', 'add', INTERFACE, 'type', 'veth', ...peer])
    for (const side of [0, 1]) {
      this.run(side, 'ip', ['address', 'add', `${addressOf(side)}/24`, 'dev', INTERFACE])
      this.run(side, 'ip', ['link', 'set', 'lo', 'up'])
      this.run(side, 'ip', ['link', 'set', INTERFACE, 'up'])
    }
  }

  private run(side: number, command: string, args: readonly string[], input = ''): string {
    const [enter, ...rest] = [...this.prefix(side), command, ...args]
    return execFileSync(enter!, rest, { input, encoding: 'utf8', timeout: 10_000 })
  }
}

function namespaceOf(process: number | 'self'): string {
  return execFileSync('readlink', [`/proc/${process}/ns/net`], { encoding: 'utf8' }).trim()
}

function hasTool(name: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
