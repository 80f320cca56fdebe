import { type VectorName, vectorNames } from '../../schemas/fieldType.ts'
import { camelFromKebab, pascal } from '../plan/casing.ts'
import { laneNames } from '../plan/lanes.ts'
import type { FieldPlan, Plan, QueuePlan, WorldPlan } from '../plan/plan.ts'
import { isSentFromWorld } from '../plan/queues.ts'
import { admitContext } from './admitCode.ts'
import { clusterContext, deliveriesOf } from './clusterCode.ts'
import { archetypeContext, componentContext } from './componentCode.ts'
import { ecsContext } from './ecsCode.ts'

/** Word of the packet at which the mask starts. */
const maskWord = 3

/** What the templates see: the plan, flat and spelled. They print it and decide nothing. */
export function contextOf(plan: Plan) {
  const queueNamed = new Map(plan.queues.map((queue) => [queue.name, queue]))
  const lane = (queue: QueuePlan) => ({
    name: queue.name,
    className: queue.kind === 'spsc' ? 'SpscQueue' : 'MpmcQueue',
    source: queue.source,
    target: queue.target,
    word: queue.word,
    capacity: queue.capacity,
    batchSize: queue.batchSize,
    readyWord: queue.readyWord,
    readyBit: queue.readyBit,
    sleeperWord: queue.sleeperWord,
    carried: queue.carried.join(', '),
    sourceName: plan.worlds[queue.source]!.name,
    targetName: plan.worlds[queue.target]!.name,
    isPriority: queue.isPriority,
  })
  /** Of links with several deliveries the first, or that of `delivery`. */
  const matrix = (isPriority: boolean, delivery: string | null = null) => {
    const queues = plan.queues.filter(
      (queue) =>
        queue.isPriority === isPriority &&
        isSentFromWorld(queue.role) &&
        (delivery === null ? queue.isFirst : queue.delivery === null || queue.delivery === delivery),
    )
    return plan.worlds.map((source) => ({
      name: source.name + homeOf(source, plan),
      cells: plan.worlds.map(
        (target) =>
          queues.find((queue) => queue.source === source.id && queue.target === target.id)?.name ?? 'null',
      ),
    }))
  }
  const coded = plan.codecs.map((id) => plan.components[id]!)
  const namesOf = (queues: readonly QueuePlan[]): string => queues.map(({ name }) => name).join(', ')
  const classes = [...(plan.features.spsc ? ['SpscQueue'] : []), ...(plan.features.mpmc ? ['MpmcQueue'] : [])]
  return {
    name: plan.name,
    schemaFile: plan.schemaFile,
    schemaHash: plan.schemaHash,
    memoryName: `${camelFromKebab(plan.name)}${plan.node === null ? '' : pascal(plan.node.name)}Memory`,
    memory: plan.memory,
    layoutHash: plan.layoutHash,
    node: plan.node === null ? null : { id: plan.node.id, name: plan.node.name },
    nodes: plan.nodes.map(({ id, name }) => ({ id, name })),
    nodeCount: plan.nodes.length,
    features: plan.features,
    packet: plan.packet,
    maskWordsList: Array.from({ length: plan.packet.maskWords }, (_, index) => ({
      index,
      word: maskWord + index,
      isLast: index === plan.packet.maskWords - 1,
    })),
    maskWordsDown: Array.from({ length: plan.packet.maskWords }, (_, index) => ({
      word: maskWord + plan.packet.maskWords - 1 - index,
      first: 32 * (plan.packet.maskWords - 1 - index) + 31,
    })),
    copiesByLoop: plan.packet.words <= 64,
    vectors: vectorNames
      .filter((name) => coded.some((component) => usesVector(component.fields, name)))
      .map((name) => ({ className: pascal(name), lanes: laneNames(name) })),
    components: plan.components.map(({ name, id }) => ({ name, id })),
    codecs: coded.map((component) => componentContext(component, maskWord)),
    componentStarts: starts(plan).join(', '),
    componentOffsets: plan.components.map(({ offset, size, end }) => (size === 0 ? end : offset)).join(', '),
    componentEnds: plan.components.map(({ end }) => end).join(', '),
    archetypes: plan.archetypes.map((archetype) => archetypeContext(archetype, plan, maskWord)),
    worlds: plan.worlds.map((world) => worldContext(world, plan, queueNamed)),
    worldCount: plan.worlds.length,
    queueType: classes.join(' | '),
    queues: plan.queues.map(lane),
    matrix: matrix(false),
    priorityMatrix: matrix(true),
    deliveries: deliveriesOf(plan.queues).map(({ delivery, name, number }) => ({
      name,
      number,
      matrix: matrix(false, delivery),
      priorityMatrix: matrix(true, delivery),
    })),
    sendingQueues: namesOf(plan.queues.filter(({ role }) => isSentFromWorld(role))),
    receivingQueues: namesOf(plan.queues.filter(({ role }) => role === 'local' || role === 'inbound')),
    wireWords: plan.components.map((component) => component.wireWords).join(', '),
    admit: admitContext(plan, maskWord),
    hasNodes: plan.ownership !== null || plan.features.remote,
    cluster: plan.cluster === null ? null : clusterContext(plan.cluster, plan.schemaHash),
    ownership: {
      isHash: plan.ownership?.strategy === 'hash',
      isRange: plan.ownership?.strategy === 'range',
      isConsistentHash: plan.ownership?.strategy === 'consistent_hash',
      entitiesPerNode: plan.ownership?.strategy === 'range' ? plan.ownership.entitiesPerNode : 0,
      virtualNodes: plan.ownership?.strategy === 'consistent_hash' ? plan.ownership.virtualNodes : 0,
      hashRows: plan.ownership?.strategy === 'consistent_hash' ? rows(plan.ownership.hashes, 10) : [],
      ownerRows: plan.ownership?.strategy === 'consistent_hash' ? rows(plan.ownership.owners, 40) : [],
    },
    hasOwnership: plan.ownership !== null,
    ecs: ecsContext(plan, maskWord),
    hasSharedState: plan.sharedState !== null,
  }
}

