import { basename } from 'node:path'
import type { Diagnostic } from './diagnostic/diagnostic.ts'
import { makePlans } from './plan/makePlans.ts'
import type { Plan } from './plan/plan.ts'
import { readSchema } from './source/readSchema.ts'

export interface PlanResult {
  readonly plans: readonly Plan[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads and plans a schema without rendering it: `explain` needs no more, and neither template nor parser. */
export function planOf(schema: string | object, options: { readonly schemaFile?: string } = {}): PlanResult {
  const text = typeof schema === 'string' ? schema : JSON.stringify(schema, null, 2)
  const schemaFile = options.schemaFile ?? nameOf(schema)
  const source = readSchema(text, schemaFile)
  if (source.input === null) return { plans: [], diagnostics: source.diagnostics }
  const { plans, problems } = makePlans(source.input, schemaFile)
  const diagnostics = [...source.diagnostics, ...problems.map(source.locate)]
  return { plans: problems.length === 0 ? plans : [], diagnostics }
}

function nameOf(schema: string | object): string {
  const name = typeof schema === 'object' && 'name' in schema ? schema.name : null
  return typeof name === 'string' ? basename(`${name}.schema.json`) : 'cluster.schema.json'
}
