import type { Plan } from '../plan/plan.ts'
import { carriedNames, travelling } from './carried.ts'
import { between, type Change, listed, pairUp } from './change.ts'

/** A link between two nodes: its channels are numbered alike at both ends. */
interface NodeLink {
  readonly name: string
  readonly nodes: readonly string[]
  readonly deliveries: readonly string[]
  readonly hasPriority: boolean
  readonly carried: readonly string[]
}

/** What differs in the links between nodes. Without a transport on both sides there is nothing to compare. */
export function compareChannels(before: readonly Plan[], after: readonly Plan[]): Change[] {
  if (before[0]!.cluster === null || after[0]!.cluster === null) return []
  const isCommon = travelling(before[0]!, after[0]!)
  return pairUp(linksOf(before, isCommon), linksOf(after, isCommon)).flatMap((pair): Change[] => {
    const nodes = [...new Set([...(pair.before?.nodes ?? []), ...(pair.after?.nodes ?? [])])]
    const base = { subject: 'link', name: pair.name, breaks: true, hint: null, nodes } as const
    if (pair.before === null) {
      const { deliveries, nodes: ends } = pair.after!
      const message = `link ${pair.name} is new between ${ends.join(' and ')}: ${listed(deliveries)}`
      return [{ ...base, action: 'added', message }]
    }
    if (pair.after === null) {
      const message = `link ${pair.name} is gone between ${pair.before.nodes.join(' and ')}`
      return [{ ...base, action: 'removed', message }]
    }
    const differences = [
      ...between('delivery', listed(pair.before.deliveries), listed(pair.after.deliveries)),
      ...between('priority queue', yesOrNo(pair.before.hasPriority), yesOrNo(pair.after.hasPriority)),
      ...between('carries', listed(pair.before.carried), listed(pair.after.carried)),
    ]
    if (differences.length === 0) return []
    return [{ ...base, action: 'changed', message: `link ${pair.name}: ${differences.join(', ')}` }]
  })
}

function linksOf(plans: readonly Plan[], isCommon: ReadonlySet<string>): NodeLink[] {
  return plans.flatMap((plan) => {
    const rings = plan.queues.filter(({ role }) => role === 'outbound')
    const firsts = rings.filter(({ isFirst, isPriority }) => isFirst && !isPriority)
    return firsts.map((first) => {
      const own = rings.filter(({ source, target }) => source === first.source && target === first.target)
      const ends = [plan.worlds[first.source]!, plan.worlds[first.target]!]
      return {
        name: ends.map(({ name }) => name).join(' -> '),
        nodes: ends.map(({ node }) => plan.nodes[node!]!.name),
        deliveries: own.filter(({ isPriority }) => !isPriority).map(({ delivery }) => delivery!),
        hasPriority: own.some(({ isPriority }) => isPriority),
        carried: carriedNames(plan, first).filter((name) => isCommon.has(name)),
      }
    })
  })
}

function yesOrNo(is: boolean): string {
  return is ? 'yes' : 'no'
}
