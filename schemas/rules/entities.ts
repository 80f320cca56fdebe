import type { Problem, SchemaPath } from '../../generator/diagnostic/diagnostic.ts'
import { referencePolicies } from '../ecs.ts'
import { keyProblem, keyWarning, member, members, type SchemaView, valueProblem } from './view.ts'

/** What is said about the entities of a world, and how fields refer to them. */
export function checkEntities(view: SchemaView): Problem[] {
  const capacities = [...(view.worlds?.values() ?? [])].flatMap(({ name, path, input }) => {
    if (member(input, 'ecs') !== undefined || member(input, 'entityCapacity') === undefined) return []
    const message = `"entityCapacity" has no meaning for world ${name}: it has no ecs`
    const hint = 'write for instance "ecs": "bitecs" beside it, or remove it'
    return [keyProblem('ECS328', [...path, 'entityCapacity'], message, hint)]
  })
  return [
    ...capacities,
    ...localReferences(view, true).map(({ path, policy }) => {
      const message = `a reference within a struct is a handle, not ${policy}`
      return valueProblem(
        'ECS319',
        [...path, 'entity'],
        message,
        'move it out of the struct, or write "entity"',
      )
    }),
  ]
}

/** References that are to be entities of a world's ECS, while no world has one. */
export function checkReferencePolicies(view: SchemaView): Problem[] {
  const hasEcs = [...(view.worlds?.values() ?? [])].some(({ input }) => member(input, 'ecs') !== undefined)
  if (hasEcs) return []
  return localReferences(view, false).map(({ path, policy }) => {
    const message = `"${policy}" has no effect: no world has an ecs whose entities the field could refer to`
    return keyWarning(
      'ECS327',
      [...path, 'entity'],
      message,
      'write "ecs" in a world, or "entity" as the type',
    )
  })
}

interface Reference {
  readonly path: SchemaPath
  readonly policy: string
}

function localReferences({ components }: SchemaView, isWithinStruct: boolean): Reference[] {
  return [...(components ?? [])].flatMap(([name, fields]) =>
    referencesIn(fields, ['components', name], false).filter((found) => found.isWithin === isWithinStruct),
  )
}

function referencesIn(
  fields: unknown,
  path: SchemaPath,
  isWithin: boolean,
): (Reference & { readonly isWithin: boolean })[] {
  return [...(members(fields) ?? [])].flatMap(([name, field]) => {
    const fieldPath = [...path, name]
    const written = member(field, 'entity')
    const policy = referencePolicies.find((known) => known === written && known !== 'handle')
    if (policy !== undefined) return [{ path: fieldPath, policy, isWithin }]
    return referencesIn(member(field, 'struct'), [...fieldPath, 'struct'], true)
  })
}
