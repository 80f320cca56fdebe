/**
 * FNV-1a over UTF-16 code units, 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv). Short, stable everywhere
 * and no dependency; collisions are accidents here, not attacks: a peer that lies needs authentication.
 */
export function fnv1a64(text: string): bigint {
  let hash = 0xcbf29ce484222325n
  for (let index = 0; index < text.length; index++) {
    hash ^= BigInt(text.charCodeAt(index))
    hash = BigInt.asUintN(64, hash * 0x100000001b3n)
  }
  return hash
}

/** The low 32 bits of the same, for places on a hash ring and memory fingerprints. */
export function fnv1a32(text: string): number {
  const hash = fnv1a64(text)
  return Number(BigInt.asUintN(32, hash ^ (hash >> 32n)))
}
