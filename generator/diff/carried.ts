import { carriedBy } from '../explain/json.ts'
import type { Plan, QueuePlan } from '../plan/plan.ts'

/** Names of the components that packets of both schemas have: of the others it is said where they come or go. */
export function travelling(before: Plan, after: Plan): ReadonlySet<string> {
  const names = new Set(before.components.map(({ name }) => name))
  return new Set(after.components.map(({ name }) => name).filter((name) => names.has(name)))
}

/** Names of the components that a queue carries. */
export function carriedNames(plan: Plan, queue: QueuePlan): string[] {
  return carriedBy(plan, queue).map(({ name }) => name)
}
