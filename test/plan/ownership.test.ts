import { describe, expect, test } from 'vitest'
import { planOwnership } from '../../generator/plan/ownership.ts'
import type { ClusterInput } from '../../schemas/cluster.ts'
import { mixEntity } from '../../templates/kernel/mix.ts'

const idCount = 100_000
/** Ids in the order of their places on the ring. */
const idsByHash = Array.from({ length: idCount }, (_, id) => [mixEntity(id), id] as const).sort(
  (a, b) => a[0] - b[0],
)

function ringOf(names: readonly string[], virtualNodes: number) {
  const plan = planOwnership({
    name: 'ring',
    components: {},
    worlds: {},
    cluster: {
      nodes: Object.fromEntries(names.map((name) => [name, {}])),
      ownership: { strategy: 'consistent_hash', virtualNodes },
    },
  } satisfies ClusterInput)
  if (plan?.strategy !== 'consistent_hash') throw new Error('no ring')
  return plan
}

/** The first point at or after the hash, found by walking: slower than the kernel and plainly right. */
function ownersOf(names: readonly string[], virtualNodes: number): string[] {
  const { hashes, owners } = ringOf(names, virtualNodes)
  const found = new Array<string>(idCount)
  let point = 0
  for (const [hash, id] of idsByHash) {
    while (point < hashes.length && hashes[point]! < hash) point++
    found[id] = names[owners[point === hashes.length ? 0 : point]!]!
  }
  return found
}

const namings: Readonly<Record<string, (index: number) => string>> = {
  numbered: (index) => `node${index}`,
  letters: (index) => String.fromCharCode(97 + index),
  long: (index) => `europeWest${index}Production`,
}
const counts = [2, 3, 4, 6, 8, 12, 16]

describe('the hash ring with 100 points a node', () => {
  test('is sorted and has all points', () => {
    const { hashes, owners } = ringOf(['alpha', 'beta', 'gamma'], 100)
    expect(hashes).toEqual([...hashes].sort((a, b) => a - b))
    expect([0, 1, 2].map((node) => owners.filter((owner) => owner === node).length)).toEqual([100, 100, 100])
    expect(hashes.every((hash) => Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32)).toBe(true)
  })

  test.each(Object.keys(namings))('shares ids evenly among nodes with %s names', (naming) => {
    const rows = counts.map((count) => {
      const names = Array.from({ length: count }, (_, index) => namings[naming]!(index))
      const owners = ownersOf(names, 100)
      const owned = new Map<string, number>()
      for (const owner of owners) owned.set(owner, (owned.get(owner) ?? 0) + 1)
      const shares = names.map((name) => ((owned.get(name) ?? 0) * count) / idCount)
      return { count, least: Math.min(...shares), most: Math.max(...shares) }
    })
    for (const { count, least, most } of rows) {
      console.log(
        `${naming}, ${count} nodes: shares from ${least.toFixed(2)} to ${most.toFixed(2)} of the even one`,
      )
    }
    // 100 points spread a share by a tenth of itself (one standard deviation); three and a half of them.
    for (const { least, most } of rows) {
      expect(least).toBeGreaterThan(0.65)
      expect(most).toBeLessThan(1.35)
    }
  })

  test('a node that joins takes its share and moves nothing else', () => {
    for (const count of counts) {
      const names = Array.from({ length: count + 1 }, (_, index) => `node${index}`)
      const before = ownersOf(names.slice(0, count), 100)
      const after = ownersOf(names, 100)
      const moved = after.flatMap((owner, id) => (owner === before[id] ? [] : [owner]))
      const share = (moved.length / idCount) * (count + 1)
      console.log(`${count} to ${count + 1} nodes: ${share.toFixed(2)} of an even share moves`)
      expect(new Set(moved)).toEqual(new Set([names[count]]))
      expect(share).toBeGreaterThan(0.65)
      expect(share).toBeLessThan(1.35)
    }
  })
})
