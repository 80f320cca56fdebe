import type { FaultKind } from './configuration.ts'
import type { NodeProcess } from './nodeProcess.ts'
import type { Random } from './random.ts'
import type { SimulatedNode } from './simulatedNode.ts'
import type { Simulation } from './simulation.ts'

/** Makes things go wrong, at times and places that a seed decides, and mends everything in the end. */
export class Faults {
  private readonly simulation: Simulation
  private readonly random: Random
  private isOver = false

  constructor(simulation: Simulation, random: Random) {
    this.simulation = simulation
    this.random = random
    this.next()
  }

  /** From now on nothing goes wrong any more: every node runs once, in its latest incarnation. */
  heal(): void {
    this.isOver = true
    const { network, nodes } = this.simulation
    network.isCalm = true
    for (const from of nodes) for (const to of nodes) network.unblock(from.number, to.number)
    for (const node of nodes) {
      for (const process of node.living) {
        if (process.host.isPaused) this.resume(process)
        if (!process.isLatest || process.isLeaving) this.simulation.end(process, false)
      }
      if (node.living.length === 0) node.start()
    }
  }

  private next(): void {
    const { clock, configuration } = this.simulation
    const delay = -Math.log(1 - this.random.fraction()) * configuration.faultEveryMs
    clock.after(delay, () => {
      if (this.isOver) return
      this.inject(this.random.pick(configuration.faults))
      this.next()
    })
  }

  private inject(kind: FaultKind): void {
    const { network, nodes, counts } = this.simulation
    const node = this.random.pick(nodes)
    const process = node.living.length > 0 ? this.random.pick(node.living) : null
    switch (kind) {
      case 'break':
      case 'blackout':
      case 'replay':
      case 'spoof':
      case 'garbage':
        if (!network.disturb(kind, this.random)) return
        break
      case 'one-way partition':
      case 'partition': {
        const other = this.otherThan(node)
        this.block(node, other)
        if (kind === 'partition') this.block(other, node)
        break
      }
      case 'isolation':
        for (const other of nodes) {
          if (other === node) continue
          this.block(node, other)
          this.block(other, node)
        }
        break
      case 'pause':
        if (process === null || process.host.isPaused) return
        this.pause(process)
        break
      case 'crash':
      case 'silent crash':
        if (process === null) return
        this.simulation.end(process, kind === 'silent crash')
        this.startLater(node)
        break
      case 'leave':
        if (process === null || process.isLeaving) return
        process.leave()
        break
      case 'duplicate':
        if (node.living.length !== 1) return
        node.start()
        break
      case 'failover':
        if (process === null || process.host.isPaused) return
        this.pause(process)
        this.startLater(node)
        break
      case 'stale start':
        if (node.living.length !== 0 || node.processes.length < 2 || node.hasStartedStale) return
        node.start(true)
        break
    }
    counts.add(`fault: ${kind}`)
    this.simulation.note(`fault: ${kind} at node ${node.number}`)
  }

  /** A duration around the time after which a silent peer is given up. */
  private duration(): number {
    return this.random.scaled(5, 4 * this.simulation.schema.peerTimeoutMs)
  }

  private otherThan(node: SimulatedNode): SimulatedNode {
    const { nodes } = this.simulation
    return nodes[(node.number + 1 + this.random.below(nodes.length - 1)) % nodes.length]!
  }

  private block(from: SimulatedNode, to: SimulatedNode): void {
    const { network, clock } = this.simulation
    network.block(from.number, to.number)
    clock.after(this.duration(), () => network.unblock(from.number, to.number))
  }

  private pause(process: NodeProcess): void {
    process.host.pause()
    this.simulation.network.noteTrouble(process.node.number)
    this.simulation.clock.after(this.duration(), () => {
      if (process.host.isPaused) this.resume(process)
    })
  }

  private resume({ host, node }: NodeProcess): void {
    this.simulation.network.noteTrouble(node.number)
    host.resume(this.random)
  }

  private startLater(node: SimulatedNode): void {
    if (node.isRestarting) return
    node.isRestarting = true
    this.simulation.clock.after(this.duration(), () => {
      node.isRestarting = false
      if (!this.isOver) node.start()
    })
  }
}
