import { camel, pascal } from '../plan/casing.ts'
import type { ArchetypePlan, ComponentPlan, FieldPlan, Plan } from '../plan/plan.ts'
import { leavesOf, memberOf } from './fieldCode.ts'

/** The flat, fully spelled context of one component: what the templates print line by line. */
export function componentContext(component: ComponentPlan, headerMaskWord: number) {
  const leaves = component.fields.flatMap((field) => leavesOf(field))
  const stores = storeLines(component, 'value')
  const loads = loadLines(component, 'into')
  const maskWord = headerMaskWord + component.maskWord
  return {
    name: component.name,
    id: component.id,
    isTag: component.size === 0,
    maskWord,
    bit: component.maskBit,
    layout: layoutText(component),
    members: component.fields.map(memberOf),
    stores,
    storeIndices: indexLines(stores),
    loads,
    loadIndices: indexLines(loads),
    accessors: leaves
      .filter((leaf) => leaf.load !== '')
      .map((leaf) => ({
        name: camel(component.name) + leaf.accessor,
        type: leaf.type,
        doc: leaf.doc,
        load: inThis(leaf.load),
        store: inThis(leaf.store('value')),
      })),
    enums: namedShapes(component.fields, 'enum'),
    flags: namedShapes(component.fields, 'flags'),
    structs: structsOf(component.fields),
  }
}

/** An archetype's encoder and decoder are the components' lines one after the other, without mask tests. */
export function archetypeContext(archetype: ArchetypePlan, plan: Plan, headerMaskWord: number) {
  const components = archetype.components.map((id) => plan.components[id]!)
  const filled = components.filter((component) => component.size > 0)
  const stores = filled.flatMap((component) => storeLines(component, `value.${camel(component.name)}`))
  const loads = filled.flatMap((component) => loadLines(component, `into.${camel(component.name)}`))
  return {
    name: archetype.name,
    className: archetype.name[0]!.toUpperCase() + archetype.name.slice(1),
    size: archetype.size,
    componentNames: components.map(({ name }) => name).join(', '),
    members: filled.map(({ name }) => ({ name: camel(name), type: name })),
    ...argumentsContext(filled),
    masks: archetype.mask.map((mask, index) => ({ word: headerMaskWord + index, mask })),
    test: archetype.mask
      .map((mask, index) => `I32[word + ${headerMaskWord + index}] === ${mask}`)
      .join(' && '),
    stores,
    storeIndices: indexLines(stores),
    loads,
    loadIndices: indexLines(loads),
  }
}

/** The encoder that takes each value as an argument of its own. */
function argumentsContext(components: readonly ComponentPlan[]) {
  const leaves = components.flatMap((component) =>
    component.fields
      .flatMap((field) => leavesOf(field))
      .map((leaf) => ({ leaf, accessor: camel(component.name) + leaf.accessor })),
  )
  const used = new Set<string>(leaves.flatMap(({ leaf }) => functionsIn(leaf.storeLines(''))))
  const parts = leaves.map(({ leaf, accessor }) => {
    const lanes = leaf.lanes.map((lane) => argumentName(accessor + pascal(lane), used))
    if (lanes.length > 0) return { names: lanes, type: leaf.type, lines: leaf.storeLanes(lanes) }
    const name = argumentName(accessor, used)
    // What cannot be read in place is an array.
    const type = leaf.load === '' ? `Readonly<${leaf.type}>` : leaf.type
    return { names: [name], type, lines: leaf.storeLines(name) }
  })
  const lines = parts.flatMap((part) => part.lines)
  const writes = [...lines, ...components.flatMap(holeLines)]
  return {
    parameters: parts.flatMap(({ names, type }) => names.map((name) => ({ name, type }))),
    writes,
    writeIndices: indexLines(writes),
  }
}

/** The functions and tables of the module that the lines use. */
function functionsIn(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.match(/\b[a-z]\w*(?=[([])/g) ?? [])
}

/** An argument may not hide a function that stores it, as one of a component Store with a field text would. */
export function argumentName(accessor: string, taken: Set<string>): string {
  let name = accessor
  while (taken.has(name)) name += 'Value'
  taken.add(name)
  return name
}

function storeLines(component: ComponentPlan, value: string): string[] {
  return [
    ...component.fields.flatMap((field) =>
      leavesOf(field).flatMap((leaf) => leaf.storeLines(`${value}${leaf.path}`)),
    ),
    ...holeLines(component),
  ]
}

export function holeLines(component: ComponentPlan): string[] {
  return component.holes.map((hole) => `U8[byte + ${hole}] = 0`)
}

function loadLines(component: ComponentPlan, target: string): string[] {
  return component.fields.flatMap((field) =>
    leavesOf(field).flatMap((leaf) => leaf.loadLines(`${target}${leaf.path}`)),
  )
}

const starts = [
  ['half', 'const half = word << 1'],
  ['byte', 'const byte = word << 2'],
  ['double', 'const double = word >>> 1'],
] as const

/** Declarations of the indices that the lines use: a packet's start in units of 1, 2 and 8 bytes. */
export function indexLines(lines: readonly string[]): string[] {
  // A field may have the name of an index, behind a dot.
  const uses = (name: string) => new RegExp(`(?<![.\\w])${name} \\+ `)
  return starts.filter(([name]) => lines.some((line) => uses(name).test(line))).map(([, text]) => text)
}

function inThis(line: string): string {
  return line
    .replace(/\bword \+/g, 'this.word +')
    .replace(/\bhalf \+/g, '(this.word << 1) +')
    .replace(/\bbyte \+/g, '(this.word << 2) +')
    .replace(/\bdouble \+/g, '(this.word >>> 1) +')
}

function layoutText(component: ComponentPlan): string {
  if (component.size === 0) return 'a tag, no bytes'
  const fields = component.fields.map(
    (field) => `${field.name} ${commentSafe(field.typeText)} @${field.offset}`,
  )
  const last = component.end - 1
  const bytes = last === component.offset ? `byte ${last}` : `bytes ${component.offset}-${last}`
  return `${bytes}: ${fields.join(', ')}`
}

/** Long member lists would drown the line; the type says them anyway. */
function commentSafe(text: string): string {
  return text.replace(/^(enum|flags|struct)\(.*\)$/, '$1')
}

export interface NamedShape {
  readonly typeName: string
  readonly constName: string
  readonly members: readonly { readonly name: string; readonly index: number; readonly bit: number }[]
}

function namedShapes(fields: readonly FieldPlan[], kind: 'enum' | 'flags'): NamedShape[] {
  return fields.flatMap(({ shape }): NamedShape[] => {
    if (shape.kind === 'struct') return namedShapes(shape.fields, kind)
    if (shape.kind !== kind) return []
    return [
      {
        typeName: shape.typeName,
        constName: camel(shape.typeName),
        members: shape.members.map((name, index) => ({ name, index, bit: 2 ** index })),
      },
    ]
  })
}

function structsOf(
  fields: readonly FieldPlan[],
): { typeName: string; members: ReturnType<typeof memberOf>[] }[] {
  return fields.flatMap(({ shape }) =>
    shape.kind === 'struct'
      ? [...structsOf(shape.fields), { typeName: shape.typeName, members: shape.fields.map(memberOf) }]
      : [],
  )
}
