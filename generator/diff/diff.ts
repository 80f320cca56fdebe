import type { Plan } from '../plan/plan.ts'
import { type Change, merged } from './change.ts'
import { compareChannels } from './channels.ts'
import { compareCluster } from './cluster.ts'
import { compareComponents } from './components.ts'
import { compareLocal } from './local.ts'
import { compareModules, type ModuleChange } from './modules.ts'
import { compareTimes } from './times.ts'

/** What differs between two schemas, for the wire and for each module. */
export interface SchemaDiff {
  readonly name: string
  /** Whether the schema hashes differ: then no node of one schema talks with a node of the other. */
  readonly breaks: boolean
  readonly schemaHash: { readonly before: string; readonly after: string }
  /** Whether nodes write to each other, under either schema. */
  readonly hasWire: boolean
  readonly breaking: readonly Change[]
  readonly compatible: readonly Change[]
  readonly modules: readonly ModuleChange[]
}

/** Compares the plans of two schemas, all nodes of each. Neither list is empty. */
export function diffPlans(before: readonly Plan[], after: readonly Plan[]): SchemaDiff {
  const [old, now] = [before[0]!, after[0]!]
  const sameNodes = before.flatMap((plan) => {
    const other = after.find(({ node }) => (node?.name ?? null) === (plan.node?.name ?? null))
    return other === undefined ? [] : [{ old: plan, now: other }]
  })
  const changes = merged([
    ...compareCluster(old, now),
    ...compareChannels(before, after),
    ...compareComponents(before, after),
    ...sameNodes.flatMap((pair) => [
      ...compareLocal(pair.old, pair.now),
      ...compareTimes(pair.old, pair.now),
    ]),
  ])
  const breaking = changes.filter((change) => change.breaks)
  const breaks = old.schemaHash !== now.schemaHash
  if (breaks !== breaking.length > 0) {
    const claim = breaks ? 'the schema hash differs and no change says why' : 'a change breaks no schema hash'
    throw new Error(`diff breaks its own rule: ${claim}`)
  }
  return {
    name: now.name,
    breaks,
    schemaHash: { before: old.schemaHash, after: now.schemaHash },
    hasWire: old.cluster !== null || now.cluster !== null,
    breaking,
    compatible: changes.filter((change) => !change.breaks),
    modules: compareModules(before, after),
  }
}

/** The nodes of the new schema that can only be upgraded all at once: all of them, or none. */
export function upgradedTogether({ breaks, modules }: SchemaDiff): string[] {
  if (!breaks) return []
  return modules.filter(({ module }) => module !== 'removed').flatMap(({ node }) => node ?? [])
}

/** The nodes whose modules differ and understand those of before. */
export function upgradedAlone({ breaks, modules }: SchemaDiff): string[] {
  if (breaks) return []
  return modules.filter(({ module }) => module === 'changed').flatMap(({ node }) => node ?? [])
}
