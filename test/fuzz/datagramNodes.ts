// Three real nodes on a network in memory. Inputs come to alpha as if from beta; gamma does nothing wrong and must not
// notice.
import type {
  DatagramAddress,
  DatagramHandler,
  DatagramLine,
  DatagramTransport,
} from '../../templates/kernel/datagram-transport.ts'
import { loadModule } from '../support/generated.ts'
import type { Random } from '../support/random.ts'
import { type Internals, schema } from './fuzzNode.ts'
import { Forger, preSharedKeys, type Sealing } from './sealing.ts'

const settings = {
  queue: { capacity: 16, priorityCapacity: 4 },
  cluster: {
    transport: 'udp',
    nodes: { alpha: { port: 9000 }, beta: { port: 9001 }, gamma: { port: 9002 } },
    delivery: ['fire_and_forget', 'ack_required', 'ordered'],
    reconnectMinMs: 1,
    reconnectMaxMs: 1,
    timeoutMs: 2000,
  },
}

/** Datagrams from beta that are kept, to be changed and brought again. */
const KEPT_MAX = 48

const nodeHost = '127.0.0.1'
const addressOf = (node: number): DatagramAddress => ({ address: nodeHost, port: 9000 + node })

/** The socket of one node: what it sends waits in the network. */
export class MemorySocket implements DatagramTransport {
  handler: DatagramHandler | null = null
  dueAt = Number.POSITIVE_INFINITY
  /** To addresses where no node is. */
  bytesToStrangers = 0
  private readonly nodes: DatagramNodes
  private readonly node: number

  constructor(nodes: DatagramNodes, node: number) {
    this.nodes = nodes
    this.node = node
  }

  open(handler: DatagramHandler): void {
    this.handler = handler
  }

  addressOf(node: number): DatagramAddress {
    return addressOf(node)
  }

  send(bytes: Uint8Array, to: DatagramAddress): void {
    if (to.address !== nodeHost) this.bytesToStrangers += bytes.length
    this.nodes.carry(bytes.slice(), this.node, to)
  }

  now(): number {
    return this.nodes.now
  }

  wakeIn(milliseconds: number): void {
    this.dueAt = this.nodes.now + milliseconds
  }

  connect(to: DatagramAddress): DatagramLine {
    // Kept until they are flushed, as they may be.
    const held: Uint8Array[] = []
    const flush = (): void => {
      for (const bytes of held.splice(0)) this.send(bytes, to)
    }
    return { send: (bytes) => held.push(bytes.slice()), flush, close: flush }
  }

  entropy(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at++) bytes[at] = this.nodes.random.below(256)
  }

  close(): void {
    this.handler = null
    this.dueAt = Number.POSITIVE_INFINITY
  }
}

export type FuzzModules = readonly [Internals, Internals, Internals]

export async function loadDatagramModules(sealing: Sealing): Promise<FuzzModules> {
  const security = sealing === 'none' ? {} : { security: 'pre_shared_key' }
  const whole = { ...schema, ...settings, cluster: { ...settings.cluster, ...security } }
  return [await loadModule(whole, 'alpha'), await loadModule(whole, 'beta'), await loadModule(whole, 'gamma')]
}

export class DatagramNodes {
  readonly random: Random
  readonly modules: FuzzModules
  readonly sockets: readonly MemorySocket[]
  readonly clusters: readonly Internals[]
  readonly worlds: readonly Internals[]
  readonly events: Internals[] = []
  /** How long the content of a datagram may be. */
  readonly contentBytes: number
  /** What beta has sent to alpha last: as it was before it was sealed, for whoever has the key. */
  readonly kept: Uint8Array[] = []
  /** Entities that beta has sent to alpha and that have not arrived. */
  readonly expected = new Set<number>()
  now = 1_000
  private readonly forger: Forger | null = null
  private under: { bytes: Uint8Array; from: number; to: DatagramAddress }[] = []
  private toGamma = 0
  private atGamma = 0
  private toAlpha = 0
  private atAlpha = 0
  private entity = 0

  constructor(modules: FuzzModules, random: Random, sealing: Sealing) {
    this.random = random
    this.modules = modules
    this.contentBytes = sealing === 'inside' ? 1_168 : 1_200
    this.sockets = modules.map((_, node) => new MemorySocket(this, node))
    this.worlds = modules.map((module) => new module.WorldCoordinator())
    for (let node = 0; node < 3; node++) for (const _ of this.pop(node));
    this.clusters = modules.map(
      (module, node) =>
        new module.ClusterCoordinator({
          transport: this.sockets[node],
          random: () => 0.5,
          incarnation: 1_000,
          ...(sealing !== 'none' && { preSharedKeys }),
          onEvent: (event: Internals) => node === 0 && this.events.push(event),
        }),
    )
    if (sealing === 'inside') this.forger = new Forger(this.clusters[0], this.clusters[1])
    for (const cluster of this.clusters) cluster.join(this.now)
    for (let turn = 0; turn < 40 && !this.isConnected; turn++) this.pass()
    if (!this.isConnected) throw new Error('the nodes do not connect')
  }

