import { type EntityIdMap, EntityIds } from './entity-ids.ts'
import type { EntityTransfer } from './sample.ts'
import { type Delivery, inboxes, queueBetween, type World } from './sample-entities.ts'
import { WaitingReferences } from './waiting-references.ts'

/**
 * What every adapter of an ECS is told.
 * @public
 */
export interface EntitiesOptions {
  /**
   * The generation of the first ids that this adapter gives, 0 unless told. A world whose thread or process
   * starts anew while entities of it live elsewhere has to take one that it has not had.
   */
  readonly generation?: number
  //#if acknowledged
  /**
   * Asked about an entity that has come back and may have arrived all the same, as its receiver has started
   * anew: true takes it in again, and it may be there twice; false gives it up, and it may be lost.
   */
  readonly takesInDoubt: (transfer: EntityTransfer) => boolean
  //#end
}

/**
 * Moves the entities of one world of an ECS out through the queues and in from them. Each has a cluster-wide
 * id while it is known here: from its first `send` or `adopt` on, or as it came. Ids of the ECS never leave.
 * One thread at a time may use it, that of its world.
 * @public
 */
export abstract class WorldEntities<Local> {
  declare protected readonly ids: EntityIds
  //#if deferred
  declare protected readonly waiting: WaitingReferences
  //#end
  declare private readonly world: World
  //#if acknowledged
  declare private readonly options: EntitiesOptions
  //#end
  /** The entity whose components are being put on: observers of the ECS see it before it has all of them. */
  protected arriving: Local | null = null
  private arrived: Local | null = null
  private visit: ((entity: Local, transfer: EntityTransfer) => void) | null = null
  private readonly arrive: (transfer: EntityTransfer) => void = (transfer) => this.take(transfer)
  //#if deferred
  private readonly fill: (holder: number, field: number, entity: Local) => void = (holder, field, entity) => {
    if (this.localAt(holder) !== null) this.refer(holder, field, entity)
  }
  //#end

  constructor(world: World, map: EntityIdMap, options: EntitiesOptions) {
    this.world = world
    this.ids = new EntityIds(map, options.generation ?? 0)
    //#if deferred
    this.waiting = new WaitingReferences(map.capacity + 1, map.awaited)
    //#end
    //#if acknowledged
    this.options = options
    //#end
  }

  /** How many entities are known here by a cluster-wide id. */
  get size(): number {
    return this.ids.size
  }

  /**
   * Packs the entity from where the ECS stores it straight into the queue to the target world and removes it
   * here. False when the queue is full: the entity stays as it is. What is sent is visible after `flush`,
   * `endTick`, or once a batch is full. Throws a RangeError without a link and for an entity that is not there.
   */
  send(
    entity: Local,
    target: World,
    //#if severalDeliveries
    delivery?: Delivery,
    //#end
  ): boolean {
    const isSent = this.post(
      entity,
      target,
      true,
      //#if severalDeliveries
      delivery,
      //#end
    )
    if (isSent) this.leave(entity)
    return isSent
  }

  /**
   * Sends entities that refer to each other: all are packed before the first is removed. Returns how many went,
   * from the front; the rest stay, as the queue is full. One that cannot be sent throws, and stays with those behind it.
   */
  sendAll(
    entities: readonly Local[],
    target: World,
    //#if severalDeliveries
    delivery?: Delivery,
    //#end
  ): number {
    let count = 0
    try {
      while (
        count < entities.length &&
        this.post(
          entities[count]!,
          target,
          true,
          //#if severalDeliveries
          delivery,
          //#end
        )
      ) {
        count++
      }
    } finally {
      // Also where one cannot be packed: those before it are on their way.
      for (let index = 0; index < count; index++) this.leave(entities[index]!)
    }
    return count
  }

