import { count } from '../explain/units.ts'
import type { Plan, QueuePlan, RoutingPlan } from '../plan/plan.ts'
import { travelling } from './carried.ts'
import { between, type Change, listed, pairUp } from './change.ts'
import { compareEcs } from './ecs.ts'

type BareChange = Omit<Change, 'nodes' | 'breaks'>

/** What differs between two modules of one node that the other nodes never see. */
export function compareLocal(before: Plan, after: Plan): Change[] {
  const nodes = after.node === null ? [] : [after.node.name]
  return [
    ...compareQueues(before, after),
    ...compareWorlds(before, after),
    ...compareEcs(before, after),
    ...compareArchetypes(before, after),
    ...single('pool', 'transfers of a pool', count(before.memory.poolSize), count(after.memory.poolSize)),
    ...single('sharedState', 'shared state', before.sharedState ?? 'none', after.sharedState ?? 'none'),
  ].map((change) => ({ ...change, breaks: false, nodes }))
}

function single(subject: Change['subject'], what: string, before: string, after: string): BareChange[] {
  return changed(subject, '', what, between('', before, after))
}

function changed(
  subject: Change['subject'],
  name: string,
  what: string,
  differences: readonly string[],
): BareChange[] {
  if (differences.length === 0) return []
  return [{ subject, name, action: 'changed', message: `${what}: ${differences.join(', ')}`, hint: null }]
}

/** What comes back has a queue that follows from the others. */
function compareQueues(before: Plan, after: Plan): BareChange[] {
  const own = ({ queues }: Plan): QueuePlan[] => queues.filter(({ role }) => role !== 'returned')
  return pairUp(own(before), own(after)).flatMap((pair): BareChange[] => {
    const { name } = pair
    const only = pair.before ?? pair.after!
    if (pair.before === null || pair.after === null) {
      // Queues to and from other nodes come and go with their links.
      if (only.role !== 'local') return []
      const isNew = pair.before === null
      const message = `queue ${name} ${isNew ? `is new: ${count(only.capacity)} slots` : 'is gone'}`
      return [{ subject: 'queue', name, action: isNew ? 'added' : 'removed', message, hint: null }]
    }
    return changed('queue', name, `queue ${name}`, [
      ...between('', pair.before.kind, pair.after.kind),
      ...between('capacity', count(pair.before.capacity), count(pair.after.capacity)),
      ...between('batch', count(pair.before.batchSize), count(pair.after.batchSize)),
    ])
  })
}

function compareWorlds(before: Plan, after: Plan): BareChange[] {
  const isCommon = travelling(before, after)
  const held = (plan: Plan, ids: readonly number[]): string =>
    listed(ids.map((id) => plan.components[id]!.name).filter((name) => isCommon.has(name)))
  return pairUp(before.worlds, after.worlds).flatMap((pair): BareChange[] => {
    if (pair.before === null || pair.after === null) return []
    const { name } = pair
    const routes = between(
      '',
      routingText(before, pair.before.routing),
      routingText(after, pair.after.routing),
    )
    return [
      ...changed(
        'world',
        name,
        `world ${name}`,
        between('holds', held(before, pair.before.components), held(after, pair.after.components)),
      ),
      // A world that has moved takes its routing along.
      ...(pair.before.isLocal && pair.after.isLocal
        ? changed('routing', name, `routing of world ${name}`, routes)
        : []),
    ]
  })
}

function routingText(plan: Plan, routing: RoutingPlan | null): string {
  if (routing === null) return 'none'
  const rules = routing.rules.map(
    ({ component, world }) => `${plan.components[component]!.name} to ${plan.worlds[world]!.name}`,
  )
  return [...rules, `else to ${plan.worlds[routing.defaultWorld]!.name}`].join(', ')
}

function compareArchetypes(before: Plan, after: Plan): BareChange[] {
  const pairs = pairUp(before.archetypes, after.archetypes)
  const text = (plan: Plan, ids: readonly number[]): string =>
    listed(ids.map((id) => plan.components[id]!.name))
  const changes = pairs.flatMap((pair): BareChange[] => {
    const { name } = pair
    if (pair.before === null) {
      const message = `archetype ${name} is new: ${text(after, pair.after!.components)}`
      return [{ subject: 'archetype', name, action: 'added', message, hint: null }]
    }
    if (pair.after === null) {
      return [
        { subject: 'archetype', name, action: 'removed', message: `archetype ${name} is gone`, hint: null },
      ]
    }
    const difference = between('', text(before, pair.before.components), text(after, pair.after.components))
    return changed('archetype', name, `archetype ${name}`, difference)
  })
  const common = new Set(
    pairs.filter((pair) => pair.before !== null && pair.after !== null).map(({ name }) => name),
  )
  const order = ({ archetypes }: Plan): string =>
    archetypes.flatMap(({ name }) => (common.has(name) ? name : [])).join(', ')
  return [...changes, ...single('archetype', 'order of archetypes', order(before), order(after))]
}
