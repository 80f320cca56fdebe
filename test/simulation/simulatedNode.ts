import type { ModuleFactory } from './moduleFactory.ts'
import { NodeProcess } from './nodeProcess.ts'
import type { Simulation } from './simulation.ts'

/** A node of the cluster, and all its processes so far. */
export class SimulatedNode {
  readonly number: number
  readonly factory: ModuleFactory
  readonly processes: NodeProcess[] = []
  lastIncarnation = 0
  /** Somebody has already decided that it starts again. */
  isRestarting = false
  private readonly simulation: Simulation

  constructor(simulation: Simulation, number: number, factory: ModuleFactory) {
    this.simulation = simulation
    this.number = number
    this.factory = factory
  }

  get living(): NodeProcess[] {
    return this.processes.filter(({ isAlive }) => isAlive)
  }

  /** No two starts may have the same incarnation, and before the last one there is one that nobody has had. */
  get hasStartedStale(): boolean {
    return this.processes.some(({ incarnation }) => incarnation === this.lastIncarnation - 1)
  }

  /** Starts a process: with a new incarnation, or one that is said to be older than those before. */
  start(isStale = false): NodeProcess {
    const incarnation = isStale ? this.lastIncarnation - 1 : this.lastIncarnation + 2
    this.lastIncarnation = Math.max(this.lastIncarnation, incarnation)
    this.simulation.note(`node ${this.number} starts incarnation ${incarnation}`)
    const process = new NodeProcess(this.simulation, this, incarnation)
    this.processes.push(process)
    return process
  }
}
