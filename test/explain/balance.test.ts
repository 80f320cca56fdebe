import { describe, expect, it } from 'vitest'
import { ownershipBalance } from '../../generator/explain/balance.ts'
import { planOwnership } from '../../generator/plan/ownership.ts'
import type { OwnershipPlan } from '../../generator/plan/plan.ts'
import type { ClusterInput } from '../../schemas/cluster.ts'
import { mixEntity } from '../../templates/kernel/mix.ts'

const nodesOf = (count: number) => Array.from({ length: count }, (_, id) => ({ id, name: `node${id}` }))
const balanceOf = (ownership: OwnershipPlan, count: number) =>
  ownershipBalance({ ownership, nodes: nodesOf(count) })!

/** The owner as the generated module finds it, written once more. */
function ownerOf(ownership: OwnershipPlan, count: number, entity: number): number {
  switch (ownership.strategy) {
    case 'hash':
      return Math.floor((mixEntity(entity) * count) / 2 ** 32)
    case 'range':
      return Math.min(Math.floor(entity / ownership.entitiesPerNode), count - 1)
    case 'consistent_hash': {
      const point = ownership.hashes.findIndex((hash) => hash >= mixEntity(entity))
      return ownership.owners[point === -1 ? 0 : point]!
    }
  }
}

function ringOf(count: number, virtualNodes: number): OwnershipPlan {
  const nodes = Object.fromEntries(nodesOf(count).map(({ name }) => [name, {}]))
  const cluster = { nodes, ownership: { strategy: 'consistent_hash', virtualNodes } }
  return planOwnership({ cluster } as unknown as ClusterInput)!
}

/** Ids spread evenly over all. */
const samples = Array.from({ length: 200_000 }, (_, index) => Math.floor((index * 2 ** 32) / 200_000))

describe('ownershipBalance', () => {
  it.each<[string, OwnershipPlan, number]>([
    ['a hash', { strategy: 'hash' }, 3],
    ['ranges that the last node fills up', { strategy: 'range', entitiesPerNode: 1_000_000_000 }, 3],
    ['ranges that leave the last node none', { strategy: 'range', entitiesPerNode: 3_000_000_000 }, 3],
    ['a ring of one point', ringOf(1, 1), 1],
    ['a ring of 3 nodes with 100 points each', ringOf(3, 100), 3],
    ['a ring of 5 nodes with one point each', ringOf(5, 1), 5],
  ])('the shares of %s are those of the ids themselves', (_, ownership, count) => {
    const { shares, smallest, largest, mean } = balanceOf(ownership, count)
    const owned = new Array<number>(count).fill(0)
    for (const entity of samples) owned[ownerOf(ownership, count, entity)]! += 1 / samples.length
    shares.forEach((share, node) => {
      expect(share).toBeCloseTo(owned[node]!, 1.8)
    })
    expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 12)
    expect([smallest, largest, mean]).toEqual([
      Math.min(...shares),
      Math.max(...shares),
      expect.closeTo(1 / count),
    ])
  })

  it.each<[OwnershipPlan, OwnershipPlan, number]>([
    [{ strategy: 'hash' }, { strategy: 'hash' }, 1],
    [{ strategy: 'hash' }, { strategy: 'hash' }, 3],
    [
      { strategy: 'range', entitiesPerNode: 1_000_000_000 },
      { strategy: 'range', entitiesPerNode: 1_000_000_000 },
      3,
    ],
    [
      { strategy: 'range', entitiesPerNode: Math.ceil(2 ** 32 / 3) },
      { strategy: 'range', entitiesPerNode: 2 ** 30 },
      3,
    ],
  ])('what moves from %j to %j is counted rightly', (before, after, count) => {
    const moved = samples.filter(
      (entity) => ownerOf(before, count, entity) !== ownerOf(after, count + 1, entity),
    )
    expect(balanceOf(before, count).movedOnJoin).toBeCloseTo(moved.length / samples.length, 2)
  })

  it('a ring moves about the share of one node', () => {
    expect(balanceOf(ringOf(4, 200), 4).movedOnJoin).toBeCloseTo(1 / 5, 1.7)
  })

  it('is nothing without ownership', () => {
    expect(ownershipBalance({ ownership: null, nodes: [] })).toBeNull()
  })
})
