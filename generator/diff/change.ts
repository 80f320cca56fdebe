/** What a change is about. */
export type Subject =
  | 'cluster'
  | 'transport'
  | 'security'
  | 'topology'
  | 'ownership'
  | 'node'
  | 'world'
  | 'link'
  | 'packet'
  | 'component'
  | 'field'
  | 'member'
  | 'queue'
  | 'ecs'
  | 'reference'
  | 'archetype'
  | 'routing'
  | 'pool'
  | 'sharedState'
  | 'time'
  | 'address'

/** One difference between two schemas. */
export interface Change {
  readonly subject: Subject
  /** Whose difference it is, by name: `Position.x`, `lobby -> forest`; empty where the schema has only one. */
  readonly name: string
  readonly action: 'added' | 'removed' | 'changed'
  /** Whether it changes bytes on a wire or their meaning, and with them the schema hash. */
  readonly breaks: boolean
  readonly message: string
  /** How to do without it, or what to look out for; null where there is nothing to say. */
  readonly hint: string | null
  /** The nodes whose code it is about; none where the schema has no nodes. */
  readonly nodes: readonly string[]
}

/** One thing in both schemas, by its name; null where only the other schema has it. */
export interface Pair<Thing> {
  readonly name: string
  readonly before: Thing | null
  readonly after: Thing | null
}

/** Things of one kind by their names: first those that are gone, then the others in the order of the new schema. */
export function pairUp<Thing extends { readonly name: string }>(
  before: readonly Thing[],
  after: readonly Thing[],
): Pair<Thing>[] {
  const olds = new Map(before.map((thing) => [thing.name, thing]))
  const news = new Map(after.map((thing) => [thing.name, thing]))
  const gone = [...olds.keys()].filter((name) => !news.has(name))
  return [...gone, ...news.keys()].map((name) => ({
    name,
    before: olds.get(name) ?? null,
    after: news.get(name) ?? null,
  }))
}

/** Whether something new at `place` moves what both schemas have behind it. */
export function pushes<Thing>(
  place: number,
  pairs: readonly Pair<Thing>[],
  placeOf: (thing: Thing, side: 'before' | 'after') => number,
): boolean {
  return pairs.some(
    ({ before, after }) =>
      before !== null &&
      after !== null &&
      placeOf(after, 'after') > place &&
      placeOf(before, 'before') !== placeOf(after, 'after'),
  )
}

/** `what: a -> b`, where the two differ; else nothing. */
export function between(what: string, before: string, after: string): string[] {
  return before === after ? [] : [`${what === '' ? '' : `${what} `}${before} -> ${after}`]
}

/** Names in a row; a word where there are none. */
export function listed(names: readonly string[], none = 'nothing'): string {
  return names.length === 0 ? none : names.join(', ')
}

/** One change for all nodes that have the same one. */
export function merged(changes: readonly Change[]): Change[] {
  const byText = new Map<string, Change>()
  for (const change of changes) {
    const key = JSON.stringify([change.subject, change.name, change.action, change.message])
    const known = byText.get(key)
    byText.set(key, { ...change, nodes: [...new Set([...(known?.nodes ?? []), ...change.nodes])] })
  }
  return [...byText.values()]
}
