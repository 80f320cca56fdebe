import { z } from 'zod'
import { componentsInput } from './component.ts'
import { defaults } from './defaults.ts'
import { hostInput } from './host.ts'
import { limits } from './limits.ts'
import { channelShape, linksInput } from './link.ts'
import { nameInput } from './names.ts'
import { ownershipInput } from './ownership.ts'
import { queueInput } from './queue.ts'
import { securityKinds } from './security.ts'
import { namedRecord, wholeNumber, wordList } from './shapes.ts'
import { topologyKinds } from './topology.ts'
import { worldsInput } from './world.ts'

export const transportKinds = ['none', 'tcp', 'udp'] as const
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

export const nodeInput = z
  .strictObject({
    host: hostInput
      .optional()
      .describe(`Where it listens and is dialled: a name or an IP address. Default: ${defaults.host}.`),
    port: wholeNumber(
      1,
      limits.ports,
      'The port that it listens on. Needed as soon as the cluster has a transport.',
    ).optional(),
  })
  .describe('A node of the cluster: one process.')

export const clusterSectionInput = z.strictObject({
  transport: z
    .enum(transportKinds)
    .optional()
    .describe(
      `How nodes talk. none: they do not, all worlds are on each. tcp: over connections. udp: with datagrams, so that one that is lost holds up its own channel alone. Default: ${defaults.transport}.`,
    ),
  nodes: namedRecord('node', nodeInput, {
    what: 'nodes',
    minimum: 1,
    maximum: limits.nodes,
    description: 'The nodes; their order is part of how ownership is computed.',
  }),
  topology: z
    .enum(topologyKinds)
    .optional()
    .describe(
      `Which nodes are connected. mesh: all. star: all with the hub. ring: neighbours in the order of nodes. Default: ${defaults.topology}.`,
    ),
  hub: z.string().optional().describe('The node in the middle of a star. Default: the first node.'),
  security: z
    .enum(securityKinds)
    .optional()
    .describe(
      'How what nodes write to each other is protected; keys are given at run time. tls: over tcp, with a certificate for each node. pre_shared_key: over udp, with one key for all. Default: not at all.',
    ),
  ...channelShape,
  heartbeatIntervalMs: wholeNumber(
    limits.heartbeatIntervalMsMin,
    limits.waitMs,
    `How often an idle connection says that it lives. Default: ${defaults.heartbeatIntervalMs}.`,
  ).optional(),
  peerTimeoutMs: wholeNumber(
    limits.heartbeatIntervalMsMin,
    limits.waitMs,
    `After so long without a byte a peer counts as gone. Default: ${defaults.peerTimeoutMs}.`,
  ).optional(),
  reconnectMinMs: wholeNumber(
    1,
    limits.waitMs,
    `The pause before a peer is dialled again, doubled after each failure. Default: ${defaults.reconnectMinMs}.`,
  ).optional(),
  reconnectMaxMs: wholeNumber(
    1,
    limits.waitMs,
    `The longest such pause. Default: ${defaults.reconnectMaxMs}.`,
  ).optional(),
  ownership: ownershipInput
    .optional()
    .describe('Which node owns an entity. Without it the module has no EntityOwnership.'),
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
  cluster: clusterSectionInput
    .optional()
    .describe('Nodes, how they talk, ownership. Without it there is one process.'),
  sharedState: z
    .enum(sharedStateKinds)
    .optional()
    .describe('A key-value store beside the worlds. memory: within one process. Default: none.'),
})

/** A validated schema. */
export type ClusterInput = z.infer<typeof clusterSchema>
