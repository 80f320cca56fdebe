import { mixEntity } from './mix.ts'
import { LOCAL_NODE, NODE_COUNT } from './sample-ownership.ts'

/**
 * Which node owns an entity: its mixed id, scaled to the number of nodes.
 * @public
 */
export const EntityOwnership: {
  /** Number of the node that owns the entity (an index of `nodeNames`). */
  getOwner(entity: number): number
  isLocalEntity(entity: number): boolean
} = {
  getOwner(entity) {
    return Math.floor((mixEntity(entity) * NODE_COUNT) / 0x1_0000_0000)
  },
  isLocalEntity(entity) {
    return EntityOwnership.getOwner(entity) === LOCAL_NODE
  },
}
