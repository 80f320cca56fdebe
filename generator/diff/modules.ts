import type { Plan } from '../plan/plan.ts'
import { contextOf } from '../render/context.ts'
import { pairUp } from './change.ts'

/** What becomes of the module of one node, or of the only one. */
export interface ModuleChange {
  /** Null where the schema has no nodes. */
  readonly node: string | null
  readonly module: 'added' | 'removed' | 'changed' | 'same'
  /** Whether its threads and those of the old module can no longer share a memory. */
  readonly isMemoryChanged: boolean
  /** Null where there is no such module. */
  readonly memoryBytes: { readonly before: number | null; readonly after: number | null }
}

/** Which modules differ, as they would be printed; a schema of another name alone changes a banner, no module. */
export function compareModules(before: readonly Plan[], after: readonly Plan[]): ModuleChange[] {
  return pairUp(before.map(named), after.map(named)).map(({ before: old, after: now }) => ({
    node: (old ?? now)!.plan.node?.name ?? null,
    module:
      old === null
        ? 'added'
        : now === null
          ? 'removed'
          : printed(old.plan) === printed(now.plan)
            ? 'same'
            : 'changed',
    isMemoryChanged: old !== null && now !== null && old.plan.layoutHash !== now.plan.layoutHash,
    memoryBytes: { before: old?.plan.memory.bytes ?? null, after: now?.plan.memory.bytes ?? null },
  }))
}

function named(plan: Plan): { readonly name: string; readonly plan: Plan } {
  return { name: plan.node?.name ?? '', plan }
}

/** Templates print this and nothing else. */
function printed(plan: Plan): string {
  return JSON.stringify(contextOf({ ...plan, schemaFile: '' }))
}
