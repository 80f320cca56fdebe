import type { Code } from '../../generator/diagnostic/codes.ts'
import type { Problem, SchemaPath } from '../../generator/diagnostic/diagnostic.ts'
import { defaults } from '../defaults.ts'
import { limits, linksMax } from '../limits.ts'
import { isJoined, type TopologyKind, topologyKinds } from '../topology.ts'

/**
 * Rules look at schemas that may be wrong elsewhere, so they see the input through this view, in which a
 * part of the wrong kind or beyond its limit is simply absent: a rule that needs it says nothing, and zod has
 * said it.
 */
export interface SchemaView {
  readonly input: unknown
  readonly components: ReadonlyMap<string, unknown> | null
  readonly archetypes: ReadonlyMap<string, readonly Word[]>
  readonly worlds: ReadonlyMap<string, WorldView> | null
  readonly links: readonly LinkView[] | null
  /** Whether the links are listed one by one. "all" are those that the topology connects. */
  readonly linksListed: boolean
  readonly cluster: ClusterView
  /** Suggestions still to be looked for: near names are costly, and nobody reads thousands. */
  readonly hints: { left: number }
}

/** A text in a list, with its place. */
export interface Word {
  readonly text: string
  readonly path: SchemaPath
}

export interface WorldView {
  readonly name: string
  readonly path: SchemaPath
  readonly input: unknown
  /** The names that the world lists; null when it lists none and so holds all components. */
  readonly listed: readonly Word[] | null
  /** The node that it names. */
  readonly node: string | null
}

export interface ClusterView {
  readonly isThere: boolean
  /** Whether it names a transport, be it one that does not exist yet. */
  readonly hasTransport: boolean
  readonly nodes: ReadonlyMap<string, unknown> | null
  readonly topology: TopologyKind
  /** Of a star; null where it cannot be told. */
  readonly hub: string | null
  /** Whether entities get from one node to the other without a third. Says yes where a name is unknown. */
  readonly isConnected: (from: string, to: string) => boolean
}

export interface LinkView {
  readonly from: string
  readonly to: string
  readonly path: SchemaPath
  /** The link as listed; undefined for links that come from "all". */
  readonly input: unknown
}

/** The value of an own key; undefined for anything that has no such key. */
export function member(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined
}

/** The members of an object in their order; null for anything that is not an object. */
export function members(value: unknown): ReadonlyMap<string, unknown> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return new Map(Object.entries(value))
}

/** The texts in a list; what is not a text is left out. */
export function words(value: unknown, path: SchemaPath): Word[] {
  if (!Array.isArray(value) || value.length > limits.components) return []
  return value.flatMap((text, index) => (typeof text === 'string' ? [{ text, path: [...path, index] }] : []))
}

/** Null beyond the limit, which also bounds what the rules cost on hostile input. */
function within<Members extends { readonly size: number }>(
  found: Members | null,
  limit: number,
): Members | null {
  return found === null || found.size > limit ? null : found
}

export function viewSchema(input: unknown): SchemaView {
  const worldInputs = within(members(member(input, 'worlds')), limits.worlds)
  const worlds =
    worldInputs && new Map([...worldInputs].map(([name, world]) => [name, viewWorld(name, world)]))
  const archetypes = [...(within(members(member(input, 'archetypes')), limits.archetypes) ?? [])].map(
    ([name, list]) => [name, words(list, ['archetypes', name])] as const,
  )
  const links = member(input, 'links')
  const cluster = viewCluster(member(input, 'cluster'))
  return {
    input,
    components: within(members(member(input, 'components')), limits.components),
    archetypes: new Map(archetypes),
    worlds,
    links: viewLinks(links, worlds, cluster),
    linksListed: Array.isArray(links),
    cluster,
    hints: { left: 2 * limits.diagnosticsShown },
  }
}

function viewWorld(name: string, input: unknown): WorldView {
  const path = ['worlds', name]
  const list = member(input, 'components')
  const node = member(input, 'node')
  return {
    name,
    path,
    input,
    listed: Array.isArray(list) ? words(list, [...path, 'components']) : null,
    node: typeof node === 'string' ? node : null,
  }
}

function viewCluster(input: unknown): ClusterView {
  const transport = member(input, 'transport')
  const nodes = within(members(member(input, 'nodes')), limits.nodes)
  const names = [...(nodes?.keys() ?? [])]
  const written = member(input, 'topology')
  const topology = topologyKinds.find((kind) => kind === written) ?? defaults.topology
  const named = member(input, 'hub') ?? names[0]
  const hub = typeof named === 'string' && names.includes(named) ? named : null
  const hasTransport = typeof transport === 'string' && transport !== 'none'
  return {
    isThere: input !== undefined,
    hasTransport,
    nodes,
    topology,
    hub,
    isConnected: (from, to) => {
      const [a, b] = [names.indexOf(from), names.indexOf(to)]
      if (!hasTransport || a === b || a < 0 || b < 0 || (topology === 'star' && hub === null)) return true
      return isJoined(topology, names.length, names.indexOf(hub ?? ''), a, b)
    },
  }
}

function viewLinks(
  links: unknown,
  worlds: ReadonlyMap<string, WorldView> | null,
  cluster: ClusterView,
): LinkView[] | null {
  if (Array.isArray(links)) {
    if (links.length > linksMax) return null
    return links.flatMap((input: unknown, index) => {
      const from = member(input, 'from')
      const to = member(input, 'to')
      if (typeof from !== 'string' || typeof to !== 'string') return []
      return [{ from, to, path: ['links', index], input }]
    })
  }
  if (worlds === null || (links !== undefined && links !== 'all')) return null
  const all = [...worlds.values()]
  const isConnected = (from: WorldView, to: WorldView): boolean =>
    from.node === null || to.node === null || cluster.isConnected(from.node, to.node)
  return all.flatMap((from) =>
    all
      .filter((to) => to !== from && isConnected(from, to))
      .map((to) => ({ from: from.name, to: to.name, path: ['links'], input: undefined })),
  )
}

/** A problem about the value at `path`. */
export function valueProblem(code: Code, path: SchemaPath, message: string, hint: string | null): Problem {
  return { code, severity: 'error', path, at: 'value', message, hint }
}

/** A problem about the key at `path`. */
export function keyProblem(code: Code, path: SchemaPath, message: string, hint: string | null): Problem {
  return { code, severity: 'error', path, at: 'key', message, hint }
}

/** A warning about the key at `path`. */
export function keyWarning(code: Code, path: SchemaPath, message: string, hint: string | null): Problem {
  return { code, severity: 'warning', path, at: 'key', message, hint }
}
