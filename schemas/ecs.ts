import { z } from 'zod'
import { defaults } from './defaults.ts'
import { limits } from './limits.ts'
import { wholeNumber } from './shapes.ts'

export const ecsKinds = ['bitecs', 'koota', 'miniplex', 'soa'] as const
export type EcsKind = (typeof ecsKinds)[number]

/** What a reference to an entity that is not here is read as. */
export const referencePolicies = ['handle', 'null', 'defer'] as const
export type ReferencePolicy = (typeof referencePolicies)[number]

export const ecsInput = z
  .enum(ecsKinds)
  .describe(
    'What holds the entities of this world. The module gets an adapter for it, and with soa the store itself. Default: none.',
  )

export const entityCapacityInput = wholeNumber(
  1,
  limits.entitiesOfWorld,
  `The most entities at a time of a world with an ecs. Default: ${defaults.entityCapacity}.`,
)

export const referenceInput = z
  .enum(referencePolicies)
  .describe(
    'A reference to an entity. handle: its cluster-wide id, a number. Within a world with an ecs: null, the entity or nothing when it is not here; defer, the same, and filled in once it is.',
  )
