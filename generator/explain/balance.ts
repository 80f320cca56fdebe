import type { Plan } from '../plan/plan.ts'

/**
 * How evenly the nodes share all 2^32 mixed ids, as shares of 1. `movedOnJoin` is the share that moves when
 * one more node joins: for a ring about one node's part, for a hash nearly all.
 */
export function ownershipBalance(plan: Plan): { shares: number[]; movedOnJoin: number } {
  const count = plan.nodes.length
  const even = new Array<number>(count).fill(1 / count)
  const { ownership } = plan
  if (ownership?.strategy === 'hash') return { shares: even, movedOnJoin: count / (count + 1) }
  if (ownership?.strategy === 'range') {
    const size = ownership.entitiesPerNode / 2 ** 32
    const shares = even.map((_, node) =>
      node === count - 1 ? Math.max(0, 1 - node * size) : Math.min(size, Math.max(0, 1 - node * size)),
    )
    // The declared size is kept: the new node splits what the last one had beyond it.
    return { shares, movedOnJoin: Math.max(0, (shares.at(-1) ?? 0) - size) }
  }
  if (ownership?.strategy !== 'consistent_hash') return { shares: [], movedOnJoin: 0 }
  const shares = new Array<number>(count).fill(0)
  ownership.hashes.forEach((hash, index) => {
    const before = index === 0 ? (ownership.hashes.at(-1) ?? 0) - 2 ** 32 : ownership.hashes[index - 1]!
    shares[ownership.owners[index]!]! += (hash - before) / 2 ** 32
  })
  return { shares, movedOnJoin: 1 / (count + 1) }
}
