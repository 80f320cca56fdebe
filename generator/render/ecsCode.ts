import { camel, pascal } from '../plan/casing.ts'
import { localReferencesOf } from '../plan/ecs.ts'
import type { ComponentPlan, EcsPlan, Plan, WorldPlan } from '../plan/plan.ts'
import { columnLines, columnsType, type ReferenceNumber } from './columnCode.ts'
import { indexLines } from './componentCode.ts'
import { recordLines, recordMember, referenceLines } from './recordCode.ts'
import { storeContext } from './storeCode.ts'

/** What one component of an adapter does, in lines. */
interface Moves {
  readonly stores: readonly string[]
  readonly loads: readonly string[]
}

/** The adapters and stores of this module, by kind: each list is empty where nothing is of the kind. */
export function ecsContext(plan: Plan, headerMaskWord: number) {
  const worlds = plan.worlds.flatMap((world) => (world.ecs === null ? [] : [{ world, ecs: world.ecs }]))
  const adapters = (kind: EcsPlan['kind']) =>
    worlds
      .filter(({ ecs }) => ecs.kind === kind && ecs.hasAdapter)
      .map(({ world, ecs }) => adapterContext(plan, world, ecs, headerMaskWord))
  const inColumns = new Set(
    worlds.flatMap(({ ecs }) => (ecs.kind === 'bitecs' && ecs.hasAdapter ? ecs.components : [])),
  )
  const contexts = {
    bitecs: adapters('bitecs'),
    koota: adapters('koota'),
    miniplex: adapters('miniplex'),
    soa: adapters('soa'),
  }
  const lines = [...contexts.bitecs, ...contexts.soa].flatMap(({ components }) =>
    components.flatMap(({ loads }) => loads),
  )
  return {
    ...contexts,
    stores: worlds.flatMap(({ world, ecs }) =>
      ecs.store === null ? [] : [storeContext(world, ecs.entityCapacity, ecs.store)],
    ),
    columns: plan.components
      .filter(({ id, size }) => inColumns.has(id) && size > 0)
      .map(({ name, fields }) => ({ name, members: fields.map((field) => columnsType(field)) })),
    hasScratchQuat: lines.some((line) => line.includes('scratchQuat')),
  }
}

function adapterContext(plan: Plan, world: WorldPlan, ecs: EcsPlan, headerMaskWord: number) {
  const components = ecs.components.map((id) => plan.components[id]!)
  /** Those that wait have numbers. */
  const references = components.flatMap((component) =>
    localReferencesOf(component.fields)
      .filter(({ policy }) => policy === 'defer')
      .map((reference) => ({ component, reference })),
  )
  const numberOf = (component: ComponentPlan, name: string): number =>
    references.findIndex((found) => found.component === component && found.reference.name === name)
  const contexts = components.map((component) => {
    const number = (name: string): number => numberOf(component, name)
    const moves = movesOf(ecs.kind, component, number)
    return {
      name: component.name,
      property: camel(component.name),
      id: component.id,
      isTag: component.size === 0,
      hasOwnRecord: localReferencesOf(component.fields).length > 0,
      maskWord: headerMaskWord + component.maskWord,
      bit: component.maskBit,
      ...moves,
    }
  })
  const stores = contexts.flatMap((component) => component.stores)
  const loads = contexts.flatMap((component) => component.loads)
  // A field may have the name, behind a dot.
  const uses = (lines: readonly string[], name: string): boolean =>
    lines.some((line) => new RegExp(`(?<![.\\w])${name}\\b`).test(line))
  const isEmpty = contexts.length === 0
  const parameter = (name: string, isUsed: boolean): string => (isUsed ? name : `_${name}`)
  return {
    name: world.name,
    className: pascal(world.name),
    capacity: ecs.entityCapacity,
    firstId: ecs.firstId,
    lastId: ecs.lastId,
    places: ecs.idPlaces,
    components: contexts,
    packTransfer: parameter('transfer', !isEmpty),
    packEntity: parameter('entity', !isEmpty),
    packRow: parameter('row', uses(stores, 'row')),
    unpackRow: parameter('row', uses(loads, 'row')),
    isEmpty,
    hasStores: stores.length > 0,
    hasLoads: loads.length > 0,
    storeIndices: indexLines(stores),
    loadIndices: indexLines(loads),
    records: components
      .filter(({ fields }) => localReferencesOf(fields).length > 0)
      .map((component) => ({
        name: component.name,
        members: component.fields.map(recordMember),
      })),
    awaited: references.length,
    references: references.map(({ component, reference }, number) => ({
      number,
      component: component.name,
      property: camel(component.name),
      field: reference.name,
    })),
  }
}

function movesOf(kind: EcsPlan['kind'], component: ComponentPlan, numberOf: ReferenceNumber): Moves {
  switch (kind) {
    case 'bitecs':
      return columnLines(component, false, numberOf)
    case 'soa':
      return columnLines(component, true, numberOf)
    case 'koota':
      return referenceLines(component, numberOf)
    case 'miniplex':
      return recordLines(component, numberOf)
  }
}
