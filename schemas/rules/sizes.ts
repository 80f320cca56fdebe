import type { Problem, SchemaPath } from '../../generator/diagnostic/diagnostic.ts'
import { limits } from '../limits.ts'
import { keyProblem, member, members, type SchemaView, valueProblem } from './view.ts'

/** Counts that a single value does not show: fields over nested structs, ids over all nodes. */
export function checkSizes(view: SchemaView): Problem[] {
  return [...checkComponents(view), ...checkRanges(view)]
}

function checkComponents({ components }: SchemaView): Problem[] {
  return [...(components ?? [])].flatMap(([name, component]) => {
    const path = ['components', name]
    const own = members(component)
    if (own === null) return []
    const problems: Problem[] = []
    const count = countFields(own, path, 0, problems)
    // Without structs the shape has said it already.
    if (count > limits.componentFields && own.size <= limits.componentFields) {
      const message = `component ${name} has ${count} fields, nested ones included; at most ${limits.componentFields} are allowed`
      problems.push(keyProblem('ECS401', path, message, 'split it into several components'))
    }
    return problems
  })
}

function countFields(
  fields: ReadonlyMap<string, unknown>,
  path: SchemaPath,
  depth: number,
  problems: Problem[],
): number {
  let count = 0
  for (const [name, field] of fields) {
    const nested = members(member(field, 'struct'))
    if (nested === null) {
      count++
      continue
    }
    const structPath = [...path, name, 'struct']
    if (depth + 1 > limits.structDepthLevels) {
      const message = `structs are nested more than ${limits.structDepthLevels} levels deep`
      problems.push(keyProblem('ECS405', structPath, message, 'make the inner one a component of its own'))
      continue
    }
    count += countFields(nested, structPath, depth + 1, problems)
  }
  return count
}

function checkRanges({ input }: SchemaView): Problem[] {
  const cluster = member(input, 'cluster')
  const perNode = member(member(cluster, 'ownership'), 'entitiesPerNode')
  const nodes = members(member(cluster, 'nodes'))?.size ?? 0
  if (typeof perNode !== 'number' || nodes === 0) return []
  if (perNode > limits.entityIds || perNode * nodes <= limits.entityIds) return []
  const message = `${nodes} nodes of ${perNode} entities need more ids than there are (2^32)`
  const hint = `use at most ${Math.floor(limits.entityIds / nodes)}`
  return [valueProblem('ECS402', ['cluster', 'ownership', 'entitiesPerNode'], message, hint)]
}