  /**
   * As `send`, but the entity stays here as well: the target gets a copy under the same id, or brings the one
   * that it has up to date.
   */
  copy(
    entity: Local,
    target: World,
    //#if severalDeliveries
    delivery?: Delivery,
    //#end
  ): boolean {
    return this.post(
      entity,
      target,
      false,
      //#if severalDeliveries
      delivery,
      //#end
    )
  }

  /** Takes in the next entity that has come, and returns it; null when there is none. */
  receive(): Local | null {
    this.arrived = null
    while (this.arrived === null && this.receiveAll(1) !== 0);
    return this.arrived
  }

  /**
   * Takes in up to `limit` transfers and returns how many there were; shows each entity to `visit`. An entity
   * that is here already is brought up to date, never there twice. What its world has no room for stays in the queue.
   */
  receiveAll(
    limit: number = Number.POSITIVE_INFINITY,
    visit: ((entity: Local, transfer: EntityTransfer) => void) | null = null,
  ): number {
    this.visit = visit
    try {
      return inboxes[this.world]!.popBatch(Math.min(limit, this.room()), this.arrive)
    } finally {
      this.visit = null
      this.arriving = null
    }
  }

  /** The cluster-wide id of the entity, which it gets now unless it has one. */
  adopt(entity: Local): number {
    return this.ids.idAt(this.enter(entity))
  }

  /** Makes an entity known by an id of your own. Throws a RangeError for 0 and for one that another has here. */
  adoptAs(entity: Local, id: number, generation: number = 0): void {
    if (this.find(id) !== null || !(id >= 1 && id <= 0xffffffff && Number.isInteger(id))) {
      throw new RangeError(`${id} is in use here, or no id: they go from 1 to 2^32 - 1`)
    }
    const known = this.slotOf(entity)
    if (known >= 0) this.ids.delete(known)
    this.ids.set(known >= 0 ? known : this.claim(entity), id, generation)
    //#if deferred
    this.waiting.arrived(id, entity, this.fill)
    //#end
  }

  /** The cluster-wide id of the entity; 0 when it has none. */
  idOf(entity: Local): number {
    const slot = this.slotOf(entity)
    return slot < 0 ? 0 : this.ids.idAt(slot)
  }

  /** Which life of its id the entity is; 0 when it has none. */
  generationOf(entity: Local): number {
    const slot = this.slotOf(entity)
    return slot < 0 ? 0 : this.ids.generationAt(slot)
  }

  /** The entity with this cluster-wide id; null when it is not here. */
  find(id: number): Local | null {
    for (let slot = this.ids.find(id); slot >= 0; slot = this.ids.find(id)) {
      const entity = this.localAt(slot)
      if (entity !== null) return entity
      // It was removed from the ECS without a word.
      this.forget(slot)
    }
    return null
  }

  /** Writes components and mask into the transfer. */
  protected abstract pack(transfer: EntityTransfer, entity: Local, slot: number): void
  /** Puts the components of the transfer onto the entity. */
  protected abstract unpack(transfer: EntityTransfer, entity: Local, slot: number): void
  /** An empty entity of the ECS. */
  protected abstract spawn(): Local
  protected abstract despawn(entity: Local): void
  protected abstract isAlive(entity: Local): boolean
  /** The slot of an entity that has an id; -1 for one that has none or is gone. */
  protected abstract slotOf(entity: Local): number
  /** A slot for an entity without an id. Throws a RangeError when the world has more than the schema says. */
  protected abstract claim(entity: Local): number
  /** The entity of a slot that has an id, null when it is gone. */
  protected abstract localAt(slot: number): Local | null
  /** How many more entities the world takes in. */
  protected abstract room(): number
  //#if references
  /** Remembers the id of an entity that leaves, for references that stay behind. */
  protected abstract noteDeparture(entity: Local, slot: number): void
  /** The id of an entity that has left; 0 when it is not known any more. */
  protected abstract departedId(entity: Local): number
  //#end
  //#if deferred
  /** Fills a reference that has waited, unless the program has put something there by now. */
  protected refer(_holder: number, _field: number, _entity: Local): void {}
  //#end

