import { VirtualClock } from './clock.ts'
import { type Configuration, configurationOf } from './configuration.ts'
import { Counts } from './counts.ts'
import { VirtualDatagramNetwork } from './datagramNetwork.ts'
import { Faults } from './faults.ts'
import type { ModuleFactory } from './moduleFactory.ts'
import { VirtualNetwork } from './network.ts'
import type { NodeProcess } from './nodeProcess.ts'
import { describe, type Hop, Oracle } from './oracle.ts'
import { Random } from './random.ts'
import { visitRings } from './rings.ts'
import type { SimulatedSchema } from './schema.ts'
import type { SimulatedNetwork } from './simulatedNetwork.ts'
import { SimulatedNode } from './simulatedNode.ts'
import { Trace } from './trace.ts'
import { hold } from './violation.ts'

/** Every so often it is checked where each entity is. */
const INSPECTION_MS = 25

/** One run: a cluster of generated modules on a virtual network, first with faults, then healed. */
export class Simulation {
  readonly schema: SimulatedSchema
  readonly configuration: Configuration
  readonly random: Random
  readonly clock = new VirtualClock()
  readonly counts = new Counts()
  readonly trace: Trace
  readonly oracle: Oracle
  readonly network: SimulatedNetwork
  readonly nodes: readonly SimulatedNode[]
  isHealed = false
  private readonly faults: Faults

  constructor(
    seed: number,
    schema: SimulatedSchema,
    factories: readonly ModuleFactory[],
    print: ((line: string) => void) | null,
  ) {
    this.schema = schema
    this.random = new Random(seed, 2)
    this.configuration = configurationOf(this.random, schema, seed)
    this.trace = new Trace(print)
    this.oracle = new Oracle(this.counts, this.trace)
    const { network, datagrams } = this.configuration
    const { clock, trace, counts } = this
    this.network =
      datagrams === undefined
        ? new VirtualNetwork(network, clock, this.random.fork(), trace, counts)
        : new VirtualDatagramNetwork(datagrams, clock, this.random.fork(), trace, counts, schema.isSealed)
    this.note(JSON.stringify(this.configuration))
    this.nodes = factories.map((factory, number) => new SimulatedNode(this, number, factory))
    this.faults = new Faults(this, this.random.fork())
    for (const node of this.nodes)
      this.clock.after(this.random.below(20), () => node.living.length || node.start())
  }

  run(): void {
    this.runFor(this.configuration.chaosMs)
    this.note('healed')
    this.isHealed = true
    this.faults.heal()
    // Those whose peer ended without a word have to find out first.
    this.runFor(this.schema.peerTimeoutMs + 100)
    this.runUntilSettled('everything has arrived', [])
    this.probe()
    if (this.random.chance(0.25)) this.watchPeace()
    this.oracle.checkLosses((hop) => this.hasBroken(hop))
    for (const { living } of this.nodes) for (const process of living) this.checkCountedLosses(process)
  }

  note(text: string): void {
    this.trace.note(this.clock.now, text)
  }

  /** A process ends: what stands in its memory is gone with it. */
  end(process: NodeProcess, isSilent: boolean): void {
    if (!process.isAlive) return
    this.note(`process ${process.number} ends${isSilent ? ', and its machine with it' : ''}`)
    this.network.crash(process.host, isSilent)
    visitRings(process, (id, operations) => {
      const hop = this.oracle.entities[id]!.hop
      if (hop?.operations === operations && hop.state === 'travelling') hop.wasInDeadMemory = true
    })
    for (const entity of process.entities) this.oracle.goWith(entity)
  }

  ticked(process: NodeProcess): void {
    if (!process.isLeaving || process.cluster.getState() !== 'stopped') return
    this.counts.add('left in order')
    this.end(process, false)
    const { node } = process
    this.clock.after(this.random.scaled(5, 500), () => {
      if (node.living.length === 0 && !this.isHealed) node.start()
    })
  }

  /** How long after healing everything has to be in order. */
  get healingMs(): number {
    const { peerTimeoutMs, heartbeatMs, reconnectMaxMs, lifetimeMs } = this.schema
    const { tickMs, network, datagrams } = this.configuration
    const { latencyMs } = datagrams ?? network
    // Streams that nobody is at any more are found dead, dialed anew, refused once more and dialed again;
    // meanwhile transfers come back.
    return (
      3 * (peerTimeoutMs + heartbeatMs) + 3 * reconnectMaxMs + lifetimeMs + 40 * (latencyMs + tickMs) + 2_000
    )
  }

  private runFor(durationMs: number): void {
    const end = this.clock.now + durationMs
    while (this.clock.now < end) {
      this.clock.runUntil(Math.min(end, this.clock.now + INSPECTION_MS))
      this.inspect()
    }
  }