  get isConnected(): boolean {
    return this.clusters.every((cluster) => cluster.countConnectedPeers() === 2)
  }

  get beta(): Internals {
    return this.clusters[0].core.peer(1)
  }

  carry(bytes: Uint8Array, from: number, to: DatagramAddress): void {
    if (from === 1 && to.port === 9000) {
      this.kept.push(this.forger?.content ?? bytes)
      if (this.kept.length > KEPT_MAX) this.kept.shift()
    }
    this.under.push({ bytes, from, to })
  }

  /** As it is sent: sealed, by whoever has the key. */
  sealed(content: Uint8Array): Uint8Array {
    return this.forger?.seal(content) ?? content
  }

  /** Brings alpha a datagram, and everybody what follows from it. */
  feed(bytes: Uint8Array, from: DatagramAddress): void {
    this.sockets[0]!.handler?.received(bytes, from)
    this.settle()
  }

  pass(ms = 10): void {
    const end = this.now + ms
    while (this.now < end) {
      this.now = Math.min(end, this.now + 2)
      for (const socket of this.sockets) {
        if (socket.dueAt > this.now) continue
        socket.dueAt = Number.POSITIVE_INFINITY
        socket.handler?.due()
      }
      this.settle()
    }
    for (const cluster of this.clusters) cluster.tick(this.now)
    this.settle()
  }

  /** Everything that has arrived at the world of a node, and what came back to it. */
  *pop(node: number): Generator<Internals> {
    const coordinator = this.worlds[node]
    for (;;) {
      const transfer = coordinator.popTransferFor(node)
      if (transfer === null) break
      yield transfer
    }
    coordinator.endTick(node)
  }

  /** A world sends something without a fault; false when there is no room. */
  queue(from: number, to: number, delivery: number, entity: number = this.entity++): boolean {
    const transfer = this.worlds[from].createTransfer(from, to, 1)
    transfer.reset(entity & 0x7fff_ffff)
    if (this.random.once(2)) transfer.packSmall({ a: 1, is: true, kind: 'y', long: 5n })
    if (this.random.once(3)) transfer.packText({ name: 'ab', blob: Uint8Array.of(1, 2) })
    const isTaken: boolean = this.worlds[from].queueTransfer(from, to, transfer, delivery)
    if (isTaken && from === 1) this.expected.add(entity & 0x7fff_ffff)
    return isTaken
  }

  /** Takes what gamma has got, and what alpha has got from it. */
  took(transfer: Internals): void {
    if (transfer.source === 2 && transfer.entity >= 0x7000_0000 && !transfer.isReturned) this.atAlpha++
  }

  /** Gamma goes on as if nothing had happened. Returns what went wrong, or null. */
  exchangeWithGamma(take: () => string | null): string | null {
    if (this.queue(2, 0, 2, 0x7000_0000 + this.toAlpha)) this.toAlpha++
    if (this.queue(0, 2, 2, 0x7000_0000 + this.toGamma)) this.toGamma++
    for (let turn = 0; turn < 6; turn++) {
      this.pass(20)
      const fault = take()
      if (fault !== null) return fault
      for (const transfer of this.pop(2)) if (transfer.source === 0 && !transfer.isReturned) this.atGamma++
    }
    const alpha = this.clusters[0]
    if (alpha.getPeerState(2) !== 'connected') return 'gamma is no longer connected'
    if (alpha.getPeerStats(2).violations !== 0) return 'gamma is accused'
    if (this.atGamma !== this.toGamma) return `gamma got ${this.atGamma} of ${this.toGamma}`
    if (this.atAlpha !== this.toAlpha) return `${this.atAlpha} of ${this.toAlpha} of gamma arrived`
    return null
  }

  end(): void {
    for (const socket of this.sockets) socket.close()
  }

  private settle(): void {
    for (let rounds = 0; this.under.length > 0; rounds++) {
      if (rounds > 1_000) throw new Error('the nodes answer each other for ever')
      const arriving = this.under
      this.under = []
      for (const { bytes, from, to } of arriving) {
        this.sockets[to.port - 9000]?.handler?.received(bytes, addressOf(from))
      }
    }
  }
}
