import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { diffPlans } from '../../generator/diff/diff.ts'
import { planOf } from '../../generator/planOf.ts'

// biome-ignore lint/suspicious/noExplicitAny: schemas as they are parsed
type Json = any

/** Every key of the schema, and a change of it. `wire` breaks the wire, `local` does not and is said, `silent` is in no module. */
type Case = readonly ['wire' | 'local' | 'silent', (schema: Json) => void]

const base = {
  name: 'arena',
  components: {
    Position: { x: 'f32', heading: { angle: { bits: 8 } } },
    Look: {
      speed: { quantized: { min: 0, max: 10, bits: 8 } },
      turn: { quat: { bits: 8 } },
      mode: { enum: ['walk', 'fly'] },
      marks: { flags: ['hot', 'cold'] },
      body: { struct: { height: 'f32' } },
      aim: { entity: 'handle' },
      old: { type: 'u8' },
    },
  },
  archetypes: { player: ['Position'] },
  worlds: {
    lobby: { node: 'alpha', ecs: 'soa', entityCapacity: 100 },
    forest: { node: 'beta', routing: { default: 'lobby' } },
    camp: { node: 'alpha' },
  },
  links: [
    { from: 'lobby', to: 'forest' },
    { from: 'forest', to: 'lobby' },
    { from: 'lobby', to: 'camp' },
    { from: 'forest', to: 'camp' },
  ],
  queue: { capacity: 16, batchSize: 4 },
  cluster: {
    transport: 'tcp',
    topology: 'star',
    nodes: { alpha: { port: 9000 }, beta: { port: 9001 } },
    ownership: { strategy: 'consistent_hash', virtualNodes: 4 },
  },
}

const look = (field: string, value: unknown) => (schema: Json) => (schema.components.Look[field] = value)
const cluster = (change: object) => (schema: Json) => Object.assign(schema.cluster, change)
const owner = (ownership: object) => cluster({ ownership })
const node = (change: object) => (schema: Json) => Object.assign(schema.cluster.nodes.alpha, change)
const link = (change: object) => (schema: Json) => Object.assign(schema.links[0], change)
const queue = (change: object) => (schema: Json) => Object.assign(schema.queue, change)

