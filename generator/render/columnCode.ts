import { pascal } from '../plan/casing.ts'
import { laneNames } from '../plan/lanes.ts'
import type { ComponentPlan, FieldPlan } from '../plan/plan.ts'
import { smallestThreeCode } from './compactCode.ts'
import { holeLines } from './componentCode.ts'
import { flagsAccess, leavesOf, memberOf, scalarAccess, scalarAccessAt, views } from './fieldCode.ts'
import { type Access, at } from './places.ts'

interface Lines {
  readonly stores: readonly string[]
  readonly loads: readonly string[]
}

/** The number of a reference to a local entity within its adapter. */
export type ReferenceNumber = (field: string) => number

/**
 * Lines that move a component between the packet at `word` and the columns in `columns` at index `row`. Flat ones
 * hold arrays element by element; else each entity has an array of its own.
 */
export function columnLines(component: ComponentPlan, isFlat: boolean, numberOf: ReferenceNumber): Lines {
  const parts = component.fields.map((field) => fieldLines(field, 'columns', isFlat, numberOf))
  return {
    stores: [...parts.flatMap(({ stores }) => stores), ...holeLines(component)],
    loads: parts.flatMap(({ loads }) => loads),
  }
}

function fieldLines(field: FieldPlan, parent: string, isFlat: boolean, numberOf: ReferenceNumber): Lines {
  const { shape, offset } = field
  const column = `${parent}.${field.name}`
  const place = `${column}[row]`
  switch (shape.kind) {
    case 'struct': {
      const parts = shape.fields.map((inner) => fieldLines(inner, column, isFlat, numberOf))
      return { stores: parts.flatMap(({ stores }) => stores), loads: parts.flatMap(({ loads }) => loads) }
    }
    case 'vector':
      return joined(
        laneNames(shape.vector).map((lane, index) =>
          scalarLines('f32', offset + 4 * index, `${column}.${lane}[row]`),
        ),
      )
    case 'smallestThree': {
      const code = smallestThreeCode(shape.bits, offset)
      const lanes = laneNames('quat')
      return {
        stores: [code.store(lanes.map((lane) => `${column}.${lane}[row]!`))],
        loads: [
          code.load('scratchQuat'),
          ...lanes.map((lane) => `${column}.${lane}[row] = scratchQuat.${lane}`),
        ],
      }
    }
    case 'scalar':
      return scalarLines(shape.scalar, offset, place)
    case 'flags':
      return accessLines(flagsAccess(shape.members.length, field.size, offset), `${place}!`, place)
    case 'enum': {
      const code = `U8[${at(1, offset)}]`
      // Receivers refuse what is no member.
      const store = `${code} = ${place}! >>> 0 < ${shape.members.length} ? ${place}! : 0`
      return { stores: [store], loads: [`${place} = ${code}!`] }
    }
    case 'entity': {
      if (shape.reference === 'handle') return scalarLines('u32', offset, place)
      const reference = referenceCode(shape.reference, numberOf(field.name), `U32[${at(4, offset)}]`)
      return { stores: [reference.store(`${place}!`)], loads: [`${place} = ${reference.load} ?? 0`] }
    }
    case 'quantized':
    case 'angle': {
      const [leaf] = leavesOf(field)
      return { stores: leaf!.storeLines(`${place}!`), loads: leaf!.loadLines(place) }
    }
    case 'string':
    case 'bytes': {
      const [leaf] = leavesOf(field)
      const empty = shape.kind === 'string' ? "''" : 'new Uint8Array(0)'
      return { stores: leaf!.storeLines(`(${place} ?? ${empty})`), loads: leaf!.loadLines(place) }
    }
    case 'array':
      return isFlat ? flatArrayLines(field, column) : ownArrayLines(field, place)
  }
}

/** A truth value is 0 or 1 in a column, as typed arrays hold it. */
function scalarLines(scalar: string, offset: number, place: string): Lines {
  const access = scalarAccess(scalar === 'bool' ? 'u8' : scalar, offset)
  const value = scalar === 'bool' ? `${place}! & 1` : `${place}!`
  return accessLines(access, value, place)
}

function accessLines(access: Access, value: string, place: string): Lines {
  return { stores: [access.store(value)], loads: [`${place} = ${access.load}`] }
}

