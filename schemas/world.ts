import { z } from 'zod'
import { ecsInput, entityCapacityInput } from './ecs.ts'
import { limits } from './limits.ts'
import { capacityInput } from './queue.ts'
import { namedRecord, wordList } from './shapes.ts'

const componentName = z.string().describe('A component of the schema.')
const worldName = z.string().describe('A world of the schema.')

/** Where an entity goes when it leaves a world and the program does not say. */
export const routingInput = z.strictObject({
  default: worldName,
  components: namedRecord('reference', worldName, {
    what: 'routing components',
    minimum: 1,
    maximum: limits.components,
    description: 'Entities with this component go to this world; the first that matches decides.',
  }).optional(),
})

export const worldInput = z.strictObject({
  components: wordList(componentName, {
    what: 'components of a world',
    minimum: 1,
    maximum: limits.components,
    description: 'The components that entities of this world may have. Default: all.',
  }).optional(),
  capacity: capacityInput('Default capacity of every queue into this world; a power of two.').optional(),
  node: z
    .string()
    .optional()
    .describe(
      'The node that the world lives on. Every world has one as soon as the cluster has a transport.',
    ),
  ecs: ecsInput.optional(),
  entityCapacity: entityCapacityInput.optional(),
  routing: routingInput.optional().describe('Where entities go that leave this world.'),
})

export const worldsInput = namedRecord('world', worldInput, {
  what: 'worlds',
  minimum: 1,
  maximum: limits.worlds,
  description: 'The worlds; each can live on its own thread.',
})

export type WorldInput = z.infer<typeof worldInput>
