import type { Counts } from './counts.ts'
import type { NodeProcess } from './nodeProcess.ts'
import type { DeliveryName } from './schema.ts'
import type { Trace } from './trace.ts'
import { hold, Violation } from './violation.ts'

/** An entity accepted by a queue, from then until it has arrived or come back. */
export interface Hop {
  readonly entity: Entity
  /** Of the entity, with this hop: tells one journey of an entity from the next. */
  readonly operations: number
  readonly process: NodeProcess
  readonly source: number
  readonly target: number
  readonly delivery: DeliveryName
  /** One ring of the sending process: link, delivery, priority. */
  readonly channel: string
  /** How long it waits at least before it comes back. */
  readonly lifetimeMs: number
  /** Its place among the hops of the process. */
  readonly order: number
  readonly acceptedAt: number
  state: 'travelling' | 'arrived' | 'returned'
  isInDoubt: boolean
  /** It stood in the memory of a process that has ended. */
  wasInDeadMemory: boolean
}

export interface Entity {
  readonly id: number
  readonly gold: number
  operations: number
  /** Where it is, unless it travels. */
  process: NodeProcess | null
  /** The last of its hops, and all of them. */
  hop: Hop | null
  readonly hops: Hop[]
}

/** What a world was handed. */
export interface Arrival {
  readonly id: number
  readonly gold: number
  readonly operations: number
  readonly stamp: number
  readonly source: number
  readonly target: number
}

/** Knows where every entity is, because every process tells it what it does; finds out what cannot be. */
export class Oracle {
  readonly entities: Entity[] = []
  readonly travelling = new Set<Hop>()
  private readonly counts: Counts
  private readonly trace: Trace
  private hopCount = 0
  private gone = 0
  /** By receiving process and channel: who sent what arrived last, and its order. */
  private readonly lastArrivals = new Map<string, Hop>()

  constructor(counts: Counts, trace: Trace) {
    this.counts = counts
    this.trace = trace
  }

  spawn(process: NodeProcess): Entity {
    const id = this.entities.length
    const entity: Entity = { id, gold: (id * 7919 + 1) >>> 0, operations: 0, process, hop: null, hops: [] }
    this.entities.push(entity)
    return entity
  }

  /** A queue has accepted the entity: it is gone from its world. */
  accept(
    entity: Entity,
    hop: Pick<Hop, 'source' | 'target' | 'delivery' | 'channel' | 'lifetimeMs'>,
    now: number,
  ): void {
    const { process } = entity
    hold(process !== null, () => `entity ${entity.id} left from nowhere`)
    entity.operations++
    entity.process = null
    const { source, target, delivery, channel, lifetimeMs } = hop
    // Each member by its name: spread, they take more than half of the time of a departure.
    entity.hop = {
      source,
      target,
      delivery,
      channel,
      lifetimeMs,
      entity,
      operations: entity.operations,
      process,
      order: this.hopCount++,
      acceptedAt: now,
      state: 'travelling',
      isInDoubt: false,
      wasInDeadMemory: false,
    }
    entity.hops.push(entity.hop)
    this.travelling.add(entity.hop)
    this.counts.add('hops')
    this.trace.detail(now, () => `left: ${describe(entity.hop!)}`)
    this.mix(1, entity.id, process.number, hop.target)
  }

  /** A world was handed an entity that has come to it. */
  arrive(arrival: Arrival, process: NodeProcess, now: number): Entity {
    const hop = this.hopOf(arrival, process, 'arrives')
    this.trace.detail(now, () => `arrived at process ${process.number}: ${describe(hop)}`)
    const { entity } = hop
    hold(
      hop.state === 'travelling',
      () => `${describe(hop)} arrives at ${process.name}, but it has ${hop.state}`,
    )
    hold(hop.target === arrival.target, () => `${describe(hop)} arrives at world ${arrival.target}`)
    hold(
      !hop.isInDoubt || hop.process.isLeaving || !process.isLatest,
      () =>
        `${describe(hop)} was given back as in doubt, and arrives at ${process.name}, the latest there is`,
    )
    this.checkOrder(hop, process)
    if (hop.isInDoubt) this.counts.add('in doubt, and arrived at an incarnation that had been given up')
    if (hop.wasInDeadMemory)
      this.counts.add('arrived, although still in the ring of its sender when that ended')
    this.settle(hop, 'arrived')
    entity.process = process
    this.counts.add('arrivals')
    return entity
  }

