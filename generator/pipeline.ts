import type { Diagnostic } from './diagnostic/diagnostic.ts'
import { finish, toJavaScript } from './finish/finish.ts'
import type { Plan } from './plan/plan.ts'
import { planOf } from './planOf.ts'
import { render } from './render/render.ts'

export interface GenerateOptions {
  /** Name of the schema in the banner (without its folder) and in diagnostics. Default: `<name>.schema.json`. */
  readonly schemaFile?: string
  /** Only the module of this node. */
  readonly node?: string
  /** `js` gives JavaScript and its declarations, for workers that load no TypeScript. Default: `ts`. */
  readonly emit?: 'ts' | 'js'
}

export interface GeneratedFile {
  /** File name without a folder, such as `arena.gen.ts` or `arena.alpha.gen.ts`. */
  readonly name: string
  readonly text: string
  /** The node whose module it is; null where the schema has none. */
  readonly node: string | null
}

export interface GenerateResult {
  /** Empty when any diagnostic is an error. */
  readonly files: readonly GeneratedFile[]
  /** Errors and warnings, in the order of the text. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Generates the modules of a schema, given as text (JSON with comments) or as a value. Touches no file.
 * Everything wrong with the schema comes back as diagnostics; it throws only on a bug of its own.
 */
export function generate(schema: string | object, options: GenerateOptions = {}): GenerateResult {
  const { plans, diagnostics } = planOf(schema, options)
  const wanted = plans.filter((plan) => options.node === undefined || plan.node?.name === options.node)
  return { files: wanted.flatMap((plan) => filesOf(plan, options.emit ?? 'ts')), diagnostics }
}

function filesOf(plan: Plan, emit: 'ts' | 'js'): GeneratedFile[] {
  const node = plan.node?.name ?? null
  const stem = `${plan.name}${node === null ? '' : `.${node}`}.gen`
  const text = finish(render(plan), `${stem}.ts`)
  if (emit === 'ts') return [{ name: `${stem}.ts`, text, node }]
  const { code, types } = toJavaScript(text, `${stem}.ts`)
  return [
    { name: `${stem}.js`, text: code, node },
    { name: `${stem}.d.ts`, text: types, node },
  ]
}
