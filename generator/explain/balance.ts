import type { ClusterInput } from '../../schemas/cluster.ts'
import { planOwnership } from '../plan/ownership.ts'
import type { OwnershipPlan, Plan } from '../plan/plan.ts'

export interface Balance {
  /** Of all 2^32 ids, for each node, as parts of 1. */
  readonly shares: readonly number[]
  readonly smallest: number
  readonly largest: number
  readonly mean: number
  /** The part of all ids that changes its owner when one more node joins. */
  readonly movedOnJoin: number
}

const ids = 2 ** 32

/** Joins that are tried; where the points of one node fall is chance, and the mean of a few says more. */
const joinsTried = 16

/** How evenly the nodes share the ids, and what a new node costs; null without ownership. */
export function ownershipBalance({ ownership, nodes }: Pick<Plan, 'ownership' | 'nodes'>): Balance | null {
  if (ownership === null) return null
  const shares = sharesOf(ownership, nodes.length)
  return {
    shares,
    smallest: Math.min(...shares),
    largest: Math.max(...shares),
    mean: shares.reduce((sum, share) => sum + share, 0) / shares.length,
    movedOnJoin: movedOnJoin(
      ownership,
      nodes.map(({ name }) => name),
    ),
  }
}

function sharesOf(ownership: OwnershipPlan, count: number): number[] {
  switch (ownership.strategy) {
    case 'hash':
      return new Array<number>(count).fill(1 / count)
    case 'range': {
      const bounds = rangeBounds(ownership.entitiesPerNode, count)
      return bounds.slice(1).map((bound, node) => (bound - bounds[node]!) / ids)
    }
    case 'consistent_hash':
      return ringShares(ownership, count)
  }
}

function movedOnJoin(ownership: OwnershipPlan, names: readonly string[]): number {
  const count = names.length
  switch (ownership.strategy) {
    case 'hash':
      // The hash is scaled to the number of nodes: each node has one stretch of it, and all stretches shrink.
      return movedBetween(evenBounds(count), evenBounds(count + 1))
    case 'range': {
      // A size that only divides all ids by the number of nodes is the default, and follows that number.
      const isDefault = ownership.entitiesPerNode === Math.ceil(ids / count)
      const after = isDefault ? Math.ceil(ids / (count + 1)) : ownership.entitiesPerNode
      return movedBetween(rangeBounds(ownership.entitiesPerNode, count), rangeBounds(after, count + 1))
    }
    case 'consistent_hash': {
      // Only what falls to the new node moves: its share of the ring with its points in it.
      const tried = Array.from({ length: joinsTried }, (_, join) => {
        const ring = ringOf([...names, `joining node ${join}`], ownership.virtualNodes)
        return ringShares(ring, count + 1)[count]!
      })
      return tried.reduce((sum, share) => sum + share, 0) / tried.length
    }
  }
}

type Ring = Extract<OwnershipPlan, { strategy: 'consistent_hash' }>

function ringOf(names: readonly string[], virtualNodes: number): Ring {
  const cluster = {
    ownership: { strategy: 'consistent_hash', virtualNodes },
    nodes: Object.fromEntries(names.map((name) => [name, {}])),
  }
  return planOwnership({ cluster } as unknown as ClusterInput) as Ring
}

/** A point owns what lies between the point before it and itself; the first also what lies behind the last. */
function ringShares({ hashes, owners }: Ring, count: number): number[] {
  const shares = new Array<number>(count).fill(0)
  hashes.forEach((hash, index) => {
    const before = index === 0 ? hashes.at(-1)! - ids : hashes[index - 1]!
    shares[owners[index]!]! += (hash - before) / ids
  })
  return shares
}

function evenBounds(count: number): number[] {
  return Array.from({ length: count + 1 }, (_, node) => (node * ids) / count)
}

/** The last node has all the rest. */
function rangeBounds(size: number, count: number): number[] {
  return Array.from({ length: count + 1 }, (_, node) => (node === count ? ids : Math.min(node * size, ids)))
}

/** The part of all ids that lies in another stretch after than before. */
function movedBetween(before: readonly number[], after: readonly number[]): number {
  let stays = 0
  for (let node = 0; node + 1 < before.length; node++) {
    const start = Math.max(before[node]!, after[node]!)
    const end = Math.min(before[node + 1]!, after[node + 1]!)
    stays += Math.max(0, end - start)
  }
  return 1 - stays / ids
}
