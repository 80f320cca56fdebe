import { camel, pascal } from '../plan/casing.ts'
import type { ColumnPlan, StoreComponentPlan, StorePlan, WorldPlan } from '../plan/plan.ts'
import { joinedPath } from './columnCode.ts'
import { argumentName } from './componentCode.ts'

/** The array of a column, and what a value of it is when nobody has set it. */
const columnTypes: Readonly<
  Record<ColumnPlan['element'], readonly [array: string, value: string, zero: string]>
> = {
  u8: ['Uint8Array', 'number', '0'],
  i8: ['Int8Array', 'number', '0'],
  bool: ['Uint8Array', 'number', '0'],
  u16: ['Uint16Array', 'number', '0'],
  i16: ['Int16Array', 'number', '0'],
  u32: ['Uint32Array', 'number', '0'],
  i32: ['Int32Array', 'number', '0'],
  f32: ['Float32Array', 'number', '0'],
  f64: ['Float64Array', 'number', '0'],
  u64: ['BigUint64Array', 'bigint', '0n'],
  i64: ['BigInt64Array', 'bigint', '0n'],
  string: ['string[]', 'string', "''"],
  bytes: ['Uint8Array[]', 'Uint8Array', 'new Uint8Array(0)'],
}

/** What the template of stores prints for one world. */
export function storeContext(world: WorldPlan, capacity: number, store: StorePlan) {
  const rows = capacity + 1
  return {
    name: world.name,
    className: pascal(world.name),
    capacity,
    bytes: store.bytes,
    fingerprint: store.fingerprint,
    span: store.span,
    masks: store.maskOffsets.join(', '),
    generationsOffset: store.generationsOffset,
    nextsOffset: store.nextsOffset,
    componentNumbers: store.componentNumbers,
    components: store.components.map((component) => ({
      name: component.name,
      property: camel(component.name),
      number: component.number,
      isTag: component.columns.length === 0,
      types: treeLines(component.columns, (name, text) => `readonly ${name}: ${text}`, typeOf),
      initials: treeLines(
        component.columns,
        (name, text) => `${name}: ${text},`,
        (column) => initialOf(column, rows),
      ),
      ...addContext(component),
    })),
  }
}

/** The columns as members of an object, nested by their names: lines of its type, or of its value. */
function treeLines(
  columns: readonly ColumnPlan[],
  member: (name: string, text: string) => string,
  textOf: (column: ColumnPlan) => string,
  depth = 0,
): string[] {
  const names = [...new Set(columns.map(({ path }) => path[depth]!))]
  return names.flatMap((name) => {
    const within = columns.filter(({ path }) => path[depth] === name)
    const [first] = within
    if (first!.path.length === depth + 1) return [member(name, textOf(first!))]
    const inner = treeLines(within, member, textOf, depth + 1).map((line) => `  ${line}`)
    return [...member(name, `{\n${inner.join('\n')}\n}`).split('\n')]
  })
}

function typeOf({ element }: ColumnPlan): string {
  return columnTypes[element][0]
}

function initialOf({ element, perRow, offset }: ColumnPlan, rows: number): string {
  const [array, value, zero] = columnTypes[element]
  if (element === 'string' || element === 'bytes') return `new Array<${value}>(${rows}).fill(${zero})`
  return `new ${array}(this.buffer, ${offset}, ${perRow * rows})`
}

/** The method that gives an entity the component: an argument for each value, arrays start as zero. */
function addContext(component: StoreComponentPlan) {
  const taken = new Set(['entity', 'row', 'columns'])
  const single = component.columns.filter(({ perRow }) => perRow === 1)
  const named = new Map(single.map((column) => [column, argumentName(joinedPath(column.path), taken)]))
  return {
    parameters: single.map((column) => {
      const [, type, zero] = columnTypes[column.element]
      return { name: named.get(column)!, type, zero }
    }),
    writes: component.columns.map((column) => {
      const { path, perRow, element } = column
      const place = `columns.${path.join('.')}`
      if (perRow === 1) return `${place}[row] = ${named.get(column)}`
      const zero = columnTypes[element][2]
      return `${place}.fill(${zero}, row * ${perRow}, (row + 1) * ${perRow})`
    }),
  }
}
