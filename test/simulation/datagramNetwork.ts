import type { DatagramAddress, DatagramTransport } from '../../templates/kernel/datagram-transport.ts'
import type { VirtualClock } from './clock.ts'
import type { FaultKind } from './configuration.ts'
import type { Counts } from './counts.ts'
import type { DatagramOptions } from './datagramConfiguration.ts'
import { Host } from './host.ts'
import type { Random } from './random.ts'
import { RecordedDatagrams } from './recordedDatagrams.ts'
import type { SimulatedNetwork } from './simulatedNetwork.ts'
import type { Trace } from './trace.ts'
import { hold } from './violation.ts'
import { VirtualSocket } from './virtualSocket.ts'

/** What fits every path: the budget that the generator plans with. */
const DATAGRAM_BYTES_MAX = 1_200

const FIRST_PORT = 9_000

/** WELCOME and transfers: for those who have shown that they receive where they say. */
const kindsForPeers: readonly number[] = [3, 5]

/** As many as make a sender take a datagram for lost; see flight.ts. */
const OVERTAKERS_MAX = 3

/**
 * Sockets, and what may become of a datagram between them: it arrives late, twice, after later ones, or not at all.
 * One that was changed on its way is dropped as the checksum of UDP does it: without authentication, nothing could
 * tell another count in it from the right one. With it, what was changed arrives.
 */
export class VirtualDatagramNetwork implements SimulatedNetwork {
  readonly options: DatagramOptions
  readonly clock: VirtualClock
  readonly random: Random
  readonly trace: Trace
  readonly counts: Counts
  isCalm = false
  /** Datagrams that somebody has sent to the name of a node. */
  dialCount = 0
  private carried = 0
  /** By way: which have arrived there last. */
  private readonly arrivedLast = new Map<number, number[]>()
  private readonly hosts: Host[] = []
  private readonly sockets = new Map<Host, VirtualSocket>()
  private readonly machines = new Map<Host, number>()
  private readonly blocked = new Set<number>()
  private readonly breaks = new Map<number, number>()
  private readonly recorded: RecordedDatagrams
  private readonly isSealed: boolean
  private darkUntil = 0

  constructor(
    options: DatagramOptions,
    clock: VirtualClock,
    random: Random,
    trace: Trace,
    counts: Counts,
    isSealed = false,
  ) {
    this.options = options
    this.clock = clock
    this.random = random
    this.trace = trace
    this.counts = counts
    this.recorded = new RecordedDatagrams(random.fork())
    this.isSealed = isSealed
  }

  /** On the machine of the node, or on another one that bears its name as well. */
  addHost(node: number): Host {
    const host = new Host(this.hosts.length, node)
    const other = this.hosts.findLast((known) => known.node === node && known.isAlive)
    const former = other === undefined ? 0 : this.machines.get(other)!
    const isElsewhere = this.random.chance(other === undefined ? 0.2 : 0.5)
    this.machines.set(host, isElsewhere ? 1 - former : former)
    this.hosts.push(host)
    return host
  }

  transportOf(host: Host, now: () => number): DatagramTransport {
    const address = addressOf(host.node, this.machines.get(host)!)
    const socket = new VirtualSocket(this, host, address, now, this.random.fork())
    this.sockets.set(host, socket)
    return socket
  }

  /** A machine that a node can be reached at. */
  machineOf(node: number): number {
    const open = this.hosts.filter((host) => host.node === node && this.isOpen(host))
    return open.length > 0 ? this.machines.get(this.random.pick(open))! : 0
  }

  socketAt({ address, port }: DatagramAddress): VirtualSocket | null {
    for (const socket of this.sockets.values()) {
      if (socket.address.address === address && socket.address.port === port && this.isOpen(socket.host))
        return socket
    }
    return null
  }

  block(from: number, to: number): void {
    this.blocked.add(wayBetween(from, to))
  }

  unblock(from: number, to: number): void {
    this.blocked.delete(wayBetween(from, to))
  }

  /** Nobody is told: a port that nobody listens at is silent. */
  crash(host: Host): void {
    host.isAlive = false
    this.sockets.get(host)?.close()
    this.noteTrouble(host.node)
  }

  lastBreak(from: number, to: number): number {
    return this.breaks.get(wayBetween(from, to)) ?? -1
  }

  latency(): number {
    const { latencyMs, late, lateMs } = this.options
    // Always the same: nobody has a reason to believe that something is lost.
    if (this.isCalm) return latencyMs / 2
    if (!this.random.chance(late)) return this.random.fraction() * latencyMs
    this.counts.add('datagrams late')
    return this.random.scaled(latencyMs, latencyMs + lateMs)
  }

  send(socket: VirtualSocket, bytes: Uint8Array, to: DatagramAddress): void {
    const { host, address } = socket
    hold(
      bytes.length > 0 && bytes.length <= DATAGRAM_BYTES_MAX,
      () => `node ${host.node} sends a datagram of ${bytes.length} bytes`,
    )
    const target = nodeAt(to) < 0 ? null : to
    this.counts.add('datagrams sent')
    const kind = bytes[0]!
    hold(
      !kindsForPeers.includes(kind) || this.isAnybodys(to),
      () => `node ${host.node} sends a datagram of kind ${kind} to ${to.address}, where nobody ever was`,
    )
    this.trace.detail(
      this.clock.now,
      () => `host ${host.number} sends ${bytes.length} bytes to ${to.address}`,
    )
    if (target === null) {
      this.counts.add('datagrams sent to nobody')
      return
    }
    this.recorded.add(bytes, address, target)
    this.carry(bytes.slice(), address, target)
    if (!this.isCalm && this.random.chance(this.options.duplication)) {
      this.counts.add('datagrams doubled')
      this.carry(bytes.slice(), address, target)
    }
  }

