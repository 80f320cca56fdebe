import { LOCAL_NODE, NODE_COUNT, RANGE_SIZE } from './sample-ownership.ts'

/**
 * Which node owns an entity: node 0 the first `RANGE_SIZE` ids, node 1 the next, the last node all the rest.
 * @public
 */
export const EntityOwnership: {
  /** Number of the node that owns the entity (an index of `nodeNames`). */
  getOwner(entity: number): number
  isLocalEntity(entity: number): boolean
  /** The ids of this node, from `start` up to before `end`. */
  getLocalRange(): { readonly start: number; readonly end: number }
} = {
  getOwner(entity) {
    return Math.min(Math.floor((entity >>> 0) / RANGE_SIZE), NODE_COUNT - 1)
  },
  isLocalEntity(entity) {
    return EntityOwnership.getOwner(entity) === LOCAL_NODE
  },
  getLocalRange() {
    const isLast: boolean = Number(LOCAL_NODE) === NODE_COUNT - 1
    return {
      start: Math.min(LOCAL_NODE * RANGE_SIZE, 0x1_0000_0000),
      end: isLast ? 0x1_0000_0000 : Math.min((LOCAL_NODE + 1) * RANGE_SIZE, 0x1_0000_0000),
    }
  },
}
