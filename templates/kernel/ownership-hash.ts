import { mixEntity } from './mix.ts'
import { LOCAL_NODE, NODE_COUNT } from './sample-ownership.ts'

/**
 * Which node owns an entity: its mixed id, scaled to the number of nodes (Lemire, "Fast Random Integer
 * Generation in an Interval", 2019: the upper half of a product, fairer than a remainder and quicker). A
 * node that joins moves half of all entities; where that matters, use the consistent hash.
 * @public
 */
export const EntityOwnership: {
  /** Number of the node that owns the entity (an index of `nodeNames`). */
  getOwner(entity: number): number
  /** Whether this node owns the entity. */
  isLocalEntity(entity: number): boolean
} = Object.freeze({
  getOwner(entity: number): number {
    return Math.floor((mixEntity(entity) * NODE_COUNT) / 0x1_0000_0000)
  },
  isLocalEntity(entity: number): boolean {
    return EntityOwnership.getOwner(entity) === LOCAL_NODE
  },
})
