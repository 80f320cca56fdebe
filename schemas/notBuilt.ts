import { type Refusal, refuse } from './refusal.ts'
import { generatorVersion } from './version.ts'
import { quote } from './words.ts'

/** What this version has in place of a planned feature; completes "ecs-gen 0.1.0 has ... only". */
const transports = 'the transports none, tcp and udp'
const fixedClusters = 'clusters of fixed nodes'
const plainFields = 'plain fields'
const plainWorlds = 'worlds with components, capacity, routing, ecs and node'
const sections = 'transfers, ownership and shared state'
const memory = 'shared state in memory'

/**
 * Planned keys by the section where they belong; `*` is any name or index. A user who writes one of them has
 * read of a feature that does not exist yet, and deserves another answer than "unknown key".
 */
const keys: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ['', table('replication compression discovery regions hierarchy consistency', sections)],
  ['worlds.*', table('consistency replication zone region', plainWorlds)],
  ['worlds.*.routing', table('zones', 'routing by component')],
  ['links.*', table('channels compression', 'queues and deliveries')],
  [
    'cluster',
    table('discovery membership election consistency compression regions replication handoff', fixedClusters),
  ],
  ['cluster.nodes.*', table('region zone', fixedClusters)],
  ['cluster.ownership', table('zones rebalance', 'the strategies hash, range and consistent_hash')],
])

/** Planned words by the setting whose value they are. */
const words: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ['cluster.transport', table('quic nats redis zeromq', transports)],
  ['cluster.ownership.strategy', table('zone dynamic', 'the strategies hash, range and consistent_hash')],
  ['sharedState', table('redis etcd nats', memory)],
])

/** Planned keys of a field that is an object. */
const fieldKeys = table('replication', plainFields)

/** The refusal of a planned key in the object at `section`; null when it is not planned. */
export function notBuiltKey(section: string, key: string): Refusal | null {
  return refusal(key, keys.get(section)?.get(key))
}

/** The refusal of a planned word as the value at `section`; null when it is not planned. */
export function notBuiltWord(section: string, word: string): Refusal | null {
  return refusal(word, words.get(section)?.get(word), 'use another')
}

/** The refusal of a planned key in a field object. */
export function notBuiltFieldKey(key: string): Refusal | null {
  return refusal(key, fieldKeys.get(key))
}

function refusal(name: string, has: string | undefined, advice = 'remove it'): Refusal | null {
  if (has === undefined) return null
  return refuse(
    'ECS501',
    `${quote(name)} is not built yet: ecs-gen ${generatorVersion} has ${has} only; ${advice}`,
  )
}

function table(names: string, has: string): ReadonlyMap<string, string> {
  return new Map(names.split(' ').map((name) => [name, has]))
}