  /** A world was handed an entity back. Null when it may have arrived and must not be revived. */
  comeBack(arrival: Arrival, process: NodeProcess, isInDoubt: boolean, now: number): Entity | null {
    const hop = this.hopOf(arrival, process, 'comes back', isInDoubt)
    const { entity } = hop
    this.trace.detail(now, () => `came back${isInDoubt ? ' in doubt' : ''}: ${describe(hop)}`)
    hold(
      hop.process === process && hop.source === arrival.source,
      () => `${describe(hop)} comes back to world ${arrival.source} of ${process.name}`,
    )
    hold(!hop.isInDoubt, () => `${describe(hop)} comes back again`)
    if (isInDoubt) {
      hop.isInDoubt = true
      hold(hop.delivery !== 'fire_and_forget', () => `${describe(hop)} comes back as in doubt`)
      this.counts.add(hop.state === 'arrived' ? 'in doubt, had arrived' : 'in doubt')
      this.mix(3, entity.id, process.number, 0)
      return null
    }
    hold(
      hop.state === 'travelling',
      () => `${describe(hop)} comes back to ${process.name}, but it has ${hop.state}`,
    )
    hold(
      now - hop.acceptedAt >= hop.lifetimeMs || process.isLeaving,
      () => `${describe(hop)} comes back after ${now - hop.acceptedAt} ms, not ${hop.lifetimeMs}`,
    )
    this.settle(hop, 'returned')
    entity.process = process
    this.counts.add('returned')
    return entity
  }

  /** The process that it was in has ended. */
  goWith(entity: Entity): void {
    entity.process = null
    this.gone++
    this.counts.add('gone with the process they were in')
  }

  /** At the end, everything that still travels needs an excuse. */
  checkLosses(hasBroken: (hop: Hop) => boolean): void {
    for (const hop of this.travelling) {
      if (hop.wasInDeadMemory) this.counts.add('lost in the memory of a process that ended')
      else if (hop.isInDoubt) this.counts.add('lost in doubt')
      else if (hop.delivery === 'fire_and_forget' && hasBroken(hop)) this.counts.add('fire_and_forget lost')
      else throw new Violation(`${describe(hop)} is lost`)
    }
    const lost = this.entities.filter(({ process }) => process === null).length
    const known = this.travelling.size + this.gone
    hold(lost === known, () => `${lost} entities are nowhere, but only ${known} are known to be lost`)
  }

  private settle(hop: Hop, state: 'arrived' | 'returned'): void {
    hop.state = state
    this.travelling.delete(hop)
    this.mix(state === 'arrived' ? 2 : 4, hop.entity.id, hop.process.number, hop.target)
  }

  private hopOf(arrival: Arrival, process: NodeProcess, verb: string, mayBeFormer = false): Hop {
    const entity = this.entities[arrival.id]
    // What arrived before its sender gave it up may be on its way elsewhere by now.
    const hop = mayBeFormer ? entity?.hops[arrival.operations - 1] : entity?.hop
    hold(
      hop !== undefined && hop !== null,
      () => `entity ${arrival.id}, which never left, ${verb} at ${process.name}`,
    )
    hold(
      arrival.operations === hop.operations,
      () => `${describe(hop)}: operation ${arrival.operations} of it ${verb} at ${process.name}`,
    )
    hold(
      arrival.gold === entity!.gold,
      () => `${describe(hop)} ${verb} with gold ${arrival.gold}, not ${entity!.gold}`,
    )
    hold(
      arrival.stamp === hop.process.number,
      () => `${describe(hop)} ${verb}, stamped by process ${arrival.stamp}`,
    )
    return hop
  }

  private checkOrder(hop: Hop, process: NodeProcess): void {
    const key = `${process.number} ${hop.channel}`
    const last = this.lastArrivals.get(key)
    this.lastArrivals.set(key, hop)
    if (last === undefined) return
    hold(
      last.process.incarnation <= hop.process.incarnation,
      () => `${describe(hop)} arrives at ${process.name} after ${describe(last)} of a later incarnation`,
    )
    if (hop.delivery !== 'ordered' || last.process !== hop.process) return
    hold(last.order < hop.order, () => `${describe(hop)} arrives at ${process.name} after ${describe(last)}`)
  }

  private mix(kind: number, entity: number, process: number, world: number): void {
    this.trace.mix(kind)
    this.trace.mix(entity)
    this.trace.mix(process)
    this.trace.mix(world)
  }
}

export function describe(hop: Hop): string {
  const { entity, operations, process, source, target, delivery, acceptedAt } = hop
  const way = `world ${source} of ${process.name} to world ${target}`
  return `entity ${entity.id} (operation ${operations}, ${delivery}, ${way}, accepted at ${acceptedAt.toFixed(2)})`
}