const settings: Readonly<Record<string, readonly Case[]>> = {
  $schema: [['silent', (schema) => (schema.$schema = 'x')]],
  name: [['wire', (schema) => (schema.name = 'areno')]],
  components: [
    ['wire', (schema) => (schema.components.More = {})],
    ['wire', (schema) => (schema.worlds.forest.components = ['Position'])],
  ],
  type: [['wire', look('old', { type: 'u16' })]],
  enum: [['wire', look('mode', { enum: ['fly', 'walk'] })]],
  flags: [['wire', look('marks', { flags: ['cold'] })]],
  struct: [['wire', look('body', { struct: { height: 'f64' } })]],
  quantized: [['wire', look('speed', 'f32')]],
  min: [['wire', look('speed', { quantized: { min: 1, max: 10, bits: 8 } })]],
  max: [['wire', look('speed', { quantized: { min: 0, max: 11, bits: 8 } })]],
  bits: [
    ['wire', look('speed', { quantized: { min: 0, max: 10, bits: 7 } })],
    ['wire', look('turn', { quat: { bits: 9 } })],
  ],
  angle: [['wire', (schema) => (schema.components.Position.heading = { angle: { bits: 7 } })]],
  quat: [['wire', look('turn', 'quat')]],
  entity: [['local', look('aim', { entity: 'null' })]],
  deprecated: [['local', look('old', { type: 'u8', deprecated: 'use mode' })]],
  archetypes: [['local', (schema) => (schema.archetypes.player = ['Look'])]],
  worlds: [['wire', (schema) => (schema.worlds.attic = { node: 'beta' })]],
  node: [['wire', (schema) => (schema.worlds.camp.node = 'beta')]],
  ecs: [['local', (schema) => (schema.worlds.lobby.ecs = 'koota')]],
  entityCapacity: [['local', (schema) => (schema.worlds.lobby.entityCapacity = 200)]],
  routing: [['local', (schema) => delete schema.worlds.forest.routing]],
  default: [['local', (schema) => (schema.worlds.forest.routing.default = 'camp')]],
  links: [['wire', (schema) => schema.links.pop()]],
  from: [['local', (schema) => schema.links.push({ from: 'camp', to: 'lobby' })]],
  to: [['wire', (schema) => (schema.links[3] = { from: 'camp', to: 'forest' })]],
  queue: [['local', link({ queue: { capacity: 8, batchSize: 2 } })]],
  kind: [['local', (schema) => (schema.links[2].queue = { kind: 'mpmc' })]],
  capacity: [
    ['local', queue({ capacity: 32 })],
    ['local', (schema) => (schema.worlds.forest.capacity = 32)],
  ],
  batchSize: [['local', queue({ batchSize: 2 })]],
  priorityCapacity: [
    ['wire', link({ queue: { priorityCapacity: 4 } })],
    ['local', (schema) => (schema.links[2].queue = { priorityCapacity: 4 })],
  ],
  transferPoolSize: [['local', (schema) => (schema.transferPoolSize = 8)]],
  sharedState: [['local', (schema) => (schema.sharedState = 'memory')]],
  cluster: [['wire', withoutCluster]],
  nodes: [['wire', (schema) => (schema.cluster.nodes.gamma = { port: 9002 })]],
  host: [['local', node({ host: '10.0.0.7' })]],
  port: [['local', node({ port: 9100 })]],
  transport: [['wire', cluster({ transport: 'udp' })]],
  security: [['wire', cluster({ security: 'tls' })]],
  topology: [['wire', cluster({ topology: 'mesh' })]],
  hub: [['wire', cluster({ hub: 'beta' })]],
  delivery: [
    ['wire', cluster({ delivery: 'ack_required' })],
    ['wire', link({ delivery: 'ack_required' })],
  ],
  timeoutMs: [
    ['local', cluster({ timeoutMs: 50 })],
    ['local', link({ timeoutMs: 50 })],
  ],
  retries: [
    ['local', cluster({ retries: 9 })],
    ['local', link({ retries: 9 })],
  ],
  heartbeatIntervalMs: [['local', cluster({ heartbeatIntervalMs: 500 })]],
  peerTimeoutMs: [['local', cluster({ peerTimeoutMs: 9000 })]],
  reconnectMinMs: [['local', cluster({ reconnectMinMs: 50 })]],
  reconnectMaxMs: [['local', cluster({ reconnectMaxMs: 9000 })]],
  ownership: [['wire', (schema) => delete schema.cluster.ownership]],
  strategy: [['wire', owner({ strategy: 'hash' })]],
  virtualNodes: [['wire', owner({ strategy: 'consistent_hash', virtualNodes: 5 })]],
  entitiesPerNode: [['wire', owner({ strategy: 'range', entitiesPerNode: 1000 })]],
}

function withoutCluster(schema: Json): void {
  delete schema.cluster
  for (const world of Object.values<Json>(schema.worlds)) delete world.node
}

function plansOf(schema: object) {
  const { plans, diagnostics } = planOf(schema)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return plans
}

const before = plansOf(base)
const cases = Object.entries(settings).flatMap(([key, list]) =>
  list.map(([what, change]) => [key, what, change] as const),
)

test.each(cases)('a change of %s is reported: %s', (_, what, change) => {
  const schema = structuredClone(base)
  change(schema)
  const { breaks, breaking, compatible, modules } = diffPlans(before, plansOf(schema))
  expect(breaks).toBe(what === 'wire')
  if (what === 'wire') expect(breaking).not.toEqual([])
  if (what === 'local') expect(compatible).not.toEqual([])
  if (what === 'silent') expect([...breaking, ...compatible]).toEqual([])
  expect(modules.some(({ module }) => module !== 'same')).toBe(what !== 'silent')
})

test('every key of the schema is among them', () => {
  const published = JSON.parse(
    readFileSync(new URL('../../schemas/cluster.schema.json', import.meta.url), 'utf8'),
  )
  const keys = new Set<string>()
  const collect = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return
    for (const key of Object.keys(value.properties ?? {})) keys.add(key)
    for (const part of Object.values(value)) collect(part)
  }
  collect(published)
  expect(Object.keys(settings).sort()).toEqual([...keys].sort())
})
