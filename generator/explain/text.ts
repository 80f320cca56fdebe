import type { FieldPlan, Plan } from '../plan/plan.ts'
import { ownershipBalance } from './balance.ts'
import { wireBytes } from './json.ts'
import { table } from './table.ts'

const number = (value: number): string => value.toLocaleString('en-US')

/** The layout as a person wants to see it. */
export function explainText(plan: Plan): string {
  return [
    `${plan.name}${plan.node === null ? '' : `, node ${plan.node.name}`}: schema hash ${plan.schemaHash}`,
    ...(plan.queues.length === 0 ? [] : [packetText(plan), componentsText(plan)]),
    ...(plan.archetypes.length === 0 ? [] : [archetypesText(plan)]),
    ...(plan.queues.length === 0 ? [] : [matrixText(plan), linksText(plan)]),
    ...(plan.ownership === null ? [] : [ownershipText(plan)]),
    ...(plan.leftOut.length === 0 ? [] : [leftOutText(plan)]),
  ].join('\n\n')
}

function packetText(plan: Plan): string {
  const { packet } = plan
  const lastMask = packet.headerSize - 1
  return [
    `Packet: ${number(packet.size)} bytes, header ${packet.headerSize} (offsets in bytes, little endian)`,
    `  entity u32 @0, generation u32 @4, source u8 @8, target u8 @9, flags u8 @10, mask @12-${lastMask}`,
    ...(packet.size <= 256 ? pictureOf(plan) : []),
  ].join('\n')
}

/** Sixteen bytes a row, a letter for each component, a dot for padding. */
function pictureOf(plan: Plan): string[] {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  const bytes = new Array<string>(plan.packet.size).fill('.')
  bytes.fill('#', 0, plan.packet.headerSize)
  const filled = plan.components.filter(({ size }) => size > 0)
  filled.forEach((component, index) => {
    bytes.fill(letters[index % letters.length]!, component.offset, component.end)
    for (const hole of component.holes) bytes[hole] = '.'
  })
  const rows: string[] = []
  for (let start = 0; start < bytes.length; start += 16) {
    rows.push(`  ${String(start).padStart(4)}  ${bytes.slice(start, start + 16).join(' ')}`)
  }
  const legend = filled.map(({ name }, index) => `${letters[index % letters.length]} ${name}`)
  return [...rows, `        # header, . padding, ${legend.join(', ')}`]
}

function componentsText(plan: Plan): string {
  const fieldRows = (fields: readonly FieldPlan[], indent: string): string[][] =>
    fields.flatMap((field) => [
      [
        `${indent}${field.name}`,
        '',
        number(field.offset),
        number(field.size),
        String(field.align),
        '',
        field.typeText,
      ],
      ...(field.shape.kind === 'struct' ? fieldRows(field.shape.fields, `${indent}  `) : []),
    ])
  const rows = plan.components.flatMap((component) => [
    [
      component.name,
      String(component.id),
      component.size === 0 ? '-' : number(component.offset),
      number(component.size),
      String(component.align),
      String(component.paddingBefore + component.holes.length),
      component.size === 0 ? 'tag' : '',
    ],
    ...fieldRows(component.fields, '  '),
  ])
  return table('Components', ['name', 'bit', 'offset', 'size', 'align', 'padding', 'type'], rows)
}

function archetypesText(plan: Plan): string {
  const rows = plan.archetypes.map(({ name, size, components }) => [
    name,
    number(size),
    components.map((id) => plan.components[id]!.name).join(', '),
  ])
  return table('Archetypes', ['name', 'bytes', 'components'], rows)
}

function matrixText(plan: Plan): string {
  const rows = plan.worlds.map((source) => [
    source.name,
    ...plan.worlds.map((target) => {
      const queue = plan.queues.find(
        (candidate) =>
          candidate.source === source.id && candidate.target === target.id && !candidate.isPriority,
      )
      return queue === undefined ? '-' : number(queue.capacity)
    }),
  ])
  const title = `Queues: slots by source (rows) and target; ${number(plan.memory.bytes)} bytes of memory in all`
  return table(title, ['', ...plan.worlds.map(({ name }) => name)], rows)
}

function linksText(plan: Plan): string {
  const rows = plan.queues.map((queue) => [
    queue.name,
    queue.kind,
    number(queue.capacity),
    number(queue.batchSize),
    number(queue.slotWords * 4),
    number(queue.memoryBytes),
    number(wireBytes(plan, queue)),
  ])
  return table('Links', ['queue', 'kind', 'capacity', 'batch', 'slot', 'memory', 'packet up to'], rows)
}

function ownershipText(plan: Plan): string {
  const { shares, movedOnJoin } = ownershipBalance(plan)
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`
  const rows = plan.nodes.map(({ name }, index) => [name, percent(shares[index] ?? 0)])
  const strategy = plan.ownership?.strategy ?? ''
  const title = `Ownership: ${strategy}; when one more node joins about ${percent(movedOnJoin)} of the ids move`
  return table(title, ['node', 'share of ids'], rows)
}

function leftOutText(plan: Plan): string {
  return ['Left out', ...plan.leftOut.map(({ what, why }) => `  ${what}: ${why}`)].join('\n')
}
