import { count } from '../explain/units.ts'
import type { EcsPlan, FieldPlan, Plan, StoreComponentPlan } from '../plan/plan.ts'
import { travelling } from './carried.ts'
import { between, type Change, listed, pairUp } from './change.ts'

type BareChange = Omit<Change, 'nodes' | 'breaks'>

const unseen = 'no other node sees it: what travels is the same packet'

/** What differs in how worlds hold their entities: adapters, stores, and what references are read as. */
export function compareEcs(before: Plan, after: Plan): BareChange[] {
  const worlds = pairUp(before.worlds, after.worlds).flatMap((pair): BareChange[] => {
    // A world that has come, gone or moved takes its ECS along.
    if (!pair.before?.isLocal || !pair.after?.isLocal) return []
    const differences = compareAdapters(pair.before.ecs, pair.after.ecs)
    const stores = compareStores(before, after, pair.before.ecs, pair.after.ecs)
    return [
      ...changed('ecs', pair.name, `ecs of world ${pair.name}`, differences, unseen),
      ...changed('ecs', pair.name, `store of world ${pair.name}`, stores, null),
    ]
  })
  return [...worlds, ...compareReferences(before, after)]
}

function compareAdapters(before: EcsPlan | null, after: EcsPlan | null): string[] {
  const ids = ({ firstId, lastId }: EcsPlan): string => `${count(firstId)} to ${count(lastId)}`
  return [
    ...between('', before?.kind ?? 'none', after?.kind ?? 'none'),
    ...(before === null || after === null
      ? []
      : [
          ...(before.entityCapacity === after.entityCapacity
            ? []
            : between('room for', count(before.entityCapacity), `${count(after.entityCapacity)} entities`)),
          ...between('gives ids', ids(before), ids(after)),
        ]),
  ]
}

/** Of a store, what travels is compared with the packets. */
function compareStores(old: Plan, now: Plan, before: EcsPlan | null, after: EcsPlan | null): string[] {
  if (before?.store == null || after?.store == null) return []
  const common = travelling(old, now)
  const own = (all: readonly StoreComponentPlan[]) => all.filter(({ name }) => !common.has(name))
  return pairUp(own(before.store.components), own(after.store.components)).flatMap((pair) =>
    pair.before === null || pair.after === null
      ? [`${pair.name} ${pair.before === null ? 'is new' : 'is gone'}`]
      : between(pair.name, fieldsText(pair.before.fields), fieldsText(pair.after.fields)),
  )
}

function fieldsText(fields: readonly FieldPlan[]): string {
  return listed(fields.map(({ name, typeText }) => `${name} ${typeText}`))
}

function compareReferences(before: Plan, after: Plan): BareChange[] {
  const policies = ({ components }: Plan) =>
    components.flatMap(({ name: component, fields }) =>
      fields.flatMap(({ name, shape }) =>
        shape.kind === 'entity' ? [{ name: `${component}.${name}`, policy: shape.reference }] : [],
      ),
    )
  return pairUp(policies(before), policies(after)).flatMap(({ name, before: old, after: now }) =>
    old === null || now === null
      ? []
      : changed('reference', name, `reference ${name}`, between('', old.policy, now.policy), unseen),
  )
}

function changed(
  subject: Change['subject'],
  name: string,
  what: string,
  differences: readonly string[],
  hint: string | null,
): BareChange[] {
  if (differences.length === 0) return []
  return [{ subject, name, action: 'changed', message: `${what}: ${differences.join(', ')}`, hint }]
}
