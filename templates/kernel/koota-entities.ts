import type { EntityIdMap } from './entity-ids.ts'
import { IndexedEntities } from './indexed-entities.ts'
import type { World } from './sample-entities.ts'
import type { EntitiesOptions } from './world-entities.ts'

/**
 * What the adapter uses of the entities of koota 0.6: numbers that have methods.
 * @public
 */
export type KootaEntity = number & {
  id(): number
  has(trait: object): boolean
  get(trait: object): unknown
  set(trait: object, value: object): void
  add(...traits: readonly unknown[]): void
  isAlive(): boolean
  destroy(): void
}

/**
 * A trait whose records are like `Value`, with fields or with a function that makes one.
 * @public
 */
export type KootaTrait<Value> = (value?: Value) => unknown

/** @public */
export interface KootaOptions<Entity, Components> extends EntitiesOptions {
  /** The library, as `import * as koota from 'koota'` gives it: the module itself imports nothing. */
  readonly ecs: { trait(): object }
  readonly world: { spawn(): Entity }
  readonly components: Components
}

/** Marks entities with a trait of its own: the generation of a number that is used again has only 8 bits. */
export abstract class KootaEntities<Entity extends KootaEntity, Components> extends IndexedEntities<Entity> {
  declare protected readonly components: Components
  declare private readonly ecsWorld: KootaOptions<Entity, Components>['world']
  declare private readonly known: object

  constructor(world: World, map: EntityIdMap, options: KootaOptions<Entity, Components>) {
    super(world, map, options)
    this.components = options.components
    this.ecsWorld = options.world
    this.known = options.ecs.trait()
  }

  /** Adds the trait with the value, or brings it up to date; both tell who observes it. */
  protected put<Value extends object>(entity: Entity, trait: KootaTrait<Value>, value: Value): void {
    if (entity.has(trait)) entity.set(trait, value)
    else entity.add(trait(value))
  }

  protected override indexOf(entity: Entity): number {
    return entity.id()
  }

  protected override isMarked(entity: Entity): boolean {
    return entity.has(this.known)
  }

  protected override mark(entity: Entity): void {
    entity.add(this.known)
  }

  protected override isAlive(entity: Entity): boolean {
    return entity.isAlive()
  }

  protected override spawn(): Entity {
    return this.ecsWorld.spawn()
  }

  protected override despawn(entity: Entity): void {
    entity.destroy()
  }

  protected override room(): number {
    return Number.POSITIVE_INFINITY
  }
}