/** How a reference is read from the wire and written there, as an entity of the ECS. */
export function referenceCode(policy: 'null' | 'defer', number: number, wire: string) {
  return policy === 'null'
    ? {
        store: (local: string) => `${wire} = this.wireId(${local})`,
        load: `this.find(${nonNull(wire)})`,
      }
    : {
        store: (local: string) => `${wire} = this.wireIdOrAwaited(${local}, row, ${number})`,
        load: `this.findOrAwait(${nonNull(wire)}, row, ${number})`,
      }
}

function nonNull(place: string): string {
  return place.endsWith(']') ? `${place}!` : place
}

/** An array that the entity has for itself; made when it has none. */
function ownArrayLines(field: FieldPlan, place: string): Lines {
  const [leaf] = leavesOf(field)
  const { initial } = memberOf(field)
  const name = `list${field.offset}`
  return {
    stores: [`const ${name} = ${place} ?? ${initial}`, ...leaf!.storeLines(name)],
    loads: [`const ${name} = (${place} ??= ${initial})`, ...leaf!.loadLines(name)],
  }
}

function flatArrayLines(field: FieldPlan, column: string): Lines {
  const { shape, offset } = field
  if (shape.kind !== 'array') throw new Error('not an array')
  const { element, length, elementSize } = shape
  const lanes = element.kind === 'vector' ? laneNames(element.vector) : null
  const scalar = element.kind === 'scalar' ? element.scalar : element.kind === 'vector' ? 'f32' : 'u32'
  const raw = scalar === 'bool' ? 'u8' : scalar
  // 64-bit values are two words.
  const unit = raw === 'u64' || raw === 'i64' ? 4 : views[raw]![1]
  const step = elementSize / unit
  const parts = (lanes ?? ['']).map((lane, part) => ({
    access: scalarAccessAt(raw, `${at(unit, offset + 4 * part)} + index${step === 1 ? '' : ` * ${step}`}`),
    place: `${column}${lane === '' ? '' : `.${lane}`}[first${offset} + index]`,
  }))
  const loop = (lines: readonly string[]): string[] => [
    `const first${offset} = row * ${length}`,
    `for (let index = 0; index < ${length}; index++) {`,
    ...lines.map((line) => `  ${line}`),
    '}',
  ]
  const isTruth = scalar === 'bool'
  return {
    stores: loop(parts.map(({ access, place }) => access.store(isTruth ? `${place}! & 1` : `${place}!`))),
    loads: loop(parts.map(({ access, place }) => `${place} = ${access.load}`)),
  }
}

function joined(parts: readonly Lines[]): Lines {
  return { stores: parts.flatMap(({ stores }) => stores), loads: parts.flatMap(({ loads }) => loads) }
}

/** A field of the columns that a program passes: a column for each value that a typed array can hold. */
export function columnsType(field: FieldPlan): { readonly name: string; readonly type: string } {
  return { name: field.name, type: typeOf(field) }
}

function typeOf(field: FieldPlan): string {
  const { shape } = field
  const group = (members: readonly (readonly [string, string])[]): string =>
    `{ ${members.map(([name, type]) => `readonly ${name}: ${type}`).join('; ')} }`
  const lanes = (vector: string): string =>
    group(laneNames(vector).map((lane) => [lane, 'EntityColumn<number>'] as const))
  switch (shape.kind) {
    case 'struct':
      return group(shape.fields.map((inner) => [inner.name, typeOf(inner)] as const))
    case 'vector':
      return lanes(shape.vector)
    case 'smallestThree':
      return lanes('quat')
    case 'scalar':
      return shape.scalar === 'u64' || shape.scalar === 'i64'
        ? 'EntityColumn<bigint>'
        : 'EntityColumn<number>'
    case 'string':
      return 'EntityColumn<string>'
    case 'bytes':
    case 'array':
      return `EntityColumn<${memberOf(field).type}>`
    default:
      return 'EntityColumn<number>'
  }
}

/** `pose`, `at`, `x` -> `poseAtX`. */
export function joinedPath(path: readonly string[]): string {
  return path.map((name, index) => (index === 0 ? name : pascal(name))).join('')
}
