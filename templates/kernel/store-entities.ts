import type { EntityIdMap } from './entity-ids.ts'
import type { EntityStore } from './entity-store.ts'
import { IndexedEntities } from './indexed-entities.ts'
import type { World } from './sample-entities.ts'
import type { EntitiesOptions } from './world-entities.ts'

/** @public */
export interface StoreEntitiesOptions<Store> extends EntitiesOptions {
  readonly store: Store
}

/** A store never gives a handle twice: it needs no mark. */
export abstract class StoreEntities<Store extends EntityStore> extends IndexedEntities<number> {
  declare readonly store: Store

  constructor(world: World, map: EntityIdMap, options: StoreEntitiesOptions<Store>) {
    super(world, map, options)
    this.store = options.store
  }

  protected override indexOf(entity: number): number {
    return this.store.rowOf(entity)
  }

  protected override isMarked(entity: number): boolean {
    return this.store.isAlive(entity)
  }

  protected override mark(_entity: number): void {}

  protected override isAlive(entity: number): boolean {
    return this.store.isAlive(entity)
  }

  protected override spawn(): number {
    const entity = this.store.spawn()
    // A program may spawn while it is shown what has come. The transfer stays in the queue.
    if (entity === 0) throw new RangeError(`the store is full, with ${this.store.capacity} entities`)
    return entity
  }

  protected override despawn(entity: number): void {
    this.store.despawn(entity)
  }

  protected override room(): number {
    return this.store.room
  }
}
