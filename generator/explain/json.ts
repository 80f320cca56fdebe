import type { ClusterPlan, ComponentPlan, FieldPlan, Plan, QueuePlan } from '../plan/plan.ts'
import { ownershipBalance } from './balance.ts'

/** The layout as JSON. Keys are stable: tools may rely on them. */
export function explainJson(plan: Plan) {
  return {
    name: plan.name,
    node: plan.node?.name ?? null,
    schemaHash: plan.schemaHash,
    packet: {
      headerSize: plan.packet.headerSize,
      maskWords: plan.packet.maskWords,
      size: plan.packet.size,
      align: plan.packet.align,
    },
    components: Object.fromEntries(
      plan.components.map((component) => [
        component.name,
        {
          id: component.id,
          offset: component.offset,
          size: component.size,
          align: component.align,
          paddingBefore: component.paddingBefore,
          fields: fieldsOf(component.fields),
        },
      ]),
    ),
    archetypes: Object.fromEntries(
      plan.archetypes.map(({ name, size, components }) => [
        name,
        { size, components: components.map((id) => plan.components[id]!.name) },
      ]),
    ),
    worlds: Object.fromEntries(
      plan.worlds.map(({ name, id, node, components, ecs }) => [
        name,
        {
          id,
          node: node === null ? null : plan.nodes[node]!.name,
          components: components.map((component) => plan.components[component]!.name),
          ecs:
            ecs === null
              ? null
              : {
                  kind: ecs.kind,
                  entityCapacity: ecs.entityCapacity,
                  firstId: ecs.firstId,
                  lastId: ecs.lastId,
                  storeBytes: ecs.store?.bytes ?? 0,
                },
        },
      ]),
    ),
    links: plan.queues.map((queue) => ({
      name: queue.name,
      from: plan.worlds[queue.source]!.name,
      to: plan.worlds[queue.target]!.name,
      role: queue.role,
      delivery: queue.delivery,
      kind: queue.kind,
      priority: queue.isPriority,
      capacity: queue.capacity,
      batchSize: queue.batchSize,
      slotBytes: queue.slotWords * 4,
      memoryBytes: queue.memoryBytes,
      wireBytes: wireBytes(plan, queue),
      components: carriedBy(plan, queue).map(({ name }) => name),
    })),
    memoryBytes: plan.memory.bytes,
    cluster: plan.cluster === null ? null : clusterJson(plan, plan.cluster),
    ownership:
      plan.ownership === null
        ? null
        : {
            strategy: plan.ownership.strategy,
            nodes: plan.nodes.map(({ name }) => name),
            ...ownershipBalance(plan),
          },
    sharedState: plan.sharedState,
    leftOut: plan.leftOut,
  }
}

function clusterJson(plan: Plan, cluster: ClusterPlan) {
  const queues = new Map(plan.queues.map((queue) => [queue.name, queue]))
  const channel = (queue: string, number: number) => ({
    channel: number,
    queue,
    delivery: queues.get(queue)!.delivery,
    wireBytesMax: paddedWireBytes(plan, queues.get(queue)!),
  })
  return {
    transport: cluster.transport,
    security: cluster.security,
    topology: cluster.topology,
    hub: cluster.hub === null ? null : plan.nodes[cluster.hub]!.name,
    host: cluster.host,
    port: cluster.port,
    heartbeatIntervalMs: cluster.heartbeatIntervalMs,
    peerTimeoutMs: cluster.peerTimeoutMs,
    reconnectMinMs: cluster.reconnectMinMs,
    reconnectMaxMs: cluster.reconnectMaxMs,
    quorum: cluster.quorum,
    peers: cluster.peers.map((peer) => ({
      node: peer.name,
      host: peer.host,
      port: peer.port,
      outbound: peer.outbound.map(({ queue, lifetimeMs, returns }, number) => ({
        ...channel(queue, number),
        lifetimeMs,
        returns,
      })),
      inbound: peer.inbound.map(({ queue }, number) => channel(queue, number)),
    })),
    fingerprints: Object.fromEntries(cluster.fingerprints.map(({ what, value }) => [what, value])),
  }
}

/** Bytes of the same packet between nodes, where packets are whole numbers of 64 bits. */
export function paddedWireBytes(plan: Plan, queue: QueuePlan): number {
  return 4 * (carriedBy(plan, queue).at(-1)?.wireWords ?? plan.packet.headerWireWords)
}

/** Bytes of a packet on this link that carries all that the link carries. */
export function wireBytes(plan: Plan, queue: QueuePlan): number {
  return carriedBy(plan, queue).at(-1)?.end ?? plan.packet.headerSize
}

export function carriedBy(plan: Plan, queue: QueuePlan): ComponentPlan[] {
  return plan.components.filter(
    ({ maskWord, maskBit }) => ((queue.carried[maskWord] ?? 0) & (1 << maskBit)) !== 0,
  )
}

function fieldsOf(fields: readonly FieldPlan[]): Record<string, object> {
  return Object.fromEntries(
    fields.map((field) => [
      field.name,
      {
        offset: field.offset,
        size: field.size,
        type: field.typeText,
        deprecated: field.deprecated,
        ...(field.shape.kind === 'struct' ? { fields: fieldsOf(field.shape.fields) } : {}),
      },
    ]),
  )
}
