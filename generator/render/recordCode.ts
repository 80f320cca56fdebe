import { camel, pascal } from '../plan/casing.ts'
import type { ComponentPlan, FieldPlan } from '../plan/plan.ts'
import { type ReferenceNumber, referenceCode } from './columnCode.ts'
import { holeLines } from './componentCode.ts'
import { leavesOf, memberOf } from './fieldCode.ts'
import { at } from './places.ts'

interface Lines {
  readonly stores: readonly string[]
  readonly loads: readonly string[]
}

/**
 * Lines that move the references in `value`, a record in which they are numbers: the codec of the component has
 * taken them as they are.
 */
export function referenceLines(component: ComponentPlan, numberOf: ReferenceNumber): Lines {
  const parts = component.fields.flatMap(({ name, shape }) => {
    if (shape.kind !== 'entity' || shape.reference === 'handle') return []
    const accessor = `transfer.${camel(component.name)}${pascal(name)}`
    const reference = referenceCode(shape.reference, numberOf(name), accessor)
    return [
      {
        store: reference.store(`value.${name} as Entity`),
        load: `value.${name} = ${reference.load} ?? 0`,
      },
    ]
  })
  return { stores: parts.map(({ store }) => store), loads: parts.map(({ load }) => load) }
}

/**
 * Lines that move a component between the packet at `word` and the record in `value`, where references are entities.
 * Empty for a component without: its codec does.
 */
export function recordLines(component: ComponentPlan, numberOf: ReferenceNumber): Lines {
  if (!component.fields.some(isLocalReference)) return { stores: [], loads: [] }
  const parts = component.fields.map((field): Lines => {
    const { name, shape, offset } = field
    if (shape.kind !== 'entity' || shape.reference === 'handle') {
      const leaves = leavesOf(field)
      return {
        stores: leaves.flatMap((leaf) => leaf.storeLines(`value${leaf.path}`)),
        loads: leaves.flatMap((leaf) => leaf.loadLines(`value${leaf.path}`)),
      }
    }
    const reference = referenceCode(shape.reference, numberOf(name), `U32[${at(4, offset)}]`)
    return {
      stores: [reference.store(`value.${name}`)],
      loads: [`value.${name} = ${reference.load}`],
    }
  })
  return {
    stores: [...parts.flatMap(({ stores }) => stores), ...holeLines(component)],
    loads: parts.flatMap(({ loads }) => loads),
  }
}

/** How a field is declared in a record whose references are entities. */
export function recordMember(field: FieldPlan): ReturnType<typeof memberOf> {
  const member = memberOf(field)
  return isLocalReference(field) ? { ...member, type: 'Entity | null', initial: 'null' } : member
}

function isLocalReference({ shape }: FieldPlan): boolean {
  return shape.kind === 'entity' && shape.reference !== 'handle'
}
