import type { Counts } from './counts.ts'
import { type Change, factoryOf, type ModuleFactory, modulesOf } from './moduleFactory.ts'
import { type SimulatedSchema, schemaOf } from './schema.ts'
import { Simulation } from './simulation.ts'

/** So many seeds in a row share a schema: generating one takes longer than a run. */
export const SEEDS_OF_SCHEMA = 50

export interface SimulateOptions {
  /** Plants a bug. */
  readonly change?: Change
  /** Is told every line of the trace as it happens. */
  readonly print?: (line: string) => void
}

export interface Outcome {
  readonly seed: number
  /** What went wrong, if anything. */
  readonly failure: Error | null
  readonly digest: string
  readonly tail: string
  readonly counts: Counts
  readonly virtualMs: number
}

interface Prepared {
  readonly group: number
  readonly change: Change | undefined
  readonly schema: SimulatedSchema
  readonly factories: readonly ModuleFactory[]
}

let prepared: Prepared | null = null
const texts = new Map<number, readonly string[]>()

/** Runs one seed. Everything in it follows from the seed and from the generator. */
export function simulate(seed: number, options: SimulateOptions = {}): Outcome {
  const { schema, factories } = prepare(Math.floor(seed / SEEDS_OF_SCHEMA), options.change)
  return simulateWith(seed, schema, factories, options)
}

export function simulateWith(
  seed: number,
  schema: SimulatedSchema,
  factories: readonly ModuleFactory[],
  options: SimulateOptions = {},
): Outcome {
  const simulation = new Simulation(seed, schema, factories, options.print ?? null)
  let failure: Error | null = null
  try {
    simulation.run()
  } catch (error) {
    failure = error instanceof Error ? error : new Error(String(error))
  }
  const { trace, counts, clock } = simulation
  return { seed, failure, digest: trace.digest, tail: trace.tail, counts, virtualMs: clock.now }
}

/** What to type to see the run again. */
export function replayCommand(seed: number): string {
  return `npm run simulate -- --seed ${seed}`
}

function prepare(group: number, change: Change | undefined): Prepared {
  if (prepared?.group === group && prepared.change === change) return prepared
  const schema = schemaOf(group)
  const modules = texts.get(group) ?? modulesOf(schema.schema)
  if (texts.size > 64) texts.clear()
  texts.set(group, modules)
  const factories = modules.map((text) => factoryOf(change === undefined ? text : change(text)))
  prepared = { group, change, schema, factories }
  return prepared
}
