import { disturbances } from './configuration.ts'
import type { NodeProcess } from './nodeProcess.ts'
import type { Simulation } from './simulation.ts'
import { hold, Violation } from './violation.ts'

/** From each state the ones that may follow, written down from the documentation and not from the code. */
const clusterSteps: Readonly<Record<string, readonly string[]>> = {
  initializing: ['joining', 'stopped'],
  joining: ['active', 'leaving'],
  active: ['partitioned', 'leaving'],
  partitioned: ['active', 'leaving'],
  leaving: ['stopped'],
  stopped: [],
}
const peerSteps: Readonly<Record<string, readonly string[]>> = {
  disconnected: ['connecting', 'connected'],
  connecting: ['connected', 'failed', 'disconnected'],
  connected: ['connecting', 'failed', 'disconnected'],
  failed: ['connected', 'disconnected'],
}
/** Among nodes of one schema nobody is refused for another reason. */
const refusals = ['superseded', 'taken', 'stopped']
/** An answer that somebody sends once more from the address of another node leads there, until it is refused. */
const refusalsWhereSpoofed = [...refusals, 'node']

interface ClusterEvent {
  readonly type: string
  readonly state: string
  readonly was: string
  readonly node: number
  readonly reason: string
  readonly text: string
}

/** Follows what a process tells of its state and of its peers, and holds it to the legal steps. */
export class StateWatch {
  state = 'initializing'
  private readonly peers = new Map<number, string>()
  private readonly process: NodeProcess
  private readonly simulation: Simulation

  constructor(process: NodeProcess, simulation: Simulation) {
    this.process = process
    this.simulation = simulation
  }

  take(event: ClusterEvent): void {
    const { counts } = this.simulation
    const { number } = this.process
    this.simulation.note(`process ${number}: ${Object.values(event).join(' | ')}`)
    switch (event.type) {
      case 'state':
        this.step(clusterSteps, this.state, event)
        this.state = event.state
        counts.add(`state ${event.state}`)
        return
      case 'peer':
        this.step(peerSteps, this.peers.get(event.node) ?? 'disconnected', event)
        hold(
          event.was !== 'connected' || this.simulation.configuration.faults !== disturbances,
          () => `${this.process.name} is no longer connected, because of strangers: ${event.reason}`,
        )
        this.peers.set(event.node, event.state)
        counts.add(`peer ${event.state}`)
        return
      case 'refused':
        hold(this.refusals.includes(event.reason), () => `${this.process.name} refuses: ${event.text}`)
        counts.add(`refused: ${event.reason}`)
        return
      case 'untrusted':
        // Of noise, or of what was changed on its way: each node has the keys of all.
        hold(this.mayDistrust, () => `${this.process.name} distrusts a node: ${event.text}`)
        counts.add('untrusted')
        return
      case 'listening failed':
        counts.add('listening failed')
        return
      default:
        throw new Violation(`${this.process.name}: ${event.type} ${event.text}`)
    }
  }

  /** What the process says when asked is what it has told. */
  check(): void {
    const { cluster } = this.process
    hold(
      cluster.getState() === this.state,
      () => `${this.process.name} is ${cluster.getState()}, told ${this.state}`,
    )
    for (const [node, state] of this.peers) {
      const asked = cluster.getPeerState(node)
      hold(asked === state, () => `${this.process.name} has peer ${node} ${asked}, told ${state}`)
    }
  }

  /** The peers that it has told of: all that it has. */
  get peerNumbers(): number[] {
    return [...this.peers.keys()]
  }

  /** A peer that it is not connected to. */
  get missingPeer(): string | null {
    for (const [node, state] of this.peers) if (state !== 'connected') return `peer ${node} is ${state}`
    return null
  }

  private get mayDistrust(): boolean {
    const { faults, datagrams } = this.simulation.configuration
    return faults.includes('garbage') || (datagrams?.corruption ?? 0) > 0
  }

  private get refusals(): readonly string[] {
    return this.simulation.configuration.faults.includes('spoof') ? refusalsWhereSpoofed : refusals
  }

  private step(steps: Readonly<Record<string, readonly string[]>>, known: string, event: ClusterEvent): void {
    const { was, state } = event
    hold(was === known, () => `${this.process.name} tells of a step from ${was}, but was ${known}`)
    hold(steps[was]!.includes(state), () => `${this.process.name} steps from ${was} to ${state}`)
  }
}
