import type { Host } from './host.ts'
import { LocalWorld } from './localWorld.ts'
import type { GeneratedModule } from './moduleFactory.ts'
import type { Entity } from './oracle.ts'
import type { Random } from './random.ts'
import { checkRings } from './rings.ts'
import type { SimulatedNode } from './simulatedNode.ts'
import type { Simulation } from './simulation.ts'
import { StateWatch } from './stateWatch.ts'

/** Of all nodes of a cluster whose datagrams are sealed. */
const keys = [1, 2].map((epoch) => ({ epoch, key: new Uint8Array(32).fill(epoch) }))

/** One start of a node: a fresh module, its worlds and their entities, on one host of the network. */
export class NodeProcess {
  readonly number: number
  readonly node: SimulatedNode
  readonly incarnation: number
  readonly host: Host
  readonly module: GeneratedModule
  readonly cluster: GeneratedModule
  readonly worlds: readonly LocalWorld[]
  readonly watch: StateWatch
  isLeaving = false
  private readonly simulation: Simulation
  private readonly random: Random
  private readonly clockStart: number

  constructor(simulation: Simulation, node: SimulatedNode, incarnation: number) {
    this.simulation = simulation
    this.node = node
    this.incarnation = incarnation
    this.host = simulation.network.addHost(node.number)
    this.number = this.host.number
    this.random = simulation.random.fork()
    this.module = node.factory.make()
    this.watch = new StateWatch(this, simulation)
    this.clockStart = simulation.clock.now - this.random.below(100_000)
    const { nodeOfWorld } = simulation.schema
    const coordinator = new this.module.WorldCoordinator()
    this.worlds = nodeOfWorld.flatMap((owner, world) =>
      owner === node.number ? [new LocalWorld(simulation, this, coordinator, world, this.random.fork())] : [],
    )
    this.cluster = new this.module.ClusterCoordinator({
      transport: simulation.network.transportOf(this.host, () => this.time),
      ...(simulation.schema.isSealed ? { preSharedKeys: this.chooseKeys() } : {}),
      random: this.random.fork().fraction,
      incarnation,
      onEvent: (event: GeneratedModule) => {
        try {
          this.watch.take(event)
        } catch (violation) {
          simulation.clock.fail(violation)
        }
      },
    })
    this.cluster.join(this.time)
    this.tickLater()
  }

  get name(): string {
    return `process ${this.number} (node ${this.node.number}, incarnation ${this.incarnation})`
  }

  /** No later incarnation of the node has ever started. */
  get isLatest(): boolean {
    return this.incarnation === this.node.lastIncarnation
  }

  get isAlive(): boolean {
    return this.host.isAlive
  }

  get entities(): Entity[] {
    return this.worlds.flatMap(({ entities }) => entities)
  }

  /** Whether its rings are empty. */
  get isSettled(): boolean {
    return this.module.allQueues.every(({ length }: { length: number }) => length === 0)
  }

  leave(): void {
    this.isLeaving = true
    this.host.wake(null, () => this.cluster.leave())
  }

  /** Its clock starts anywhere, as that of any process. */
  private get time(): number {
    return this.simulation.clock.now - this.clockStart
  }

  /** Either key seals, as while nodes change from one to the other. */
  private chooseKeys(): GeneratedModule {
    return { keys, currentEpoch: this.random.pick(keys).epoch }
  }

  private tickLater(): void {
    const { clock, configuration } = this.simulation
    clock.after(configuration.tickMs * (0.5 + this.random.fraction()), () =>
      this.host.wake(null, () => this.tick()),
    )
  }

  private tick(): void {
    const isNetworkFirst = this.random.chance(0.5)
    if (this.simulation.schema.isSealed && this.random.chance(0.02))
      this.cluster.setPreSharedKeys(this.chooseKeys())
    if (isNetworkFirst) this.cluster.tick(this.time)
    for (const world of this.worlds) world.tick()
    if (!isNetworkFirst) this.cluster.tick(this.time)
    checkRings(this)
    this.watch.check()
    this.simulation.ticked(this)
    if (this.isAlive) this.tickLater()
  }
}
