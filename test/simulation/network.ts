import type { Stream, StreamHandler, Transport } from '../../templates/kernel/transport.ts'
import type { VirtualClock } from './clock.ts'
import type { FaultKind } from './configuration.ts'
import { Connection } from './connection.ts'
import type { Counts } from './counts.ts'
import { type Accept, Host } from './host.ts'
import type { Random } from './random.ts'
import type { SimulatedNetwork } from './simulatedNetwork.ts'
import type { Trace } from './trace.ts'

/** One write is at most what a buffer for transfers holds: 64 KiB and two packets. */
export const WRITE_BYTES_MAX: number = 262_144

export interface NetworkOptions {
  readonly latencyMs: number
  /** Up to so much later a process reads what has arrived. */
  readonly readDelayMs: number
  /** Bytes that a connection holds in each direction, both machines' buffers together. */
  readonly bufferBytes: number
  /** How likely a write is not taken at once although there is room. */
  readonly backpressure: number
  readonly connectTimeoutMs: number
}

/** Hosts, connections between them, and what may go wrong: all on virtual time and from one seed. */
export class VirtualNetwork implements SimulatedNetwork {
  readonly options: NetworkOptions
  readonly clock: VirtualClock
  readonly random: Random
  readonly trace: Trace
  readonly counts: Counts
  readonly hosts: Host[] = []
  /** Nothing takes longer than it should any more. */
  isCalm = false
  private readonly blocked = new Set<number>()
  private readonly breaks = new Map<number, number>()
  /** Streams dialed so far. */
  dialCount = 0

  constructor(options: NetworkOptions, clock: VirtualClock, random: Random, trace: Trace, counts: Counts) {
    this.options = options
    this.clock = clock
    this.random = random
    this.trace = trace
    this.counts = counts
  }

  /** A new process of a node. Several of one node may run at a time: then each dial reaches one of them. */
  addHost(node: number): Host {
    const host = new Host(this.hosts.length, node)
    this.hosts.push(host)
    return host
  }

  transportOf(host: Host): Transport {
    return {
      listen: (accept, failed) => this.listen(host, accept, failed),
      dial: (node, handler) => this.dial(host, node, handler),
      close: () => this.close(host),
    }
  }

  /** Bytes of one node reach another no more, until `unblock`. */
  block(from: number, to: number): void {
    this.blocked.add(wayBetween(from, to))
    for (const connection of this.connectionsBetween(from, to)) {
      connection.dialer.giveUpLater()
      connection.acceptor.giveUpLater()
    }
  }

  unblock(from: number, to: number): void {
    if (!this.blocked.delete(wayBetween(from, to))) return
    for (const connection of this.connectionsBetween(from, to)) connection.unblock()
  }

  isBlocked(from: Host, to: Host): boolean {
    return this.blocked.has(wayBetween(from.node, to.node))
  }

  isBlockedEitherWay(a: Host, b: Host): boolean {
    return this.isBlocked(a, b) || this.isBlocked(b, a)
  }

  /** The process ends at once. Its kernel tells the others, unless the whole machine is gone. */
  crash(host: Host, isSilent: boolean): void {
    host.isAlive = false
    host.isSilent = isSilent
    host.accept = null
    for (const connection of [...host.connections]) {
      const end = connection.dialer.host === host ? connection.dialer : connection.acceptor
      end.over()
      end.outgoing.cut(isSilent ? null : this.random.chance(0.5) ? 'reset' : 'ended')
      if (isSilent) connection.otherOf(end).giveUpLater()
    }
  }

  /** The connections of which at least one side does not know yet that they are over. */
  get connections(): Connection[] {
    return [...new Set(this.hosts.flatMap(({ connections }) => [...connections]))]
  }

  /** A side of an open connection is over. */
  noteBreak(a: Host, b: Host): void {
    this.breaks.set(wayBetween(a.node, b.node), this.clock.now)
    this.breaks.set(wayBetween(b.node, a.node), this.clock.now)
  }

  /** Connections outlast a pause, or break and are noted then. */
  noteTrouble(): void {}

  disturb(kind: FaultKind, random: Random): boolean {
    const { connections } = this
    if (kind !== 'break' || connections.length === 0) return false
    random.pick(connections).break()
    return true
  }

  /** When a connection between two nodes was over last. */
  lastBreak(a: number, b: number): number {
    return this.breaks.get(wayBetween(a, b)) ?? -1
  }

  latency(): number {
    const { latencyMs } = this.options
    // Now and then something takes ten times as long.
    return this.random.fraction() * (!this.isCalm && this.random.chance(0.02) ? 10 * latencyMs : latencyMs)
  }

  note(text: string): void {
    this.trace.note(this.clock.now, text)
  }

  private connectionsBetween(a: number, b: number): Connection[] {
    return this.connections.filter(({ dialer, acceptor }) => {
      const [from, to] = [dialer.host.node, acceptor.host.node]
      return (from === a && to === b) || (from === b && to === a)
    })
  }

  private listen(host: Host, accept: Accept, failed: (reason: string) => void): void {
    const isTaken = this.hosts.some(({ node, accept: other }) => node === host.node && other !== null)
    if (isTaken && this.random.chance(0.5)) {
      this.counts.add('addresses found taken')
      this.clock.after(this.latency(), () => host.wake(null, () => failed('address in use')))
    } else {
      host.accept = accept
    }
  }

  private dial(host: Host, node: number, handler: StreamHandler): Stream {
    const listening = this.hosts.filter((other) => other.node === node && other.accept !== null)
    const isOff = this.hosts.filter((other) => other.node === node).at(-1)?.isSilent ?? false
    const target = listening.length > 0 ? this.random.pick(listening) : null
    const nobody = target ?? new Host(-1, node)
    const connection = new Connection(this, this.dialCount++, host, nobody)
    const { dialer } = connection
    dialer.handler = handler
    this.note(`host ${host.number}: connection ${connection.number} dialed to host ${nobody.number}`)
    this.clock.after(this.latency(), () => {
      if (dialer.isOver) return
      if (target === null ? isOff : this.isBlockedEitherWay(host, target) || target.isSilent) {
        this.clock.after(this.options.connectTimeoutMs, () => dialer.finish('connecting timed out'))
      } else if (target === null || target.accept === null) {
        dialer.finish('refused')
      } else {
        this.open(connection, target)
      }
    })
    return dialer
  }

  private open(connection: Connection, target: Host): void {
    const { dialer, acceptor } = connection
    // A kernel takes a connection in the name of its process, also while that one sleeps.
    target.wake(connection, () => {
      if (acceptor.isOver || target.accept === null) return
      acceptor.isOpen = true
      acceptor.handler = target.accept(acceptor)
      if (acceptor.handler === null) acceptor.destroy()
      else dialer.outgoing.read()
    })
    this.clock.after(this.latency(), () =>
      dialer.host.wake(connection, () => {
        const { host } = dialer
        if (dialer.isOver) return
        dialer.isOpen = true
        this.trace.detail(this.clock.now, () => `host ${host.number}: connection ${connection.number} open`)
        dialer.handler!.opened()
        acceptor.outgoing.read()
      }),
    )
  }

  private close(host: Host): void {
    host.accept = null
    for (const connection of [...host.connections]) {
      const end = connection.dialer.host === host ? connection.dialer : connection.acceptor
      end.destroy()
    }
  }
}

function wayBetween(from: number, to: number): number {
  return from * 256 + to
}
