// Ways to change a schema, one of each kind of thing that can be renamed, added, removed, moved or set.
import type { Random } from '../support/random.ts'

// biome-ignore lint/suspicious/noExplicitAny: a schema as it is parsed, and some are wrong afterwards
type Json = any
type Mutation = (schema: Json, random: Random) => void

const fieldTypes = [
  'u8',
  'u16',
  'u32',
  'f32',
  'f64',
  'bool',
  'vec3',
  'entity',
  'u16[3]',
  'string<5>',
  'bytes<9>',
]

/** The object with other entries, in place, because others hold it. */
function refill(object: Json, entries: readonly (readonly [string, unknown])[]): void {
  for (const key of Object.keys(object)) delete object[key]
  for (const [key, value] of entries) object[key] = value
}

function rename(object: Json, random: Random): readonly [string, string] {
  const keys = Object.keys(object)
  const old = random.pick(...keys)
  const fresh = freshName(old)
  refill(
    object,
    Object.entries(object).map(([key, value]) => [key === old ? fresh : key, value]),
  )
  return [old, fresh]
}

/** No other thing has it, and what starts with a capital goes on doing so. */
function freshName(old: string): string {
  return `${old}x`
}

function insert(object: Json, value: unknown, random: Random, name: string): void {
  const entries = Object.entries(object)
  entries.splice(random.below(entries.length + 1), 0, [name, value])
  refill(object, entries)
}

/** Nothing may be without a member, so the last one stays. */
function remove(object: Json, random: Random): void {
  const keys = Object.keys(object)
  if (keys.length > 1) delete object[random.pick(...keys)]
}

function reorder(object: Json, random: Random): void {
  const entries = Object.entries(object)
  const [entry] = entries.splice(random.below(entries.length), 1)
  entries.splice(random.below(entries.length + 1), 0, entry!)
  refill(object, entries)
}

/** Some fields of some component, or of a struct in one. */
function fieldsOf(schema: Json, random: Random): Json {
  let fields = schema.components[random.pick(...Object.keys(schema.components))]
  for (;;) {
    const structs = Object.values<Json>(fields).filter((field) => field.struct !== undefined)
    if (structs.length === 0 || random.once(2)) return fields
    fields = random.pick(...structs).struct
  }
}

/** The members of some enum or flags; of none where there are none. */
function membersOf(schema: Json, random: Random): string[] {
  const found: string[][] = []
  const search = (fields: Json): void => {
    for (const field of Object.values<Json>(fields)) {
      if (field.enum !== undefined) found.push(field.enum)
      if (field.flags !== undefined) found.push(field.flags)
      if (field.struct !== undefined) search(field.struct)
    }
  }
  for (const fields of Object.values(schema.components)) search(fields)
  return found.length === 0 ? [] : random.pick(...found)
}

/** Components that routing asks for: every world keeps them, so that some link carries them. */
function routed(schema: Json): string[] {
  return Object.values<Json>(schema.worlds).flatMap(({ routing }) => Object.keys(routing?.components ?? {}))
}

function linksOf(schema: Json): Json[] {
  return Array.isArray(schema.links) ? schema.links : []
}

function withCluster(schema: Json, change: (cluster: Json) => void): void {
  if (schema.cluster !== undefined) change(schema.cluster)
}

