import type { ClusterInput } from '../../schemas/cluster.ts'
import { defaults } from '../../schemas/defaults.ts'
import { mixEntity } from '../../templates/kernel/mix.ts'
import { fnv1a32 } from './hash.ts'
import type { OwnershipPlan } from './plan.ts'

/**
 * Ownership as the schema asks for it. The ring of the consistent hash (Karger et al., 1997) is computed
 * here, once; a node's points depend on its name alone, so that a node that joins or leaves moves only the
 * entities of its own points.
 */
export function planOwnership(input: ClusterInput): OwnershipPlan | null {
  if (input.cluster?.ownership === undefined) return null
  const { ownership } = input.cluster
  const nodes = Object.keys(input.cluster.nodes)
  switch (ownership.strategy) {
    case 'hash':
      return { strategy: 'hash' }
    case 'range':
      return {
        strategy: 'range',
        entitiesPerNode: ownership.entitiesPerNode ?? Math.ceil(2 ** 32 / nodes.length),
      }
    case 'consistent_hash': {
      const virtualNodes = ownership.virtualNodes ?? defaults.virtualNodes
      const points = nodes.flatMap((node, owner) =>
        Array.from({ length: virtualNodes }, (_, point) => ({
          hash: mixEntity(fnv1a32(`${node}#${point}`)) >>> 0,
          owner,
        })),
      )
      // Two nodes on one point: the lower id wins, on every machine.
      points.sort((a, b) => a.hash - b.hash || a.owner - b.owner)
      return {
        strategy: 'consistent_hash',
        virtualNodes,
        hashes: points.map((point) => point.hash),
        owners: points.map((point) => point.owner),
      }
    }
  }
}
