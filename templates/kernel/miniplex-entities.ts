import type { EntityIdMap } from './entity-ids.ts'
import type { World } from './sample-entities.ts'
import { type EntitiesOptions, WorldEntities } from './world-entities.ts'

/** @public */
export interface MiniplexOptions<Entity> extends EntitiesOptions {
  readonly world: {
    add(entity: Entity): unknown
    remove(entity: Entity): unknown
    has(entity: object): boolean
    reindex(entity: Entity): unknown
    readonly onEntityRemoved: { subscribe(listener: (entity: Entity) => void): unknown }
  }
}

/** Entities are objects: slots are handed out, and given back when the world says that it removes one. */
export abstract class MiniplexEntities<Entity extends object> extends WorldEntities<Entity> {
  declare protected readonly ecsWorld: MiniplexOptions<Entity>['world']
  private readonly slots: Map<Entity, number> = new Map()
  declare private readonly entities: (Entity | null)[]
  /** Slots that nobody has; the first `freeCount` count. */
  declare private readonly free: Int32Array
  declare private freeCount: number
  //#if references
  private readonly departed: WeakMap<Entity, number> = new WeakMap()
  //#end

  constructor(world: World, map: EntityIdMap, options: MiniplexOptions<Entity>) {
    super(world, map, options)
    this.ecsWorld = options.world
    this.entities = new Array<Entity | null>(map.capacity + 1).fill(null)
    this.free = new Int32Array(map.capacity).map((_, index) => map.capacity - index)
    this.freeCount = map.capacity
    options.world.onEntityRemoved.subscribe((entity) => {
      const slot = this.slotOf(entity)
      if (slot >= 0) this.forget(slot)
    })
  }

  protected override isAlive(entity: Entity): boolean {
    return this.ecsWorld.has(entity)
  }

  protected override despawn(entity: Entity): void {
    this.ecsWorld.remove(entity)
  }

  protected override slotOf(entity: Entity): number {
    return this.slots.get(entity) ?? -1
  }

  protected override claim(entity: Entity): number {
    if (this.freeCount === 0) {
      throw new RangeError(`the schema's entityCapacity is ${this.free.length}, and so many have an id here`)
    }
    const slot = this.free[--this.freeCount]!
    this.slots.set(entity, slot)
    this.entities[slot] = entity
    return slot
  }

  protected override localAt(slot: number): Entity | null {
    return this.entities[slot] ?? null
  }

  protected override forget(slot: number): void {
    super.forget(slot)
    this.slots.delete(this.entities[slot]!)
    this.entities[slot] = null
    this.free[this.freeCount++] = slot
  }

  protected override room(): number {
    return this.freeCount
  }
  //#if references

  protected override noteDeparture(entity: Entity, slot: number): void {
    this.departed.set(entity, this.ids.idAt(slot))
  }

  protected override departedId(entity: Entity): number {
    return this.departed.get(entity) ?? 0
  }
  //#end
}