export type Context = ReturnType<typeof contextOf>

function worldContext(world: WorldPlan, plan: Plan, queues: ReadonlyMap<string, QueuePlan>) {
  return {
    name: world.name,
    id: world.id,
    readyWord: world.readyWord,
    priorityReadyWord: world.priorityReadyWord,
    sleeperWord: world.sleeperWord,
    wakeWord: world.wakeWord,
    statsWord: world.statsWord,
    poolWord: world.poolWord,
    poolSize: world.poolSize,
    poolCount: world.poolCount,
    poolTakingsWord: world.poolTakingsWord,
    home: homeOf(world, plan),
    inbound: world.inbound.join(', '),
    inboundPriority: world.inboundPriority.join(', '),
    sources: world.inbound.map((name) => plan.worlds[queues.get(name)!.source]!.name).join(', '),
    outbound: world.outbound.join(', '),
    hasRouting: world.routing !== null,
    routes: (world.routing?.rules ?? []).map((rule) => ({
      component: plan.components[rule.component]!.name,
      world: plan.worlds[rule.world]!.name,
    })),
    defaultRoute: world.routing === null ? '' : plan.worlds[world.routing.defaultWorld]!.name,
  }
}

/** For comments: where a world lives that is not here. */
function homeOf(world: WorldPlan, plan: Plan): string {
  return world.isLocal ? '' : `, on ${plan.nodes[world.node!]!.name}`
}

/** Where the padding and bytes of each component start: where what stands before it ends. */
function starts(plan: Plan): number[] {
  return plan.components.map((_, index) => plan.components[index - 1]?.end ?? plan.packet.headerSize)
}

function rows(values: readonly number[], perRow: number): string[] {
  const lines: string[] = []
  for (let start = 0; start < values.length; start += perRow) {
    lines.push(values.slice(start, start + perRow).join(', '))
  }
  return lines
}

function usesVector(fields: readonly FieldPlan[], vector: VectorName): boolean {
  return fields.some(({ shape }) => {
    if (shape.kind === 'struct') return usesVector(shape.fields, vector)
    if (shape.kind === 'smallestThree') return vector === 'quat'
    const element = shape.kind === 'array' ? shape.element : shape
    return element.kind === 'vector' && element.vector === vector
  })
}
