import type { EntityIdMap } from './entity-ids.ts'
import { IndexedEntities } from './indexed-entities.ts'
import type { World } from './sample-entities.ts'
import type { EntitiesOptions } from './world-entities.ts'

/**
 * What the adapter uses of bitECS 0.4: `import * as bitecs from 'bitecs'` has it.
 * @public
 */
export interface Bitecs<EcsWorld> {
  addEntity(world: EcsWorld): number
  removeEntity(world: EcsWorld, entity: number): void
  entityExists(world: EcsWorld, entity: number): boolean
  hasComponent(world: EcsWorld, entity: number, component: object): boolean
  addComponent(world: EcsWorld, entity: number, component: object): unknown
}

/** @public */
export interface BitecsOptions<EcsWorld, Components> extends EntitiesOptions {
  /** The library, as `import * as bitecs from 'bitecs'` gives it: the module itself imports nothing. */
  readonly ecs: Bitecs<EcsWorld>
  readonly world: EcsWorld
  readonly components: Components
  /** The index that the world was made with, where it has versions: `createEntityIndex(withVersioning())`. */
  readonly entityIndex?: { readonly entityMask: number }
}

/** Marks entities with a component of its own: bitECS gives an id that is removed to the next entity. */
export abstract class BitecsEntities<EcsWorld, Components> extends IndexedEntities<number> {
  declare protected readonly ecs: Bitecs<EcsWorld>
  declare protected readonly ecsWorld: EcsWorld
  declare protected readonly components: Components
  declare private readonly indexMask: number
  private readonly known: object = {}

  constructor(world: World, map: EntityIdMap, options: BitecsOptions<EcsWorld, Components>) {
    super(world, map, options)
    this.ecs = options.ecs
    this.ecsWorld = options.world
    this.components = options.components
    this.indexMask = options.entityIndex?.entityMask ?? -1
  }

  protected override indexOf(entity: number): number {
    return entity & this.indexMask
  }

  protected override isMarked(entity: number): boolean {
    return this.ecs.hasComponent(this.ecsWorld, entity, this.known)
  }

  protected override mark(entity: number): void {
    this.ecs.addComponent(this.ecsWorld, entity, this.known)
  }

  protected override isAlive(entity: number): boolean {
    return this.ecs.entityExists(this.ecsWorld, entity)
  }

  protected override spawn(): number {
    return this.ecs.addEntity(this.ecsWorld)
  }

  protected override despawn(entity: number): void {
    this.ecs.removeEntity(this.ecsWorld, entity)
  }

  protected override room(): number {
    return Number.POSITIVE_INFINITY
  }
}
