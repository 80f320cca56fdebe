import type { ClusterInput } from '../../schemas/cluster.ts'
import type { EcsKind } from '../../schemas/ecs.ts'
import { NameRegistry } from '../../schemas/names.ts'
import { moduleGlobals } from '../../schemas/reserved.ts'
import type { Problem, SchemaPath } from '../diagnostic/diagnostic.ts'
import { camel, pascal } from './casing.ts'
import { localReferencesOf } from './ecs.ts'
import { laneNames } from './lanes.ts'
import { resolveHomes, resolveLinks, returnedName, ringName } from './links.ts'
import {
  clusterConstants,
  clusterNames,
  clusterTransferMembers,
  coordinatorMembers,
  ecsConstants,
  ecsNames,
  moduleConstants,
  moduleNames,
  objectMembers,
  recordMembers,
  securityNames,
  storeMembers,
  transferMembers,
} from './moduleNames.ts'
import type { ComponentPlan, FieldPlan } from './plan.ts'

/** Claims every name that the module derives from the schema; two owners of one name are an error. */
export function judgeNames(input: ClusterInput, components: readonly ComponentPlan[]): Problem[] {
  const problems: Problem[] = []
  const claim = (registry: NameRegistry, name: string, what: string, path: SchemaPath): void => {
    const problem = registry.claim(name, what, path)
    if (problem !== null) problems.push(problem)
  }
  const scope = (reserved: readonly string[]): NameRegistry => {
    const registry = new NameRegistry()
    for (const name of reserved) registry.claim(name, 'ecs-gen', [])
    return registry
  }

  const homes = resolveHomes(input)
  const ifTransport = (names: readonly string[]): readonly string[] => (homes === null ? [] : names)
  const security = input.cluster?.security
  const securing = security === undefined ? [] : securityNames[security]
  const hasEcs = Object.values(input.worlds).some(({ ecs }) => ecs !== undefined)
  const ifEcs = (names: readonly string[]): readonly string[] => (hasEcs ? names : [])
  const module = scope([
    ...moduleGlobals,
    ...moduleNames,
    ...ifTransport([...clusterNames, ...securing]),
    ...ifEcs(ecsNames),
  ])
  const internals = scope([...moduleConstants, ...ifTransport(clusterConstants), ...ifEcs(ecsConstants)])
  const members = scope([...transferMembers, ...ifTransport(clusterTransferMembers)])
  for (const component of components) {
    const path = ['components', component.name]
    const what = `component ${component.name}`
    claim(module, component.name, what, path)
    for (const verb of ['has', 'pack', 'unpack']) claim(members, `${verb}${component.name}`, what, path)
    for (const type of namedTypes(component.fields)) {
      claim(module, type, `a field of ${what}`, path)
      // The tables of an enum.
      for (const table of ['Names', 'Codes'])
        claim(internals, `${camel(type)}${table}`, `a field of ${what}`, path)
    }
    for (const accessor of accessorNames(component)) claim(members, accessor, `a field of ${what}`, path)
  }
  claimEcs(input, components, (name, what, path) => claim(module, name, what, path))
  const claimProperties = (ecs: EcsKind, reserved: readonly string[], names: readonly string[]): void => {
    const properties = scope(reserved)
    const holders = Object.values(input.worlds).filter((world) => world.ecs === ecs)
    for (const name of names) {
      if (!holders.some((world) => world.components?.includes(name) ?? true)) continue
      const path = ['components', name]
      if (ecs === 'soa') claim(properties, `add${name}`, `component ${name}`, path)
      // A tag is a property of an entity, and not of a store, which has only its method.
      if (ecs === 'soa' && Object.keys(input.components[name]!).length === 0) continue
      claim(properties, camel(name), `component ${name}`, path)
    }
  }
  const carried = components.map(({ name }) => name)
  claimProperties('miniplex', objectMembers, carried)
  // What no link carries is in the store as well.
  claimProperties('soa', [...storeMembers, ...objectMembers], Object.keys(input.components))
  const coordinator = scope(coordinatorMembers)
  for (const name of Object.keys(input.archetypes ?? {})) {
    const path = ['archetypes', name]
    const what = `archetype ${name}`
    claim(module, pascal(name), what, path)
    claim(members, `is${pascal(name)}`, what, path)
    claim(members, `pack${pascal(name)}`, what, path)
    claim(members, `write${pascal(name)}`, what, path)
    claim(members, `unpack${pascal(name)}`, what, path)
    claim(internals, `encode${pascal(name)}Run`, what, path)
    claim(internals, `write${pascal(name)}To`, what, path)
    claim(coordinator, `queue${pascal(name)}Batch`, what, path)
    const record = scope(recordMembers)
    for (const member of input.archetypes?.[name] ?? [])
      claim(record, camel(member), `component ${member}`, path)
  }
  const worlds = Object.keys(input.worlds)
  const returning = new Set<number>()
  for (const link of resolveLinks(input)) {
    const path = ['worlds', worlds[link.from]!]
    const what = `the link from ${worlds[link.from]} to ${worlds[link.to]}`
    const isRemote = homes !== null && homes[link.from] !== homes[link.to]
    for (const [index, delivery] of (isRemote ? link.deliveries : [null]).entries()) {
      const further = index === 0 ? null : delivery
      claim(internals, ringName(worlds, link, further, false), what, path)
      if (link.priorityCapacity > 0) claim(internals, ringName(worlds, link, further, true), what, path)
    }
    if (isRemote) returning.add(link.from)
  }
  for (const world of returning) {
    const name = worlds[world]!
    claim(internals, returnedName(name), `what comes back to ${name}`, ['worlds', name])
  }
  return problems
}

/** Classes and types of the adapters and stores. */
function claimEcs(
  input: ClusterInput,
  components: readonly ComponentPlan[],
  claim: (name: string, what: string, path: SchemaPath) => void,
): void {
  const worlds = Object.entries(input.worlds)
  if (worlds.some(([, { ecs }]) => ecs === 'bitecs')) {
    for (const { name } of components) claim(`${name}Columns`, `component ${name}`, ['components', name])
  }
  for (const [world, { ecs }] of worlds) {
    if (ecs === undefined) continue
    for (const suffix of ecsSuffixes[ecs]) {
      claim(pascal(world) + suffix, `the ecs of world ${world}`, ['worlds', world])
    }
    if (ecs !== 'miniplex') continue
    for (const { name, fields } of components) {
      if (localReferencesOf(fields).length === 0) continue
      claim(pascal(world) + name, `component ${name} in world ${world}`, ['components', name])
    }
  }
}

const ecsSuffixes: Readonly<Record<EcsKind, readonly string[]>> = {
  bitecs: ['Entities', 'Components'],
  koota: ['Entities', 'Components'],
  miniplex: ['Entities', 'Entity'],
  soa: ['Entities', 'Store', 'Component'],
}

function namedTypes(fields: readonly FieldPlan[]): string[] {
  return fields.flatMap(({ shape }) => {
    if (shape.kind === 'struct') return [shape.typeName, ...namedTypes(shape.fields)]
    return shape.kind === 'enum' || shape.kind === 'flags' ? [shape.typeName] : []
  })
}

function accessorNames(component: ComponentPlan): string[] {
  const names = (prefix: string, fields: readonly FieldPlan[]): string[] =>
    fields.flatMap((field) => {
      const name = prefix + pascal(field.name)
      if (field.shape.kind === 'struct') return names(name, field.shape.fields)
      if (field.shape.kind === 'vector')
        return laneNames(field.shape.vector).map((lane) => name + pascal(lane))
      return [name]
    })
  return names(camel(component.name), component.fields)
}
