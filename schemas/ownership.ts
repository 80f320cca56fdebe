import { z } from 'zod'
import { defaults } from './defaults.ts'
import { limits } from './limits.ts'
import { wholeNumber } from './shapes.ts'

const hash = z
  .strictObject({ strategy: z.literal('hash') })
  .describe('A mixed hash of the entity id, modulo the number of nodes.')

const range = z
  .strictObject({
    strategy: z.literal('range'),
    entitiesPerNode: wholeNumber(
      1,
      limits.entityIds,
      'Consecutive ids of each node. Default: all 2^32 ids, divided evenly.',
    ).optional(),
  })
  .describe('Every node owns one range of consecutive ids.')

const consistentHash = z
  .strictObject({
    strategy: z.literal('consistent_hash'),
    virtualNodes: wholeNumber(
      1,
      limits.virtualNodes,
      `Points of each node on the ring; more balance better. Default: ${defaults.virtualNodes}.`,
    ).optional(),
  })
  .describe('A ring of hashed points: a node that joins or leaves moves few entities.')

/** Which node owns an entity. The options of this union are all strategies that there are. */
export const ownershipInput = z.discriminatedUnion('strategy', [hash, range, consistentHash])

export type OwnershipInput = z.infer<typeof ownershipInput>
export type OwnershipStrategy = OwnershipInput['strategy']
export const ownershipStrategies: readonly OwnershipStrategy[] = ownershipInput.options.map(
  (option) => option.shape.strategy.value,
)
