/**
 * FNV-1a over UTF-16 code units, 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv). Short, stable everywhere
 * and no dependency; collisions are accidents here, not attacks: a peer that lies needs authentication.
 */
export function fnv1a64(text: string): bigint {
  const { high, low } = hashed(text)
  return (BigInt(high) << 32n) | BigInt(low)
}

/** Its halves folded into 32 bits, for places on a hash ring and memory fingerprints. */
export function fnv1a32(text: string): number {
  const { high, low } = hashed(text)
  return (high ^ low) >>> 0
}

/** In two halves, because a bigint for each letter is a hundred times slower. */
function hashed(text: string): { readonly high: number; readonly low: number } {
  let high = 0xcbf29ce4 | 0
  let low = 0x84222325 | 0
  for (let index = 0; index < text.length; index++) {
    low ^= text.charCodeAt(index)
    // Times the prime, 2^40 + 0x1b3: the power is a shift by one half and a byte.
    const carried = (low >>> 16) * 0x1b3 + (((low & 0xffff) * 0x1b3) >>> 16)
    high = (Math.imul(high, 0x1b3) + (low << 8) + (carried >>> 16)) | 0
    low = Math.imul(low, 0x1b3)
  }
  return { high: high >>> 0, low: low >>> 0 }
}
