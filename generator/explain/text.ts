import type { FieldPlan, Plan, QueuePlan } from '../plan/plan.ts'
import { ownershipBalance } from './balance.ts'
import { clusterText } from './cluster.ts'
import { carriedBy, wireBytes } from './json.ts'
import { pictureOf } from './picture.ts'
import { table } from './table.ts'
import { bytes, count, percent } from './units.ts'

/** The layout as a person wants to see it. */
export function explainText(plan: Plan): string {
  return [
    `${plan.name}${plan.node === null ? '' : `, node ${plan.node.name}`}: schema hash ${plan.schemaHash}`,
    ...(plan.queues.length === 0 ? [] : [packetText(plan), componentsText(plan)]),
    ...(plan.archetypes.length === 0 ? [] : [archetypesText(plan)]),
    ...(plan.queues.length === 0 ? [] : [matrixText(plan), linksText(plan)]),
    ...(plan.cluster === null ? [] : [clusterText(plan, plan.cluster)]),
    ...(plan.ownership === null ? [] : [ownershipText(plan)]),
    ...(plan.leftOut.length === 0 ? [] : [leftOutText(plan)]),
  ].join('\n\n')
}

function packetText(plan: Plan): string {
  const { packet } = plan
  const words = packet.maskWords === 1 ? '1 word' : `${packet.maskWords} words`
  return [
    `Packet: ${bytes(packet.size)} at most, aligned to ${packet.align}; little endian, offsets in bytes`,
    `Header: ${bytes(packet.headerSize)}: entity u32 @0, generation u32 @4, source u8 @8, target u8 @9,`,
    `  flags u8 @10, reserved u8 @11, mask u32 @12 (${words}, a bit for each component)`,
    ...pictureOf(plan),
  ].join('\n')
}

function componentsText(plan: Plan): string {
  const fieldRows = (fields: readonly FieldPlan[], indent: string): string[][] =>
    fields.flatMap((field) => [
      [
        `${indent}${field.name}`,
        '',
        count(field.offset),
        count(field.size),
        String(field.align),
        '',
        field.typeText + deprecationText(field),
      ],
      ...(field.shape.kind === 'struct' ? fieldRows(field.shape.fields, `${indent}  `) : []),
    ])
  const rows = plan.components.flatMap((component) => [
    [
      component.name,
      String(component.id),
      component.size === 0 ? '-' : count(component.offset),
      count(component.size),
      String(component.align),
      String(component.paddingBefore + component.holes.length),
      component.size === 0 ? 'tag' : '',
    ],
    ...fieldRows(component.fields, '  '),
  ])
  return table('Components', ['name', 'bit', 'offset', 'size', 'align', 'padding', 'type'], rows)
}

function deprecationText({ deprecated }: FieldPlan): string {
  if (deprecated === false) return ''
  return deprecated === true ? ', deprecated' : `, deprecated: ${deprecated}`
}

function archetypesText(plan: Plan): string {
  const rows = plan.archetypes.map(({ name, size, components }) => [
    name,
    count(size),
    components.map((id) => plan.components[id]!.name).join(', '),
  ])
  return table('Archetypes', ['name', 'bytes', 'components'], rows)
}

function matrixText(plan: Plan): string {
  const rows = plan.worlds.map((source) => [
    source.name,
    ...plan.worlds.map((target) => {
      const between = plan.queues.filter(
        (queue) => queue.source === source.id && queue.target === target.id && queue.role !== 'returned',
      )
      // A priority queue stands behind the one that it belongs to.
      const cell = between.map((queue) => (queue.isPriority ? '+' : '/') + count(queue.capacity)).join('')
      return cell === '' ? '-' : cell.slice(1)
    }),
  ])
  const urgent = plan.features.priority ? ', after a + those of the priority queue' : ''
  const several = plan.features.severalDeliveries ? ', between / those of several deliveries' : ''
  const title = `Queues: slots by source (rows) and target (columns)${urgent}${several}`
  return table(title, ['', ...plan.worlds.map(({ name }) => name)], rows)
}

function linksText(plan: Plan): string {
  const rows = plan.queues.map((queue) => [
    queue.name,
    ...(plan.cluster === null ? [] : [queue.role]),
    queue.kind,
    count(queue.capacity),
    count(queue.batchSize),
    count(queue.slotWords * 4),
    count(queue.memoryBytes),
    count(wireBytes(plan, queue)),
    carriedText(plan, queue),
  ])
  const role = plan.cluster === null ? [] : ['role']
  const head = ['queue', ...role, 'kind', 'slots', 'batch', 'slot bytes', 'memory', 'packet up to', 'carries']
  const queueBytes = plan.queues.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0)
  const rest = plan.memory.bytes - queueBytes
  return [
    table('Links (bytes)', head, rows),
    `Memory: ${bytes(plan.memory.bytes)}: the queues ${bytes(queueBytes)}, control lines and pools ${bytes(rest)}`,
  ].join('\n')
}

function carriedText(plan: Plan, queue: QueuePlan): string {
  const carried = carriedBy(plan, queue)
  if (carried.length === plan.components.length) return 'all'
  return carried.length === 0 ? 'no component' : carried.map(({ name }) => name).join(', ')
}

function ownershipText(plan: Plan): string {
  const balance = ownershipBalance(plan)
  if (balance === null || plan.ownership === null) return ''
  const { shares, smallest, largest, mean, movedOnJoin } = balance
  const rows = plan.nodes.map(({ name }, index) => [name, percent(shares[index] ?? 0)])
  const detail =
    plan.ownership.strategy === 'consistent_hash'
      ? `, ${count(plan.ownership.virtualNodes)} points a node`
      : plan.ownership.strategy === 'range'
        ? `, ${count(plan.ownership.entitiesPerNode)} ids a node`
        : ''
  return [
    table(`Ownership: ${plan.ownership.strategy}${detail}`, ['node', 'share of ids'], rows),
    `  smallest ${percent(smallest)}, mean ${percent(mean)}, largest ${percent(largest)}`,
    `  when one more node joins, about ${percent(movedOnJoin)} of the ids change their owner`,
  ].join('\n')
}

function leftOutText(plan: Plan): string {
  return ['Left out', ...plan.leftOut.map(({ what, why }) => `  ${what}: ${why}`)].join('\n')
}
