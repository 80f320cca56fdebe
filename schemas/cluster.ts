import { z } from 'zod'
import { componentsInput } from './component.ts'
import { defaults } from './defaults.ts'
import { limits } from './limits.ts'
import { linksInput } from './link.ts'
import { nameInput } from './names.ts'
import { ownershipInput } from './ownership.ts'
import { queueInput } from './queue.ts'
import { namedRecord, wholeNumber, wordList } from './shapes.ts'
import { worldsInput } from './world.ts'

export const transportKinds = ['none'] as const
export const sharedStateKinds = ['memory'] as const

const archetypesInput = namedRecord(
  'archetype',
  wordList(z.string().describe('A component of the schema.'), {
    what: 'components of an archetype',
    minimum: 1,
    maximum: limits.components,
    description: 'The components that travel together.',
  }),
  {
    what: 'archetypes',
    minimum: 0,
    maximum: limits.archetypes,
    description: 'Sets of components that often travel together; each gets its own straight-line codec.',
  },
)

export const nodeInput = z.strictObject({}).describe('A node of the cluster.')

export const clusterSectionInput = z.strictObject({
  transport: z.enum(transportKinds).optional().describe('How nodes talk. Default: none (one process).'),
  nodes: namedRecord('node', nodeInput, {
    what: 'nodes',
    minimum: 1,
    maximum: limits.nodes,
    description: 'The nodes; their order is part of how ownership is computed.',
  }),
  ownership: ownershipInput.describe('Which node owns an entity.'),
})

/**
 * The whole schema, as written: nothing is transformed and no default is filled in, so that every stage can
 * still tell what was said from what was left out.
 */
export const clusterSchema = z.strictObject({
  $schema: z.string().optional().describe('The JSON Schema of this file, for completion in editors.'),
  name: nameInput('cluster', 'Name of the cluster; the generated file is <name>.gen.ts.'),
  components: componentsInput,
  archetypes: archetypesInput.optional(),
  worlds: worldsInput,
  links: linksInput.optional(),
  queue: queueInput
    .optional()
    .describe('What holds for every queue unless a world or a link says otherwise.'),
  transferPoolSize: wholeNumber(
    1,
    limits.transferPoolSize,
    `Reusable outgoing transfers of each world. Default: ${defaults.transferPoolSize}.`,
  ).optional(),
  cluster: clusterSectionInput.optional().describe('Nodes and ownership. Without it there is one process.'),
  sharedState: z
    .enum(sharedStateKinds)
    .optional()
    .describe('A key-value store beside the worlds. memory: within one process. Default: none.'),
})

/** A validated schema. */
export type ClusterInput = z.infer<typeof clusterSchema>
