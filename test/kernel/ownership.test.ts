import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mixEntity } from '../../templates/kernel/mix.ts'
import { EntityOwnership as ByConsistentHash } from '../../templates/kernel/ownership-consistent-hash.ts'
import { EntityOwnership as ByHash } from '../../templates/kernel/ownership-hash.ts'
import { EntityOwnership as ByRange } from '../../templates/kernel/ownership-range.ts'
import {
  LOCAL_NODE,
  NODE_COUNT,
  RANGE_SIZE,
  RING_HASHES,
  RING_OWNERS,
} from '../../templates/kernel/sample-ownership.ts'

const entity = fc.oneof(
  fc.integer({ min: 0, max: 0xffff_ffff }),
  fc.constantFrom(0, 1, 0x7fff_ffff, 0xffff_ffff),
)

/** The entity that mixes to `hash`: the steps of mixEntity undone in reverse. */
function unmixEntity(hash: number): number {
  let entity = hash | 0
  entity ^= entity >>> 16
  entity = Math.imul(entity, inverseOf(0x846ca68b))
  entity ^= (entity >>> 15) ^ (entity >>> 30)
  entity = Math.imul(entity, inverseOf(0x7feb352d))
  entity ^= entity >>> 16
  return entity >>> 0
}

function inverseOf(odd: number): number {
  let inverse = odd
  for (let step = 0; step < 5; step++) inverse = Math.imul(inverse, 2 - Math.imul(odd, inverse))
  return inverse
}

describe('mixEntity', () => {
  it('is a bijection on 32 bits', () => {
    fc.assert(
      fc.property(entity, (id) => {
        expect(unmixEntity(mixEntity(id))).toBe(id)
      }),
    )
  })

  it('gives unsigned integers, the same for an id seen as signed', () => {
    fc.assert(
      fc.property(entity, (id) => {
        const hash = mixEntity(id)
        expect(hash).toBe(hash >>> 0)
        expect(mixEntity(id | 0)).toBe(hash)
      }),
    )
  })

  it('changes half of the bits when one changes', () => {
    let changed = 0
    for (let id = 0; id < 2000; id++) {
      for (let bit = 0; bit < 32; bit++) {
        let difference = mixEntity(id) ^ mixEntity(id ^ (1 << bit))
        for (; difference !== 0; difference &= difference - 1) changed++
      }
    }
    expect(changed / (2000 * 32 * 32)).toBeGreaterThan(0.49)
    expect(changed / (2000 * 32 * 32)).toBeLessThan(0.51)
  })
})

describe.each([
  ['hash', ByHash],
  ['range', ByRange],
  ['consistent hash', ByConsistentHash],
])('ownership by %s', (_name, ownership) => {
  it('names a node for every entity, and tells the local ones', () => {
    fc.assert(
      fc.property(entity, (id) => {
        const owner = ownership.getOwner(id)
        expect(Number.isInteger(owner) && owner >= 0 && owner < NODE_COUNT).toBe(true)
        expect(ownership.isLocalEntity(id)).toBe(owner === LOCAL_NODE)
      }),
    )
  })

  it('cannot be changed', () => {
    expect(Object.isFrozen(ownership)).toBe(true)
  })
})

describe('ownership by hash', () => {
  it('gives consecutive ids out evenly', () => {
    const counts = new Array<number>(NODE_COUNT).fill(0)
    for (let id = 0; id < 30_000; id++) counts[ByHash.getOwner(id)]!++
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(300)
  })

  it('splits the hashes into equal parts, to the last', () => {
    expect(ByHash.getOwner(unmixEntity(0))).toBe(0)
    expect(ByHash.getOwner(unmixEntity(0x5555_5555))).toBe(0)
    expect(ByHash.getOwner(unmixEntity(0x5555_5556))).toBe(1)
    expect(ByHash.getOwner(unmixEntity(0xffff_ffff))).toBe(2)
  })
})

describe('ownership by range', () => {
  it.each([
    [0, 0],
    [RANGE_SIZE - 1, 0],
    [RANGE_SIZE, 1],
    [2 * RANGE_SIZE - 1, 1],
    [2 * RANGE_SIZE, 2],
    [3 * RANGE_SIZE, 2],
    [0x8000_0000, 2],
    [0xffff_ffff, 2],
  ])('entity %i belongs to node %i', (id, owner) => {
    expect(ByRange.getOwner(id)).toBe(owner)
  })

  it('has a local range that agrees with isLocalEntity', () => {
    const { start, end } = ByRange.getLocalRange()
    expect({ start, end }).toEqual({ start: RANGE_SIZE, end: 2 * RANGE_SIZE })
    for (const id of [start - 1, start, end - 1, end]) {
      expect(ByRange.isLocalEntity(id)).toBe(id >= start && id < end)
    }
  })
})

describe('ownership by consistent hash', () => {
  it('finds what a walk along the ring finds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (hash) => {
        const point = RING_HASHES.findIndex((at) => at >= hash)
        expect(ByConsistentHash.getOwner(unmixEntity(hash))).toBe(RING_OWNERS[Math.max(point, 0)])
      }),
    )
  })

  it('gives a point to its own node, the next hash to the next, and wraps behind the last', () => {
    RING_HASHES.forEach((hash, point) => {
      expect(ByConsistentHash.getOwner(unmixEntity(hash))).toBe(RING_OWNERS[point])
      const next = RING_OWNERS[(point + 1) % RING_OWNERS.length]
      expect(ByConsistentHash.getOwner(unmixEntity(hash + 1))).toBe(next)
    })
    expect(ByConsistentHash.getOwner(unmixEntity(0))).toBe(RING_OWNERS[0])
    expect(ByConsistentHash.getOwner(unmixEntity(0xffff_ffff))).toBe(RING_OWNERS[0])
  })
})
