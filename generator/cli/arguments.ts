import { parseArgs } from 'node:util'

export const usage = `Usage: ecs-gen <schema> [options]
       ecs-gen explain <schema> [--json] [--node NAME]
       ecs-gen diff <old schema> <new schema> [--json]

Reads a cluster schema (JSON, comments allowed) and writes <name>.gen.ts beside it,
or <name>.<node>.gen.ts for each node.

  --out FILE|DIR     where to write; a file if it ends in .ts, .mts, .js or .mjs, else a folder
  --node NAME        only the module of this node
  --emit ts|js       TypeScript (default), or JavaScript with declarations
  --check            write nothing; show what would change and exit with 1 if anything would
  --stdout           print the module instead of writing it
  --watch            write again whenever the schema changes
  --format FORMAT    human (default) or json
  --help, --version

explain prints the layout of packets, the queues and their memory, and what was left out.
diff prints what changes from one schema to the next, and which nodes must be upgraded together.
Exit code: 0 fresh or done, 1 stale (--check) or a wire that breaks (diff), 2 bad schema or usage,
or not writable.`

/** What is wrong with the command line. `word` is the slip, `choices` what could have been meant. */
export class UsageError extends Error {
  readonly word: string | null
  readonly choices: readonly string[]

  constructor(message: string, word: string | null = null, choices: readonly string[] = []) {
    super(message)
    this.word = word
    this.choices = choices
  }
}

export interface GenerateArguments {
  readonly kind: 'generate' | 'watch'
  readonly schema: string
  readonly out: string | null
  readonly node: string | null
  readonly emit: 'ts' | 'js'
  readonly format: 'human' | 'json'
  readonly mode: 'write' | 'check' | 'stdout'
}

export interface ExplainArguments {
  readonly kind: 'explain'
  readonly schema: string
  readonly node: string | null
  readonly json: boolean
}

export interface DiffArguments {
  readonly kind: 'diff'
  readonly before: string
  readonly after: string
  readonly json: boolean
}

export type Command =
  | GenerateArguments
  | ExplainArguments
  | DiffArguments
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }

const options = {
  out: { type: 'string' },
  node: { type: 'string' },
  emit: { type: 'string' },
  format: { type: 'string' },
  check: { type: 'boolean' },
  stdout: { type: 'boolean' },
  watch: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

/** Reads the command line. Throws a UsageError that says what is wrong with it. */
export function readArguments(words: readonly string[]): Command {
  const { values, positionals } = parse(words)
  if (values.help) return { kind: 'help' }
  if (values.version) return { kind: 'version' }
  if (positionals[0] === 'diff') return readDiff(values, positionals.slice(1))
  const isExplain = positionals[0] === 'explain'
  const [schema, extra] = isExplain ? positionals.slice(1) : positionals
  if (schema === undefined || schema === '') {
    const example = `ecs-gen ${isExplain ? 'explain ' : ''}cluster.schema.json`
    throw new UsageError(`name the schema file, such as "${example}"`)
  }
  if (extra !== undefined) throw new UsageError(`one schema at a time: "${extra}" is one too many`)
  if (isExplain) {
    refuseOptions('explain', values, ['out', 'emit', 'check', 'stdout', 'watch', 'format'])
    return { kind: 'explain', schema, node: values.node ?? null, json: values.json ?? false }
  }
  if (values.json) throw new UsageError('"--json" belongs to explain and diff; write "--format json"')
  const modes = (['check', 'stdout', 'watch'] as const).filter((name) => values[name])
  if (modes.length > 1) throw new UsageError(`"--${modes[0]}" and "--${modes[1]}" do not go together`)
  if (values.stdout && values.out !== undefined)
    throw new UsageError('"--stdout" and "--out" do not go together')
  const single = (['stdout', 'watch'] as const).find((name) => values[name])
  if (single !== undefined && values.format === 'json')
    throw new UsageError(`"--${single}" and "--format json" do not go together: json is one document`)
  if (values.out === '') throw new UsageError('"--out" is empty')
  return {
    kind: values.watch ? 'watch' : 'generate',
    schema,
    out: values.out ?? null,
    node: values.node ?? null,
    emit: oneOf('emit', values.emit ?? 'ts', ['ts', 'js']),
    format: oneOf('format', values.format ?? 'human', ['human', 'json']),
    mode: values.check ? 'check' : values.stdout ? 'stdout' : 'write',
  }
}

type Values = ReturnType<typeof parse>['values']

function readDiff(values: Values, schemas: readonly string[]): DiffArguments {
  const [before, after, extra] = schemas
  if (!before || !after) {
    throw new UsageError('name two schemas, such as "ecs-gen diff old.schema.json cluster.schema.json"')
  }
  if (extra !== undefined) throw new UsageError(`diff compares two schemas: "${extra}" is one too many`)
  refuseOptions('diff', values, ['out', 'node', 'emit', 'check', 'stdout', 'watch', 'format'])
  return { kind: 'diff', before, after, json: values.json ?? false }
}

function refuseOptions(command: string, values: Values, names: readonly (keyof Values)[]): void {
  const foreign = names.find((name) => values[name] !== undefined)
  if (foreign !== undefined) throw new UsageError(`"--${foreign}" does not go together with ${command}`)
}

function parse(words: readonly string[]) {
  try {
    const { values, positionals, tokens } = parseArgs({
      args: [...words],
      options,
      allowPositionals: true,
      strict: true,
      tokens: true,
    })
    const named = tokens.flatMap((token) => (token.kind === 'option' ? token.name : []))
    const twice = named.find((name, index) => named.indexOf(name) !== index)
    if (twice !== undefined) throw new UsageError(`"--${twice}" is given twice`)
    return { values, positionals }
  } catch (error) {
    if (error instanceof UsageError) throw error
    const message = (error as Error).message
    const unknown = /Unknown option '(--?[^'= ]*)/.exec(message)?.[1]
    if (unknown === undefined) throw new UsageError(message.split('\n')[0]!)
    const choices = Object.keys(options).map((name) => `--${name}`)
    throw new UsageError(`unknown option "${unknown}"`, unknown, choices)
  }
}

function oneOf<Value extends string>(option: string, value: string, values: readonly Value[]): Value {
  const known = values.find((candidate) => candidate === value)
  if (known === undefined) {
    throw new UsageError(`"--${option} ${value}": expected ${values.join(' or ')}`, value, values)
  }
  return known
}