export const mutations: Readonly<Record<string, Mutation>> = {
  'name of the cluster': (schema) => {
    schema.name = 'renamed'
  },
  'component renamed': (schema, random) => {
    const [old, fresh] = rename(schema.components, random)
    const follow = (names: string[] | undefined) => names?.map((name) => (name === old ? fresh : name))
    for (const world of Object.values<Json>(schema.worlds))
      if (world.components !== undefined) world.components = follow(world.components)
    for (const [name, members] of Object.entries<Json>(schema.archetypes ?? {}))
      schema.archetypes[name] = follow(members)
  },
  'component added': (schema, random) => insert(schema.components, { n: 'u16' }, random, 'Added'),
  'tag added': (schema, random) => insert(schema.components, {}, random, 'Marked'),
  'component removed': (schema, random) => remove(schema.components, random),
  'component moved': (schema, random) => reorder(schema.components, random),
  'field renamed': (schema, random) => {
    const fields = fieldsOf(schema, random)
    if (Object.keys(fields).length > 0) rename(fields, random)
  },
  'field added': (schema, random) =>
    insert(fieldsOf(schema, random), random.pick(...fieldTypes), random, 'added'),
  'field removed': (schema, random) => remove(fieldsOf(schema, random), random),
  'field moved': (schema, random) => {
    const fields = fieldsOf(schema, random)
    if (Object.keys(fields).length > 1) reorder(fields, random)
  },
  'type of a field': (schema, random) => {
    const fields = fieldsOf(schema, random)
    const names = Object.keys(fields)
    if (names.length > 0)
      fields[random.pick(...names)] = random.pick<Json>(...fieldTypes, { enum: ['a', 'b'] })
  },
  'field deprecated': (schema, random) => {
    const fields = fieldsOf(schema, random)
    const names = Object.keys(fields)
    if (names.length === 0) return
    const name = random.pick(...names)
    const field = fields[name]
    fields[name] = {
      ...(typeof field === 'string' ? { type: field } : field),
      deprecated: random.pick<Json>(true, 'use another'),
    }
  },
  'member renamed': (schema, random) => {
    const members = membersOf(schema, random)
    const place = random.below(Math.max(1, members.length))
    if (members.length > 0) members[place] = freshName(members[place]!)
  },
  'member added': (schema, random) => {
    const members = membersOf(schema, random)
    if (members.length > 0) members.splice(random.below(members.length + 1), 0, 'added')
  },
  'member removed': (schema, random) => {
    const members = membersOf(schema, random)
    if (members.length > 1) members.splice(random.below(members.length), 1)
  },
  'members reversed': (schema, random) => {
    membersOf(schema, random).reverse()
  },
  'world renamed': (schema, random) => {
    const [old, fresh] = rename(schema.worlds, random)
    for (const link of linksOf(schema)) {
      if (link.from === old) link.from = fresh
      if (link.to === old) link.to = fresh
    }
    for (const { routing } of Object.values<Json>(schema.worlds))
      if (routing?.default === old) routing.default = fresh
  },
  'world added': (schema, random) => {
    const home = Object.values<Json>(schema.worlds)[0].node
    insert(schema.worlds, home === undefined ? {} : { node: home }, random, 'added')
  },
  'world removed': (schema, random) => remove(schema.worlds, random),
  'world moved': (schema, random) => reorder(schema.worlds, random),
  'home of a world': (schema, random) => {
    const world = random.pick(...Object.values<Json>(schema.worlds))
    if (world.node !== undefined) world.node = random.pick(...Object.keys(schema.cluster.nodes))
  },
  'components of a world': (schema, random) => {
    const names = Object.keys(schema.components)
    const world = random.pick(...Object.values<Json>(schema.worlds))
    const some = names.slice(0, 1 + random.below(names.length))
    world.components = [...new Set([...some, ...routed(schema)])]
  },
  'routing of a world': (schema, random) => {
    const [first, second] = Object.keys(schema.worlds)
    const lists = Object.values<Json>(schema.worlds).flatMap(({ components }) =>
      components ? [components] : [],
    )
    const by = Object.keys(schema.components).find((name) => lists.every((list) => list.includes(name)))
    const isPlain = by === undefined || random.once(2)
    schema.worlds[first!].routing = { default: second, ...(isPlain ? {} : { components: { [by]: second } }) }
  },
  'node renamed': (schema, random) =>
    withCluster(schema, ({ nodes }) => {
      const [old, fresh] = rename(nodes, random)
      for (const world of Object.values<Json>(schema.worlds)) if (world.node === old) world.node = fresh
    }),
  'node added': (schema, random) =>
    withCluster(schema, ({ nodes }) => insert(nodes, { port: 9999 }, random, 'added')),
  'node removed': (schema, random) => withCluster(schema, ({ nodes }) => remove(nodes, random)),
  'node moved': (schema, random) => withCluster(schema, ({ nodes }) => reorder(nodes, random)),
  'ecs of a world': (schema, random) => {
    const world = random.pick(...Object.values<Json>(schema.worlds))
    world.ecs = random.pick('bitecs', 'koota', 'miniplex', 'soa')
    if (random.once(2)) world.entityCapacity = 100
  },
  'address of a node': (schema, random) =>
    withCluster(schema, ({ nodes }) => {
      random.pick(...Object.values<Json>(nodes)).port += 100
    }),
  topology: (schema, random) =>
    withCluster(schema, (cluster) => {
      if (cluster.transport === 'tcp') cluster.topology = random.pick('mesh', 'star', 'ring')
    }),
  hub: (schema, random) =>
    withCluster(schema, (cluster) => {
      if (cluster.topology === 'star') cluster.hub = random.pick(...Object.keys(cluster.nodes))
    }),
  'delivery of the cluster': (schema, random) =>
    withCluster(schema, (cluster) => {
      if (cluster.transport === 'tcp')
        cluster.delivery = random.pick<Json>('ack_required', ['ordered', 'fire_and_forget'], 'ordered')
    }),
  'delivery of a link': (schema, random) => {
    const links = linksOf(schema)
    if (schema.cluster?.transport === 'tcp' && links.length > 0)
      random.pick(...links).delivery = random.pick('ack_required', 'fire_and_forget')
  },
  'link removed': (schema, random) => {
    const links = linksOf(schema)
    if (links.length > 1) links.splice(random.below(links.length), 1)
  },
  'links all': (schema) => {
    schema.links = 'all'
  },
  times: (schema, random) =>
    withCluster(schema, (cluster) => {
      if (cluster.transport !== 'tcp') return
      const set = random.pick<Json>(
        { timeoutMs: 77 },
        { retries: 0 },
        { heartbeatIntervalMs: 4000, peerTimeoutMs: 9000 },
        { reconnectMinMs: 7 },
        { reconnectMaxMs: 60_000 },
      )
      Object.assign(cluster, set)
    }),
  'settings of queues': (schema, random) => {
    schema.queue = {
      ...schema.queue,
      ...random.pick<Json>(
        { capacity: 32 },
        { batchSize: 2 },
        { priorityCapacity: 8 },
        { priorityCapacity: 0 },
        { kind: 'mpmc' },
      ),
    }
  },
  'archetype added': (schema, random) => {
    schema.archetypes ??= {}
    insert(schema.archetypes, [random.pick(...Object.keys(schema.components))], random, 'added')
  },
  'archetype moved': (schema, random) => {
    if (Object.keys(schema.archetypes ?? {}).length > 0) reorder(schema.archetypes, random)
  },
  ownership: (schema, random) =>
    withCluster(schema, (cluster) => {
      cluster.ownership = random.pick<Json>(
        { strategy: 'hash' },
        { strategy: 'range' },
        { strategy: 'range', entitiesPerNode: 5 },
        { strategy: 'consistent_hash', virtualNodes: 1 + random.below(3) },
      )
    }),
  pool: (schema) => {
    schema.transferPoolSize = 7
  },
  'shared state': (schema) => {
    schema.sharedState = 'memory'
  },
  'cluster removed': (schema) => {
    delete schema.cluster
    for (const world of Object.values<Json>(schema.worlds)) delete world.node
  },
  nothing: () => {},
}
