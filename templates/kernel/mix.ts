/**
 * Mixes an entity id so that neighbouring ids land far apart: lowbias32 (Wellons, "Prospecting for Hash
 * Functions", 2018), a bijection on 32 bits. Returns an unsigned number.
 */
export function mixEntity(entity: number): number {
  let hash = entity | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b)
  return (hash ^ (hash >>> 16)) >>> 0
}