  /** Brings what somebody has sent, or what only seems to be sent by him. */
  carry(bytes: Uint8Array, from: DatagramAddress, to: DatagramAddress): void {
    const { options, random } = this
    if (!this.isCalm && random.chance(options.loss)) this.lose('lost', from, to)
    else if (!this.isCalm && random.chance(options.corruption)) {
      this.lose('changed, and dropped', from, to)
      if (this.isSealed) this.change(bytes, from, to)
    } else {
      const delay = this.latency()
      if (delay > options.latencyMs) this.noteBreak(from, to, delay)
      const way = wayBetween(nodeAt(from), nodeAt(to))
      const number = this.carried++
      this.clock.after(delay, () => {
        this.noteOvertaken(way, number, from, to)
        this.arrive(bytes, from, to)
      })
    }
  }

  /** What so many later ones have overtaken is taken for lost, and its room given to others. */
  private noteOvertaken(way: number, number: number, from: DatagramAddress, to: DatagramAddress): void {
    const arrived = this.arrivedLast.get(way) ?? []
    if (arrived.filter((other) => other > number).length >= OVERTAKERS_MAX) this.noteBreak(from, to, 0)
    arrived.push(number)
    if (arrived.length > 64) arrived.shift()
    this.arrivedLast.set(way, arrived)
  }

  /** A process has slept over a datagram: the sender may have given up what is in it. */
  readLate(from: DatagramAddress, host: Host): void {
    this.noteBreak(from, addressOf(host.node, 0), 0)
  }

  noteTrouble(node: number): void {
    for (const { node: other } of this.hosts) {
      this.breaks.set(wayBetween(node, other), this.clock.now)
      this.breaks.set(wayBetween(other, node), this.clock.now)
    }
  }

  disturb(kind: FaultKind, random: Random): boolean {
    switch (kind) {
      case 'blackout':
        this.darkUntil = this.clock.now + random.scaled(1, 100)
        return true
      case 'replay':
        return this.recorded.replay(this, random, false)
      case 'spoof':
        return this.recorded.replay(this, random, true)
      case 'garbage':
        return this.recorded.disturb(this, random)
      default:
        return false
    }
  }

  private arrive(bytes: Uint8Array, from: DatagramAddress, to: DatagramAddress): void {
    const sender = nodeAt(from)
    const socket = this.socketAt(to)
    const isBlocked = sender >= 0 && this.blocked.has(wayBetween(sender, nodeAt(to)))
    if (isBlocked) this.lose('held up by a partition', from, to)
    else if (this.clock.now < this.darkUntil && !this.isCalm) this.lose('lost in a blackout', from, to)
    else if (socket === null) this.lose('come to where nobody listens', from, to)
    else if (!socket.deliver(bytes, from)) this.lose('too many to be read', from, to)
  }

  /** A bit of it is another one, or its end is missing. */
  private change(bytes: Uint8Array, from: DatagramAddress, to: DatagramAddress): void {
    const changed = bytes.slice(0, this.random.chance(0.2) ? this.random.below(bytes.length) : bytes.length)
    if (changed.length === bytes.length)
      changed[this.random.below(bytes.length)]! ^= 1 << this.random.below(8)
    this.clock.after(this.latency(), () => this.arrive(changed, from, to))
  }

  private lose(how: string, from: DatagramAddress, to: DatagramAddress): void {
    this.counts.add(`datagrams ${how}`)
    this.noteBreak(from, to, 0)
  }

  private noteBreak(from: DatagramAddress, to: DatagramAddress, inMs: number): void {
    const [sender, receiver] = [nodeAt(from), nodeAt(to)]
    // Acknowledgements may have been lost just as well, and the other side has given up what it should confirm.
    for (const way of [wayBetween(sender, receiver), wayBetween(receiver, sender)]) {
      this.breaks.set(way, Math.max(this.breaks.get(way) ?? -1, this.clock.now + inMs))
    }
  }

  private isAnybodys({ address, port }: DatagramAddress): boolean {
    return [...this.sockets.values()].some(
      ({ address: known }) => known.address === address && known.port === port,
    )
  }

  private isOpen(host: Host): boolean {
    return host.isAlive && (this.sockets.get(host)?.isBound ?? false)
  }
}

/** Where the process of a node on one of its machines is. */
export function addressOf(node: number, machine: number): DatagramAddress {
  return { address: `127.1.${node}.${machine + 1}`, port: FIRST_PORT + node }
}

const nodes = new Map<string, number>()

/** The node at an address; -1 for a stranger's. */
function nodeAt({ address }: DatagramAddress): number {
  const known = nodes.get(address)
  if (known !== undefined) return known
  const [, network, number] = address.split('.')
  const node = network === '1' ? Number(number) : -1
  nodes.set(address, node)
  return node
}

function wayBetween(from: number, to: number): number {
  return from * 256 + to
}
