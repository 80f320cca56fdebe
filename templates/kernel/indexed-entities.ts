import type { EntityIdMap } from './entity-ids.ts'
import type { World } from './sample-entities.ts'
import { type EntitiesOptions, WorldEntities } from './world-entities.ts'

/**
 * For an ECS whose ids are numbers over an index that it uses again: the index is the slot, and the whole number,
 * with the version where it has one, tells whether the slot is still that of the entity.
 */
export abstract class IndexedEntities<Local extends number> extends WorldEntities<Local> {
  declare private readonly locals: Float64Array
  //#if references
  declare private readonly departed: Float64Array
  declare private readonly departedIds: Uint32Array
  //#end
  declare private readonly capacity: number

  constructor(world: World, map: EntityIdMap, options: EntitiesOptions) {
    super(world, map, options)
    this.capacity = map.capacity
    this.locals = new Float64Array(map.capacity + 1)
    //#if references
    this.departed = new Float64Array(map.capacity + 1)
    this.departedIds = new Uint32Array(map.capacity + 1)
    //#end
  }

  /** The index within the number. */
  protected abstract indexOf(entity: Local): number
  /** Whether the entity is there and is what `mark` was called for: an index that is used again is not. */
  protected abstract isMarked(entity: Local): boolean
  protected abstract mark(entity: Local): void

  protected override slotOf(entity: Local): number {
    const slot = this.indexOf(entity)
    if (this.ids.idAt(slot) === 0) return -1
    if (this.locals[slot] === entity && this.isMarked(entity)) return slot
    // Another entity has the index by now, and its number is this one or a later one; or both are gone.
    if (!this.isMarked(this.localOf(slot))) this.forget(slot)
    return -1
  }

  protected override claim(entity: Local): number {
    const slot = this.indexOf(entity)
    if (!(slot >= 0 && slot <= this.capacity)) {
      throw new RangeError(
        `entity ${entity} has index ${slot}, and the schema's entityCapacity is ${this.capacity}`,
      )
    }
    this.forget(slot)
    this.locals[slot] = entity
    //#if references
    // A number that is used again means this entity from now on, also when it has gone for good.
    if (this.departed[slot] === entity) this.departedIds[slot] = 0
    //#end
    this.mark(entity)
    return slot
  }

  protected override localAt(slot: number): Local | null {
    const entity = this.localOf(slot)
    return this.isMarked(entity) ? entity : null
  }

  private localOf(slot: number): Local {
    return this.locals[slot] as Local
  }
  //#if references

  protected override noteDeparture(entity: Local, slot: number): void {
    this.departed[slot] = entity
    this.departedIds[slot] = this.ids.idAt(slot)
  }

  protected override departedId(entity: Local): number {
    const slot = this.indexOf(entity)
    return this.departed[slot] === entity ? this.departedIds[slot]! : 0
  }
  //#end
}

/** What is missing would be found out only when an entity arrives that has it, and has left where it was. */
export function requireAll(components: object, names: readonly string[]): void {
  const missing = names.filter((name) => !(name in components))
  if (missing.length > 0)
    throw new TypeError(`the adapter has to be given the component ${missing.join(', ')}`)
}
