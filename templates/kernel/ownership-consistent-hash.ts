import { mixEntity } from './mix.ts'
import { LOCAL_NODE, RING_HASHES, RING_OWNERS } from './sample-ownership.ts'

/**
 * Which node owns an entity: whose point on the hash ring is the first at or after its mixed id (Karger et
 * al., 1997). A node that joins or leaves moves only the entities of its own points.
 * @public
 */
export const EntityOwnership: {
  /** Number of the node that owns the entity (an index of `nodeNames`). */
  getOwner(entity: number): number
  /** Whether this node owns the entity. */
  isLocalEntity(entity: number): boolean
} = Object.freeze({
  getOwner(entity: number): number {
    const hash = mixEntity(entity)
    let low = 0
    let high = RING_HASHES.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (RING_HASHES[middle]! < hash) low = middle + 1
      else high = middle
    }
    return RING_OWNERS[low === RING_HASHES.length ? 0 : low]!
  },
  isLocalEntity(entity: number): boolean {
    return EntityOwnership.getOwner(entity) === LOCAL_NODE
  },
})
