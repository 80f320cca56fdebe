import { count, exactBytes } from '../explain/units.ts'
import type { ComponentPlan, Plan } from '../plan/plan.ts'
import { between, type Change, type Pair, pairUp, pushes } from './change.ts'
import { compareFields } from './fields.ts'

/** What of the packet differs: its header, its components and their fields. */
export function compareComponents(before: readonly Plan[], after: readonly Plan[]): Change[] {
  const [old, now] = [before[0]!, after[0]!]
  const pairs = pairUp(old.components, now.components)
  return [
    ...comparePacket(old, now),
    ...pairs.flatMap((pair) => {
      const nodes = nodesWith(pair, before, after)
      return compareComponent(pair, pairs, old, now).map((change) => ({ ...change, nodes }))
    }),
  ]
}

/** The nodes that have code for a component, in one schema or the other. */
function nodesWith(
  pair: Pair<ComponentPlan>,
  before: readonly Plan[],
  after: readonly Plan[],
): readonly string[] {
  const having = (plans: readonly Plan[], component: ComponentPlan | null): string[] =>
    plans.filter(({ codecs }) => codecs.includes(component?.id ?? -1)).flatMap(({ node }) => node?.name ?? [])
  return [...new Set([...having(before, pair.before), ...having(after, pair.after)])]
}

function comparePacket(before: Plan, after: Plan): Change[] {
  const [old, now] = [before.packet, after.packet]
  if (old.headerSize === now.headerSize) return []
  return [
    {
      subject: 'packet',
      name: '',
      action: 'changed',
      breaks: true,
      message: `header of a packet: ${old.headerSize} -> ${now.headerSize} bytes`,
      hint: 'the mask has a word for each 32 components that travel; another word moves every component',
      nodes: after.nodes.map(({ name }) => name),
    },
  ]
}

type BareChange = Omit<Change, 'nodes'>

function compareComponent(
  { name, before, after }: Pair<ComponentPlan>,
  pairs: readonly Pair<ComponentPlan>[],
  old: Plan,
  now: Plan,
): BareChange[] {
  const base = { subject: 'component', name, breaks: true } as const
  if (before === null) {
    const { id, offset, size } = after!
    const place = size === 0 ? `bit ${id}, a tag` : `bit ${id}, offset ${count(offset)}, ${exactBytes(size)}`
    const what = isDeclared(old, name) ? 'travels from now on' : 'is new'
    const message = `component ${name} ${what}: ${place}`
    const hint = pushes(id, pairs, (component) => component.id)
      ? 'it moves those behind it; as the last of "components" it would move none, and the schema hash differs all the same'
      : null
    return [{ ...base, action: 'added', message, hint }]
  }
  if (after === null) {
    const message = `component ${name} ${isDeclared(now, name) ? 'travels no more' : 'is gone'}`
    return [{ ...base, action: 'removed', message, hint: null }]
  }
  const differences = [
    ...between('bit', String(before.id), String(after.id)),
    // A tag has no bytes that could stand elsewhere.
    ...(before.size === 0 || after.size === 0
      ? []
      : between('offset', count(before.offset), count(after.offset))),
    ...between('size', count(before.size), count(after.size)),
  ]
  const message = `component ${name}: ${differences.join(', ')}`
  return [
    ...(differences.length === 0 ? [] : [{ ...base, action: 'changed', message, hint: null } as const]),
    ...compareFields(
      name,
      { fields: before.fields, base: before.offset },
      { fields: after.fields, base: after.offset },
    ),
  ]
}

/** Whether a schema has a component that no link carries. */
function isDeclared(plan: Plan, name: string): boolean {
  return plan.leftOut.some(({ what }) => what === `component ${name}`)
}
