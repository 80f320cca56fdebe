import type { GeneratedModule } from './moduleFactory.ts'
import type { NodeProcess } from './nodeProcess.ts'
import type { Entity } from './oracle.ts'
import type { Random } from './random.ts'
import type { DeliveryName, SimulatedLink } from './schema.ts'
import type { Simulation } from './simulation.ts'

const words = ['calm', 'cross', 'glad'] as const
const deliveryKeys = {
  fire_and_forget: 'fireAndForget',
  ack_required: 'ackRequired',
  ordered: 'ordered',
} as const

/** A world of a process, and the program that runs it: it takes what comes, and sends entities on. */
export class LocalWorld {
  readonly entities: Entity[] = []
  private readonly simulation: Simulation
  private readonly process: NodeProcess
  private readonly coordinator: GeneratedModule
  private readonly world: number
  private readonly random: Random
  private readonly links: readonly SimulatedLink[]
  private readonly transfers: readonly GeneratedModule[]
  /** Takes nothing until then: a slow consumer. */
  private stalledUntil = 0
  /** Where the last entity came from. */
  private lastSource = -1

  constructor(
    simulation: Simulation,
    process: NodeProcess,
    coordinator: GeneratedModule,
    world: number,
    random: Random,
  ) {
    this.simulation = simulation
    this.process = process
    this.coordinator = coordinator
    this.world = world
    this.random = random
    this.links = simulation.schema.links.filter(({ from }) => from === world)
    this.transfers = this.links.map(({ to }) => coordinator.createTransfer(world, to))
    for (let count = 0; count < simulation.configuration.entitiesOfWorld; count++) {
      this.entities.push(simulation.oracle.spawn(process))
    }
  }

  tick(): void {
    const { clock, configuration, isHealed, counts } = this.simulation
    if (clock.now >= this.stalledUntil || isHealed) this.take(isHealed ? 64 : configuration.takenPerTick)
    if (isHealed) return
    if (this.random.chance(configuration.stall)) {
      this.stalledUntil = clock.now + this.random.scaled(10, 400)
      counts.add('consumers stalled')
    }
    this.send()
  }

  /** Sends one entity over each of its ways, as far as there are entities. Returns those that went. */
  probe(): Entity[] {
    const sent: Entity[] = []
    for (let index = 0; index < this.links.length; index++) {
      for (const delivery of this.links[index]!.deliveries) {
        const entity = this.entities[0]
        if (entity !== undefined && this.depart(entity, index, delivery, false)) sent.push(entity)
      }
    }
    return sent
  }

  private take(limit: number): void {
    for (let count = 0; count < limit; count++) {
      const transfer = this.coordinator.popTransferFor(this.world)
      if (transfer === null) return
      const { oracle, clock } = this.simulation
      const arrival = {
        id: transfer.entity,
        gold: transfer.goldAmount,
        operations: transfer.logOperations,
        stamp: transfer.logProcess,
        source: transfer.source,
        target: transfer.target,
      }
      const entity = transfer.isReturned
        ? oracle.comeBack(arrival, this.process, transfer.isInDoubt, clock.now)
        : oracle.arrive(arrival, this.process, clock.now)
      if (entity === null) continue
      this.entities.push(entity)
      if (!transfer.isReturned) this.lastSource = arrival.source
    }
  }

  private send(): void {
    if (this.links.length === 0 || this.process.isLeaving) return
    const { workload, departure } = this.simulation.configuration
    const { random } = this
    const isBurst = workload === 'bursts' && random.chance(departure / 4)
    if (workload === 'bursts' && !isBurst) return
    const burstLink = random.below(this.links.length)
    const back = this.links.findIndex(({ to }) => to === this.lastSource)
    for (const entity of [...this.entities]) {
      if (!isBurst && !random.chance(departure)) continue
      const wandersBack = workload === 'ping-pong' && back >= 0 && random.chance(0.9)
      const index = isBurst ? burstLink : wandersBack ? back : random.below(this.links.length)
      const link = this.links[index]!
      this.depart(entity, index, random.pick(link.deliveries), link.hasPriority && random.chance(0.3))
    }
  }

  private depart(entity: Entity, index: number, delivery: DeliveryName, isUrgent: boolean): boolean {
    const { oracle, clock, counts } = this.simulation
    const { module } = this.process
    const link = this.links[index]!
    const transfer = this.transfers[index]!
    transfer.reset(entity.id, this.process.incarnation >>> 0)
    transfer.packGold({ amount: entity.gold })
    transfer.packLog({ operations: entity.operations + 1, process: this.process.number })
    const { random } = this
    // Some always have everything: runs of such are copied in one piece.
    const hasAll = entity.id % 8 >= 4
    if (random.chance(0.3) || hasAll) transfer.packMood({ word: random.pick(words) })
    // Not carried where too few worlds hold them.
    if ('packMarked' in transfer && (random.chance(0.2) || hasAll)) transfer.packMarked()
    if ('packLoad' in transfer && (random.chance(0.2) || hasAll))
      transfer.packLoad({ data: new Uint8Array(random.below(41)) })
    transfer.priority = isUrgent
    const isTaken: boolean = this.coordinator.queueTransfer(
      this.world,
      link.to,
      transfer,
      ...(module.Delivery === undefined ? [] : [module.Delivery[deliveryKeys[delivery]]]),
    )
    if (!isTaken) {
      counts.add('queues found full')
      return false
    }
    const isRemote = this.simulation.schema.nodeOfWorld[link.to] !== this.process.node.number
    const channel = `${this.world} ${link.to} ${isRemote ? delivery : ''} ${isUrgent}`
    const { to: target, lifetimeMs } = link
    const source = this.world
    oracle.accept(
      entity,
      { source, target, delivery: isRemote ? delivery : 'ordered', channel, lifetimeMs },
      clock.now,
    )
    this.entities.splice(this.entities.indexOf(entity), 1)
    return true
  }
}
