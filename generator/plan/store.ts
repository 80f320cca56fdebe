import type { ClusterInput } from '../../schemas/cluster.ts'
import type { ScalarName } from '../../schemas/fieldType.ts'
import { fnv1a32 } from './hash.ts'
import { laneNames } from './lanes.ts'
import { layOutComponents, roundUp, scalarSizes } from './layout.ts'
import type {
  ColumnPlan,
  ComponentPlan,
  FieldPlan,
  StoreComponentPlan,
  StorePlan,
  WorldPlan,
} from './plan.ts'

/** Two cache lines, as for queues. */
const lineBytes = 128
/**
 * Columns whose distance is a multiple of this meet in the same few places of a cache: going through several at a
 * time then costs up to 3.4 times as much (measured).
 */
const conflictBytes = 1024

/** Of the kernel's header, in front of a version for each component. */
export const headerWords = 5

interface Column {
  readonly path: readonly string[]
  readonly element: ColumnPlan['element']
  readonly perRow: number
}

/** Memory of the store of a world: a header, what every row has, then a column for each value of each component. */
export function planStore(
  input: ClusterInput,
  world: WorldPlan,
  carried: readonly ComponentPlan[],
  capacity: number,
): StorePlan {
  const rows = capacity + 1
  const numbered = numberComponents(input, world, carried)
  const componentNumbers = 1 + Math.max(-1, ...numbered.map(({ number }) => number))
  const maskWords = Math.ceil(componentNumbers / 32)
  let end = 4 * (headerWords + componentNumbers)
  let start = 0
  const take = (bytes: number): number => {
    let next = roundUp(end, lineBytes)
    const distance = next - start
    if (distance % conflictBytes === 0 || (distance & (distance - 1)) === 0) next += lineBytes
    start = next
    end = next + bytes
    return start
  }
  const generationsOffset = take(4 * rows)
  const nextsOffset = take(4 * rows)
  const maskOffsets = Array.from({ length: maskWords }, () => take(4 * rows))
  const place = (column: Column): ColumnPlan => {
    const { element } = column
    const isOutside = element === 'string' || element === 'bytes'
    return { ...column, offset: isOutside ? 0 : take(scalarSizes[element] * column.perRow * rows) }
  }
  const components = numbered.map(
    (component): StoreComponentPlan => ({
      ...component,
      columns: component.fields.flatMap((field) => columnsOf(field, [])).map(place),
    }),
  )
  const bytes = roundUp(end, lineBytes)
  const columns = components.map(({ name, columns }) => [name, columns])
  const fingerprint = 1 + (fnv1a32(JSON.stringify([input.name, world.name, capacity, columns])) & 0x3fffffff)
  return {
    bytes,
    fingerprint,
    span: 2 ** Math.ceil(Math.log2(rows)),
    generationsOffset,
    nextsOffset,
    maskOffsets,
    components,
    componentNumbers,
  }
}

/** Those that travel keep the numbers of packets; behind them come those that stay. */
function numberComponents(
  input: ClusterInput,
  world: WorldPlan,
  carried: readonly ComponentPlan[],
): { readonly name: string; readonly number: number; readonly fields: readonly FieldPlan[] }[] {
  const held = input.worlds[world.name]?.components ?? Object.keys(input.components)
  const names = Object.keys(input.components).filter((name) => held.includes(name))
  let further = carried.length
  return names.map((name) => {
    const known = carried.find((component) => component.name === name)
    if (known !== undefined) return { name, number: known.id, fields: known.fields }
    const own = layOutComponents([[name, input.components[name]!]]).components[0]!
    return { name, number: further++, fields: own.fields }
  })
}

/** The columns of a field, in order of memory. */
function columnsOf(field: FieldPlan, parent: readonly string[]): Column[] {
  const path = [...parent, field.name]
  const { shape } = field
  const lanes = (vector: string, perRow: number): Column[] =>
    laneNames(vector).map((lane) => ({ path: [...path, lane], element: 'f32', perRow }))
  const one = (element: ScalarName, perRow = 1): Column[] => [{ path, element, perRow }]
  switch (shape.kind) {
    case 'scalar':
      return one(shape.scalar)
    case 'entity':
      // A handle of the store has 53 bits.
      return one(shape.reference === 'handle' ? 'u32' : 'f64')
    case 'vector':
      return lanes(shape.vector, 1)
    case 'smallestThree':
      return lanes('quat', 1)
    case 'enum':
      return one('u8')
    case 'flags':
      return one(field.size === 1 ? 'u8' : field.size === 2 ? 'u16' : 'u32')
    case 'quantized':
    case 'angle':
      return one('f64')
    case 'string':
    case 'bytes':
      return [{ path, element: shape.kind, perRow: 1 }]
    case 'struct':
      return shape.fields.flatMap((inner) => columnsOf(inner, path))
    case 'array': {
      const { element, length } = shape
      if (element.kind === 'vector') return lanes(element.vector, length)
      return one(element.kind === 'scalar' ? element.scalar : 'u32', length)
    }
  }
}