  private runUntilSettled(what: string, probes: readonly Hop[]): void {
    const end = this.clock.now + this.healingMs
    let reason = this.whatIsMissing(probes)
    while (reason !== null && this.clock.now < end) {
      this.runFor(INSPECTION_MS)
      reason = this.whatIsMissing(probes)
    }
    hold(reason === null, () => `${this.healingMs.toFixed(0)} ms after healing not ${what}: ${reason}`)
  }

  private whatIsMissing(probes: readonly Hop[]): string | null {
    for (const { living } of this.nodes) {
      for (const process of living) {
        if (process.watch.state !== 'active') return `${process.name} is ${process.watch.state}`
        const missing = process.watch.missingPeer
        if (missing !== null) return `${process.name}: ${missing}`
        if (!process.isSettled) return `rings of ${process.name} are not empty`
      }
    }
    // Those that nobody acknowledges stand in no ring on their way.
    const late = probes.find(({ state }) => state === 'travelling')
    return late === undefined ? null : `${describe(late)} is under way`
  }

  /** Each way once more, now that nothing is wrong: everything has to arrive, and nothing comes back. */
  private probe(): void {
    const processes = this.nodes.flatMap(({ living }) => living)
    const before = givenUp(processes)
    const sent = processes
      .flatMap(({ worlds }) => worlds.flatMap((world) => world.probe()))
      .map(({ hop }) => hop!)
    this.runUntilSettled('all probes have arrived', sent)
    for (const hop of sent)
      hold(hop.state === 'arrived', () => `${describe(hop)} has ${hop.state}, though healed`)
    const lost = givenUp(processes) - before
    // Where everybody wakes up late, an acknowledgement can take longer than a sender waits at least.
    const isPunctual = (this.configuration.datagrams?.readDelayMs ?? 0) <= 1
    hold(
      lost === 0 || !isPunctual,
      () => `${lost} transfers were sent again or given up, though nothing was lost`,
    )
    this.counts.add('probes', sent.length)
  }

  /** Idle nodes that nothing goes wrong with stay connected. */
  private watchPeace(): void {
    const { network, schema } = this
    const dials = network.dialCount
    const datagrams = this.counts.of('datagrams sent')
    this.runFor(2 * schema.peerTimeoutMs)
    hold(network.dialCount === dials, () => 'somebody dials although all are connected')
    // A heartbeat of each to each and an answer, some more for each channel that still has something to tell.
    const heartbeats = schema.nodeCount ** 2 * (2 + (2 * schema.peerTimeoutMs) / schema.heartbeatMs)
    const sent = this.counts.of('datagrams sent') - datagrams
    hold(sent <= 4 * heartbeats, () => `idle nodes have sent ${sent} datagrams`)
    const reason = this.whatIsMissing([])
    hold(reason === null, () => `idle and healed, but ${reason}`)
  }

  /** What travels stands in some ring, or is in flight where that may happen. */
  private inspect(): void {
    const seen = new Set<Hop>()
    for (const { living } of this.nodes) {
      for (const process of living) {
        visitRings(process, (id, operations) => {
          const hop = this.oracle.entities[id]?.hop
          if (hop?.operations === operations) seen.add(hop)
        })
      }
    }
    for (const hop of this.oracle.travelling) {
      const mayBeGone = hop.wasInDeadMemory || hop.isInDoubt || hop.delivery === 'fire_and_forget'
      hold(mayBeGone || seen.has(hop), () => `${describe(hop)} stands in no ring`)
    }
  }

  private hasBroken(hop: Hop): boolean {
    const { nodeOfWorld, transport, peerTimeoutMs } = this.schema
    // Over datagrams a node learns late that its peer has given it up: what it sends until then is lost as well.
    const lateMs = transport === 'udp' ? 2 * peerTimeoutMs : 0
    const lastBreak = this.network.lastBreak(hop.process.node.number, nodeOfWorld[hop.target]!)
    return lastBreak >= 0 && lastBreak + lateMs >= hop.acceptedAt
  }

  /** What a process has lost, it has counted. It may count more: what was only late. */
  private checkCountedLosses(process: NodeProcess): void {
    const lost = [...this.oracle.travelling].filter(
      (hop) => hop.process === process && hop.delivery === 'fire_and_forget' && !hop.wasInDeadMemory,
    )
    const counted = process.watch.peerNumbers.reduce(
      (sum, peer) => sum + process.cluster.getPeerStats(peer).transfersLost,
      0,
    )
    hold(
      lost.length <= counted,
      () => `${process.name} has lost ${lost.length} transfers, but counts ${counted}`,
    )
  }
}

/** Transfers that processes have sent once more, or have counted as lost. */
function givenUp(processes: readonly NodeProcess[]): number {
  let count = 0
  for (const { watch, cluster } of processes) {
    for (const peer of watch.peerNumbers) {
      const { transfersResent, transfersLost } = cluster.getPeerStats(peer)
      count += transfersResent + transfersLost
    }
  }
  return count
}
