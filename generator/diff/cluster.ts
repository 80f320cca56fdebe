import { count } from '../explain/units.ts'
import type { Plan } from '../plan/plan.ts'
import { between, type Change, pairUp, pushes } from './change.ts'

type BareChange = Omit<Change, 'nodes'>

/** What all nodes have to agree on besides packets and links: names, numbers, homes, topology, ownership. */
export function compareCluster(before: Plan, after: Plan): Change[] {
  const nodes = [...new Set([...before.nodes, ...after.nodes].map(({ name }) => name))]
  const single = (subject: Change['subject'], what: string, text: (plan: Plan) => string): BareChange[] =>
    between('', text(before), text(after)).map((difference) => ({
      subject,
      name: '',
      action: 'changed',
      breaks: true,
      message: `${what}: ${difference}`,
      hint: null,
    }))
  const bothTalk = before.cluster !== null && after.cluster !== null
  return [
    ...single('cluster', 'name of the cluster', ({ name }) => name),
    ...compareNumbers('node', before.nodes, after.nodes),
    ...compareNumbers('world', before.worlds, after.worlds),
    ...(bothTalk ? compareHomes(before, after) : []),
    ...single('transport', 'transport', ({ cluster }) => cluster?.transport ?? 'none'),
    ...(bothTalk ? single('security', 'security', ({ cluster }) => cluster?.security ?? 'none') : []),
    ...(bothTalk ? single('topology', 'topology', topologyText) : []),
    ...single('ownership', 'ownership', ownershipText),
  ].map((change) => ({ ...change, nodes }))
}

interface Numbered {
  readonly name: string
  readonly id: number
}

/** Packets and messages hold the numbers, and the names say what they mean. */
function compareNumbers(
  subject: 'node' | 'world',
  before: readonly Numbered[],
  after: readonly Numbered[],
): BareChange[] {
  const pairs = pairUp(before, after)
  return pairs.flatMap((pair): BareChange[] => {
    const base = { subject, name: pair.name, breaks: true } as const
    const what = `${subject} ${pair.name}`
    if (pair.before === null) {
      const { id } = pair.after!
      const hint = pushes(id, pairs, (numbered) => numbered.id)
        ? `at the end of "${subject}s" it would leave the others their numbers`
        : null
      return [{ ...base, action: 'added', message: `${what} is new: number ${id}`, hint }]
    }
    if (pair.after === null) {
      return [
        { ...base, action: 'removed', message: `${what} is gone: number ${pair.before.id}`, hint: null },
      ]
    }
    return between('number', String(pair.before.id), String(pair.after.id)).map((difference) => ({
      ...base,
      action: 'changed',
      message: `${what}: ${difference}`,
      hint: null,
    }))
  })
}

function compareHomes(before: Plan, after: Plan): BareChange[] {
  const home = (plan: Plan, node: number | null): string => plan.nodes[node ?? -1]?.name ?? ''
  return pairUp(before.worlds, after.worlds).flatMap((pair): BareChange[] => {
    if (pair.before === null || pair.after === null) return []
    return between('', home(before, pair.before.node), home(after, pair.after.node)).map((difference) => ({
      subject: 'world',
      name: pair.name,
      action: 'changed',
      breaks: true,
      message: `home of world ${pair.name}: ${difference}`,
      hint: null,
    }))
  })
}

function topologyText({ cluster, nodes }: Plan): string {
  const hub = cluster?.hub ?? null
  return `${cluster?.topology ?? ''}${hub === null ? '' : ` around ${nodes[hub]!.name}`}`
}

function ownershipText({ ownership }: Plan): string {
  switch (ownership?.strategy) {
    case undefined:
      return 'none'
    case 'hash':
      return 'hash'
    case 'range':
      return `range of ${count(ownership.entitiesPerNode)} ids a node`
    case 'consistent_hash':
      return `consistent_hash with ${count(ownership.virtualNodes)} points a node`
  }
}