  /** Forgets the id of a slot. */
  protected forget(slot: number): void {
    this.ids.delete(slot)
    //#if deferred
    this.waiting.drop(slot)
    //#end
  }
  //#if references

  /** What goes on the wire for a reference of this ECS: the cluster-wide id, 0 for none. */
  protected wireId(entity: Local | 0 | null): number {
    if (!entity) return 0
    const slot = this.slotOf(entity)
    if (slot >= 0) return this.ids.idAt(slot)
    return this.isAlive(entity) ? this.adopt(entity) : this.departedId(entity)
  }
  //#end
  //#if deferred

  /** The same for a reference that may wait: then the id that it waits for. */
  protected wireIdOrAwaited(entity: Local | 0 | null, holder: number, field: number): number {
    return entity ? this.wireId(entity) : this.waiting.idOf(holder, field)
  }

  /** The entity with this id, or null; then the field is filled once the entity is here. */
  protected findOrAwait(id: number, holder: number, field: number): Local | null {
    const entity = this.find(id)
    this.waiting.set(entity === null ? id : 0, holder, field)
    return entity
  }
  //#end

  private post(
    entity: Local,
    target: World,
    isMove: boolean,
    //#if severalDeliveries
    delivery: Delivery | undefined,
    //#end
  ): boolean {
    const queue = queueBetween(
      this.world,
      target,
      //#if severalDeliveries
      delivery,
      //#end
    )
    // What it has not got yet would be lost.
    if (entity === this.arriving)
      throw new RangeError('the entity is arriving still: send it on from `visit`')
    const slot = this.enter(entity)
    const transfer = queue.reserve()
    if (transfer === null) return false
    try {
      transfer.entity = this.ids.idAt(slot)
      transfer.generation = this.ids.generationAt(slot)
      transfer.destroyOnArrive = isMove
      this.pack(transfer, entity, slot)
    } catch (error) {
      queue.abandon()
      throw error
    }
    queue.commit()
    return true
  }

  private enter(entity: Local): number {
    const known = this.slotOf(entity)
    if (known >= 0) return known
    if (!this.isAlive(entity)) throw new RangeError('the entity is not in its world')
    const slot = this.claim(entity)
    this.ids.setNew(slot)
    return slot
  }

  private leave(entity: Local): void {
    const slot = this.slotOf(entity)
    // Listed twice, it has left already.
    if (slot < 0) return
    //#if references
    this.noteDeparture(entity, slot)
    //#end
    this.forget(slot)
    this.despawn(entity)
  }

  private take(transfer: EntityTransfer): void {
    const { entity: id, generation } = transfer
    //#if remote
    // A copy that could not be delivered: what it was made of is here.
    if (transfer.isReturned && !transfer.destroyOnArrive) return
    //#end
    //#if acknowledged
    if (transfer.isInDoubt && !this.options.takesInDoubt(transfer)) return
    //#end
    const known = this.ids.findLife(id, generation)
    let entity = known < 0 ? null : this.localAt(known)
    if (entity === null) {
      if (known >= 0) this.forget(known)
      // An update of what is not here any more.
      if (!transfer.full) return
      entity = this.welcome(id, generation)
    }
    this.arriving = entity
    this.unpack(transfer, entity, this.slotOf(entity))
    this.arriving = null
    // An observer has removed it, or sent it on.
    if (this.slotOf(entity) < 0) return
    this.arrived = entity
    this.visit?.(entity, transfer)
  }

  private welcome(id: number, generation: number): Local {
    const entity = this.spawn()
    try {
      this.ids.set(this.claim(entity), id, generation)
    } catch (error) {
      // The transfer stays in the queue.
      this.despawn(entity)
      throw error
    }
    //#if deferred
    this.waiting.arrived(id, entity, this.fill)
    //#end
    return entity
  }
}
