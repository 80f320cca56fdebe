import { LOCAL_NODE, NODE_COUNT, RANGE_SIZE } from './sample-ownership.ts'

/**
 * Which node owns an entity: node 0 the first `RANGE_SIZE` ids, node 1 the next, the last node all the rest.
 * @public
 */
export const EntityOwnership: {
  /** Number of the node that owns the entity (an index of `nodeNames`). */
  getOwner(entity: number): number
  /** Whether this node owns the entity. */
  isLocalEntity(entity: number): boolean
  /** The ids of this node, from `start` up to before `end`; empty where ids run out before this node. */
  getLocalRange(): { readonly start: number; readonly end: number }
} = Object.freeze({
  getOwner(entity: number): number {
    return Math.min(Math.floor((entity >>> 0) / RANGE_SIZE), NODE_COUNT - 1)
  },
  isLocalEntity(entity: number): boolean {
    return EntityOwnership.getOwner(entity) === LOCAL_NODE
  },
  getLocalRange(): { readonly start: number; readonly end: number } {
    // Through Number, because the constants are literals: the compiler would call the comparison pointless.
    const isLast: boolean = Number(LOCAL_NODE) === NODE_COUNT - 1
    return {
      start: Math.min(LOCAL_NODE * RANGE_SIZE, 0x1_0000_0000),
      end: isLast ? 0x1_0000_0000 : Math.min((LOCAL_NODE + 1) * RANGE_SIZE, 0x1_0000_0000),
    }
  },
})
