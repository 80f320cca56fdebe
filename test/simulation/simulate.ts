import type { Counts } from './counts.ts'
import { factoryOf, type ModuleFactory, modulesOf, printedModulesOf } from './moduleFactory.ts'
import { type PlantedBug, plant } from './plantedBugs.ts'
import { type SimulatedSchema, schemaOf } from './schema.ts'
import type { TransportName } from './simulatedNetwork.ts'
import { Simulation } from './simulation.ts'

/** So many seeds in a row share a schema: generating one takes longer than a run. */
export const SEEDS_OF_SCHEMA = 50

export interface SimulateOptions {
  /** `tcp` unless given. */
  readonly transport?: TransportName
  readonly bug?: PlantedBug
  /** With a pre-shared key; over datagrams only. */
  readonly isSealed?: boolean
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
  readonly transport: TransportName
  readonly bug: PlantedBug | undefined
  readonly isSealed: boolean
  readonly schema: SimulatedSchema
  readonly factories: readonly ModuleFactory[]
}

let prepared: Prepared | null = null
const texts = new Map<string, readonly string[]>()

/** Runs one seed. Everything in it follows from the seed and from the generator. */
export function simulate(seed: number, options: SimulateOptions = {}): Outcome {
  const { schema, factories } = prepare(
    Math.floor(seed / SEEDS_OF_SCHEMA),
    options.transport ?? 'tcp',
    options.bug,
    options.isSealed ?? false,
  )
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
  for (const factory of factories) factory.takeBack()
  const { trace, counts, clock } = simulation
  return { seed, failure, digest: trace.digest, tail: trace.tail, counts, virtualMs: clock.now }
}

/** What to type to see the run again. */
export function replayCommand(seed: number, transport: TransportName = 'tcp', isSealed = false): string {
  const kind = transport === 'tcp' ? '' : ` --transport ${transport}`
  return `npm run simulate -- --seed ${seed}${kind}${isSealed ? ' --sealed' : ''}`
}

function prepare(
  group: number,
  transport: TransportName,
  bug: PlantedBug | undefined,
  isSealed: boolean,
): Prepared {
  const former = prepared
  const isOfSchema = former?.group === group && former.transport === transport && former.isSealed === isSealed
  if (isOfSchema && former.bug === bug) return former
  const schema = schemaOf(group, transport, isSealed)
  const key = `${transport} ${group} ${bug === undefined} ${isSealed}`
  const modules =
    texts.get(key) ?? (bug === undefined ? modulesOf(schema.schema) : printedModulesOf(schema.schema))
  if (texts.size > 64) texts.clear()
  texts.set(key, modules)
  const changed = bug === undefined ? [] : modules.map((text) => plant(bug, text))
  if (bug !== undefined && changed.every((text) => text === null)) {
    throw new Error(`${bug.name}: no module has the text that it replaces`)
  }
  const factories = modules.map((text, node) => factoryOf(changed[node] ?? text))
  prepared = { group, transport, bug, isSealed, schema, factories }
  return prepared
}
