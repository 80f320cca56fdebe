import { isJoined } from '../../schemas/topology.ts'
import { aim, allTypes, ecsKinds } from './cases.ts'
import { allPairs, type Case } from './pairwise.ts'

/** Every option of a cluster that changes the output of its nodes, with the values that take different paths. */
export const clusterMatrix = {
  transport: ['tcp', 'udp'],
  nodes: ['2', '3', '5'],
  worlds: ['one', 'two', 'some'],
  topology: ['default', 'star', 'hub', 'ring'],
  delivery: ['default', 'fire_and_forget', 'ack_required', 'two', 'mixed'],
  priority: ['0', '16', 'link'],
  kind: ['spsc', 'mixed'],
  components: ['tags', 'types', 'plain'],
  routing: ['no', 'yes'],
  subsets: ['no', 'yes'],
  archetypes: ['no', 'yes'],
  ownership: ['none', 'hash', 'range', 'consistent_hash'],
  security: ['no', 'yes'],
  ecs: ['none', 'bitecs', 'soa', 'mixed'],
} as const

export type ClusterCase = Case<typeof clusterMatrix>

export const clusterCases: readonly { readonly name: string; readonly choice: ClusterCase }[] = allPairs(
  clusterMatrix,
  () => true,
).map((choice, index) => ({ name: `cluster${index}`, choice }))

const componentSets: Readonly<Record<ClusterCase['components'], Readonly<Record<string, object>>>> = {
  tags: { Stunned: {}, Burning: {} },
  types: allTypes,
  plain: { Position: { x: 'f32', y: 'f32' }, Purse: { gold: 'u32', isOpen: 'bool' } },
}

const deliveries: Readonly<Record<ClusterCase['delivery'], (index: number) => unknown>> = {
  default: () => undefined,
  fire_and_forget: () => 'fire_and_forget',
  ack_required: () => 'ack_required',
  two: () => ['ordered', 'fire_and_forget'],
  mixed: (index) => [['ack_required', 'fire_and_forget', 'ordered'], 'fire_and_forget', undefined][index % 3],
}

/** The schema of a case. Its name is its own, because modules declare a global by it. */
export function clusterSchemaOf(name: string, choice: ClusterCase): object {
  const count = Number(choice.nodes)
  const nodes = ['alpha', 'beta', 'gamma', 'delta', 'eta'].slice(0, count)
  const topology =
    choice.topology === 'default' ? 'mesh' : choice.topology === 'hub' ? 'star' : choice.topology
  const hub = choice.topology === 'hub' ? count - 1 : 0
  // One world a node; two; or some with one, some with two, and the last with none where there are more.
  const worldsOn = (node: number): number =>
    choice.worlds === 'one' ? 1 : choice.worlds === 'two' ? 2 : node === 0 ? 2 : Number(node !== 4)
  const homes = nodes.flatMap((_, node) => Array.from({ length: worldsOn(node) }, () => node))
  const worldNames = homes.map((_, index) => `w${index}`)
  const all = Object.entries({
    ...componentSets[choice.components],
    ...(choice.ecs === 'none' ? {} : { Aim: aim }),
  })
  // Those with long arrays do not fit a datagram.
  const components = Object.fromEntries(
    all.filter(([component]) => choice.transport === 'tcp' || component !== 'Long'),
  )
  const names = Object.keys(components)
  const links = worldNames.flatMap((from, source) =>
    worldNames.flatMap((to, target) => {
      const [a, b] = [homes[source]!, homes[target]!]
      if (source === target || (a !== b && !isJoined(topology, count, hub, a, b))) return []
      const delivery = deliveries[choice.delivery](source + target)
      const queue = {
        ...(choice.kind === 'mixed' && a === b ? { kind: 'mpmc' } : {}),
        ...(choice.priority === 'link' && (source + target) % 2 === 0 ? { priorityCapacity: 4 } : {}),
      }
      return [{ from, to, queue, ...(delivery === undefined ? {} : { delivery }) }]
    }),
  )
  const linked = (world: number): string | undefined =>
    links.find(({ from }) => from === worldNames[world])?.to
  const worlds = worldNames.map((world, index) => {
    const target = linked(index)
    return [
      world,
      {
        node: nodes[homes[index]!],
        ...(choice.ecs === 'none' ? {} : { ecs: choice.ecs === 'mixed' ? ecsKinds[index % 4] : choice.ecs }),
        ...(choice.subsets === 'yes' && index % 3 === 1 ? { components: names.slice(0, 1) } : {}),
        ...(choice.routing === 'yes' && target !== undefined
          ? {
              routing: {
                default: target,
                ...(index % 2 === 0 ? { components: { [names[0]!]: target } } : {}),
              },
            }
          : {}),
      },
    ] as const
  })
  const isWritten = choice.kind === 'mixed' || choice.priority === 'link' || choice.delivery === 'mixed'
  const delivery = deliveries[choice.delivery](0)
  return {
    name,
    components,
    ...(choice.archetypes === 'yes' ? { archetypes: { first: names.slice(0, 1), whole: names } } : {}),
    worlds: Object.fromEntries(worlds),
    links: isWritten ? links : 'all',
    queue: { capacity: 16, batchSize: 4, ...(choice.priority === '16' ? { priorityCapacity: 16 } : {}) },
    transferPoolSize: 4,
    cluster: {
      transport: choice.transport,
      nodes: Object.fromEntries(nodes.map((node, index) => [node, { port: 9000 + index }])),
      ...(choice.security === 'no'
        ? {}
        : { security: choice.transport === 'tcp' ? 'tls' : 'pre_shared_key' }),
      ...(choice.topology === 'default' ? {} : { topology }),
      ...(choice.topology === 'hub' ? { hub: nodes[hub] } : {}),
      ...(isWritten || delivery === undefined ? {} : { delivery }),
      ...(choice.ownership === 'none' ? {} : { ownership: { strategy: choice.ownership } }),
    },
  }
}
