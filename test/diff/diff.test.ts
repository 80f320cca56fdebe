import { describe, expect, test } from 'vitest'
import type { Change } from '../../generator/diff/change.ts'
import { diffPlans, type SchemaDiff } from '../../generator/diff/diff.ts'
import { diffJson } from '../../generator/diff/json.ts'
import { diffText } from '../../generator/diff/text.ts'
import { planOf } from '../../generator/planOf.ts'

// biome-ignore lint/suspicious/noExplicitAny: a schema as it is parsed
type Json = any

const talking = JSON.stringify({
  name: 'arena',
  components: {
    Position: { x: 'f32', y: 'f32' },
    Purse: {
      gold: 'u32',
      kind: { enum: ['coins', 'gems'] },
      open: { struct: { by: 'entity', wide: 'bool' } },
    },
    Stunned: {},
  },
  archetypes: { player: ['Position', 'Purse'] },
  worlds: {
    lobby: { node: 'alpha' },
    forest: { node: 'beta' },
    desert: { node: 'gamma' },
    camp: { node: 'alpha' },
  },
  links: [
    { from: 'lobby', to: 'forest' },
    { from: 'forest', to: 'lobby' },
    { from: 'lobby', to: 'camp' },
    { from: 'forest', to: 'desert' },
  ],
  queue: { capacity: 16, batchSize: 4 },
  cluster: {
    transport: 'tcp',
    nodes: { alpha: { port: 9000 }, beta: { port: 9001 }, gamma: { port: 9002 } },
  },
})

function plansOf(text: string, change: (schema: Json) => void = () => {}) {
  const schema = JSON.parse(text)
  change(schema)
  const { plans, diagnostics } = planOf(schema)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return plans
}

const diffOf = (change: (schema: Json) => void, text: string = talking): SchemaDiff =>
  diffPlans(plansOf(text), plansOf(text, change))

const messages = (changes: readonly Change[]): string[] => changes.map(({ message }) => message)

/** The same with a component, field, world, node in another place of its list. */
const placed = (object: Json, name: string, value: unknown, place: number): Json => {
  const entries = Object.entries(object).filter(([key]) => key !== name)
  entries.splice(place, 0, [name, value])
  return Object.fromEntries(entries)
}

describe('what breaks the wire', () => {
  const moved = ['component Purse: bit 1 -> 2, offset 24 -> 28', 'component Stunned: bit 2 -> 3']
  test.each<[string, (schema: Json) => void, string[]]>([
    ['the name of the cluster', (schema) => (schema.name = 'areno'), ['name of the cluster: arena -> areno']],
    [
      'a component in the middle',
      (schema) => (schema.components = placed(schema.components, 'Health', { points: 'u16' }, 1)),
      ['component Health is new: bit 1, offset 24, 2 bytes', ...moved],
    ],
    [
      'a component at the end',
      (schema) => (schema.components.Health = { points: 'u8' }),
      ['component Health is new: bit 3, offset 40, 1 byte'],
    ],
    [
      'a tag at the end',
      (schema) => (schema.components.Dazed = {}),
      ['component Dazed is new: bit 3, a tag'],
    ],
    ['a component less', (schema) => delete schema.components.Stunned, ['component Stunned is gone']],
    [
      'a component that only one world holds',
      (schema) => {
        for (const world of ['lobby', 'forest', 'desert'])
          schema.worlds[world].components = ['Position', 'Purse']
      },
      ['component Stunned travels no more'],
    ],
    [
      'a field at the end',
      (schema) => (schema.components.Position.z = 'f32'),
      [
        'component Position: size 8 -> 12',
        'field Position.z is new: f32 at byte 8 of Position',
        'component Purse: offset 24 -> 28',
      ],
    ],
    [
      'a field in front, another type and another place',
      (schema) => (schema.components.Position = { z: 'u8', x: 'f32', y: 'u32' }),
      [
        'component Position: size 8 -> 12',
        'field Position.z is new: u8 at byte 0 of Position',
        'field Position.x: byte 0 -> 4',
        'field Position.y: f32 -> u32, byte 4 -> 8',
        'component Purse: offset 24 -> 28',
      ],
    ],
    [
      'a nested field',
      (schema) => (schema.components.Purse.open.struct.wide = 'u8'),
      ['field Purse.open.wide: bool -> u8'],
    ],
    [
      'members of an enum',
      (schema) => (schema.components.Purse.kind.enum = ['notes', 'coins']),
      [
        'member Purse.kind.gems is gone: number 1',
        'member Purse.kind.notes is new: number 0',
        'member Purse.kind.coins: number 0 -> 1',
      ],
    ],
    [
      'a kind of field',
      (schema) => (schema.components.Purse.kind = { flags: ['coins', 'gems'] }),
      ['field Purse.kind: enum -> flags'],
    ],
    [
      'a world in front',
      (schema) => (schema.worlds = placed(schema.worlds, 'attic', { node: 'gamma' }, 3)),
      ['world attic is new: number 3', 'world camp: number 3 -> 4'],
    ],
    [
      'a home',
      (schema) => (schema.worlds.camp.node = 'gamma'),
      ['home of world camp: alpha -> gamma', 'link lobby -> camp is new between alpha and gamma: ordered'],
    ],
    ['a node', (schema) => (schema.cluster.nodes.delta = { port: 9003 }), ['node delta is new: number 3']],
    ['the security', (schema) => (schema.cluster.security = 'tls'), ['security: none -> tls']],
    [
      'the topology',
      (schema) => Object.assign(schema.cluster, { topology: 'star', hub: 'beta' }),
      ['topology: mesh -> star around beta'],
    ],
    [
      'a delivery',
      (schema) => (schema.links[0].delivery = ['fire_and_forget', 'ordered']),
      ['link lobby -> forest: delivery ordered -> fire_and_forget, ordered'],
    ],
    [
      'a priority queue between nodes',
      (schema) => (schema.links[0].queue = { priorityCapacity: 4 }),
      ['link lobby -> forest: priority queue no -> yes'],
    ],
    [
      'what a link carries',
      (schema) => (schema.worlds.desert.components = ['Position', 'Purse']),
      ['link forest -> desert: carries Position, Purse, Stunned -> Position, Purse'],
    ],
    ['a link less', (schema) => schema.links.pop(), ['link forest -> desert is gone between beta and gamma']],
    [
      'ownership',
      (schema) => (schema.cluster.ownership = { strategy: 'consistent_hash' }),
      ['ownership: none -> consistent_hash with 100 points a node'],
    ],
  ])('%s', (_, change, expected) => {
    const diff = diffOf(change)
    expect(messages(diff.breaking)).toEqual(expected)
    expect(diff.breaks).toBe(true)
    expect(diffText(diff)).toContain('Upgrade together: alpha, beta, gamma')
  })

  test('a transport that was not there', () => {
    const alone = JSON.stringify({ ...JSON.parse(talking), cluster: undefined }).replaceAll(
      /"node":"\w+"/g,
      '',
    )
    const diff = diffPlans(plansOf(alone), plansOf(talking))
    expect(messages(diff.breaking)).toContain('transport: none -> tcp')
    expect(diffJson(diff)).toMatchObject({
      modules: [{ node: null, module: 'removed' }, { node: 'alpha', module: 'added' }, {}, {}],
      upgradeTogether: ['alpha', 'beta', 'gamma'],
      exitCode: 1,
    })
  })

  test('a second word of the mask, which moves everything', () => {
    const diff = diffOf((schema) => {
      for (let tag = 0; tag < 30; tag++) schema.components[`T${tag}`] = {}
    })
    expect(messages(diff.breaking)).toEqual(
      expect.arrayContaining(['header of a packet: 16 -> 20 bytes', 'component Position: offset 16 -> 20']),
    )
  })
})

describe('what does not', () => {
  test.each<[string, (schema: Json) => void, string[], string[]]>([
    [
      'capacities and batches',
      (schema) => (schema.links[0].queue = { capacity: 8, batchSize: 2 }),
      ['queue lobbyToForest: capacity 16 -> 8, batch 4 -> 2'],
      ['alpha', 'beta'],
    ],
    [
      'the kind of a queue within a node',
      (schema) => (schema.links[2].queue = { kind: 'mpmc' }),
      ['queue lobbyToCamp: spsc -> mpmc'],
      ['alpha'],
    ],
    [
      'a link within a node',
      (schema) => schema.links.push({ from: 'camp', to: 'lobby' }),
      ['queue campToLobby is new: 16 slots'],
      ['alpha'],
    ],
    [
      'times',
      (schema) => Object.assign(schema.cluster, { retries: 0, reconnectMinMs: 50 }),
      [
        'reconnectMinMs: 100 -> 50',
        'what lobbyToForest does not deliver comes back after: 4,000 -> 1,000 ms',
        'what forestToLobby does not deliver comes back after: 4,000 -> 1,000 ms',
        'what forestToDesert does not deliver comes back after: 4,000 -> 1,000 ms',
      ],
      ['alpha', 'beta', 'gamma'],
    ],
    [
      'archetypes',
      (schema) => Object.assign(schema.archetypes, { player: ['Position'], rich: ['Purse'] }),
      ['archetype player: Position, Purse -> Position', 'archetype rich is new: Purse'],
      ['alpha', 'beta', 'gamma'],
    ],
    [
      'routing',
      (schema) => (schema.worlds.lobby.routing = { default: 'camp', components: { Stunned: 'forest' } }),
      ['routing of world lobby: none -> Stunned to forest, else to camp'],
      ['alpha'],
    ],
    [
      'pools and shared state',
      (schema) => Object.assign(schema, { transferPoolSize: 8, sharedState: 'memory' }),
      ['transfers of a pool: 64 -> 8', 'shared state: none -> memory'],
      ['alpha', 'beta', 'gamma'],
    ],
    [
      'what a world holds besides',
      (schema) => (schema.worlds.camp.components = ['Position']),
      ['world camp: holds Position, Purse, Stunned -> Position'],
      ['alpha', 'beta', 'gamma'],
    ],
    [
      'a deprecated field',
      (schema) => (schema.components.Purse.gold = { type: 'u32', deprecated: 'use silver' }),
      ['field Purse.gold is deprecated: use silver'],
      ['alpha', 'beta', 'gamma'],
    ],
    [
      'an address',
      (schema) => (schema.cluster.nodes.gamma.host = '10.0.0.9'),
      ['address of gamma: 127.0.0.1 port 9002 -> 10.0.0.9 port 9002'],
      ['alpha', 'beta', 'gamma'],
    ],
    [
      'the ecs of a world',
      (schema) => (schema.worlds.camp.ecs = 'bitecs'),
      ['ecs of world camp: none -> bitecs'],
      ['alpha'],
    ],
    [
      'the ids of worlds with an ecs, and their room',
      (schema) => {
        Object.assign(schema.worlds.camp, { ecs: 'soa', entityCapacity: 10 })
        Object.assign(schema.worlds.lobby, { ecs: 'koota' })
      },
      ['ecs of world lobby: none -> koota', 'ecs of world camp: none -> soa'],
      ['alpha'],
    ],
  ])('%s', (_, change, expected, nodes) => {
    const diff = diffOf(change)
    expect(messages(diff.breaking)).toEqual([])
    expect(messages(diff.compatible)).toEqual(expected)
    expect(diffJson(diff)).toMatchObject({
      breaks: false,
      upgradeTogether: [],
      upgradeOneByOne: nodes,
      exitCode: 0,
    })
  })

  test('and nothing at all', () => {
    const diff = diffOf((schema) => (schema.$schema = './cluster.schema.json'))
    expect(diffText(diff)).toBe(
      `arena: the wire stays as it is; schema hash ${diff.schemaHash.after}\n\nNo module changes.`,
    )
  })
})

describe('hints', () => {
  const hints = (change: (schema: Json) => void, text?: string): (string | null)[] => {
    const { breaking, compatible } = diffOf(change, text)
    return [...breaking, ...compatible].map(({ hint }) => hint).filter((hint) => hint !== null)
  }

  test('say where something new would have moved nothing', () => {
    expect(hints((schema) => (schema.components = placed(schema.components, 'Health', {}, 1)))).toEqual([
      expect.stringContaining('as the last of "components" it would move none'),
    ])
    expect(hints((schema) => (schema.components.Health = {}))).toEqual([])
    expect(hints((schema) => schema.components.Purse.kind.enum.unshift('notes'))).toEqual([
      expect.stringContaining('at the end of the list'),
    ])
    expect(hints((schema) => (schema.worlds = placed(schema.worlds, 'attic', { node: 'beta' }, 0)))).toEqual([
      expect.stringContaining('at the end of "worlds"'),
    ])
    // It takes the place of another one, and moves nothing.
    expect(
      hints((schema) => (schema.components.Position = { w: 'u32', y: 'f32' })).filter((hint) =>
        /last/.test(hint!),
      ),
    ).toEqual([])
  })

  test('tell a field that is removed from one that was deprecated before, and from a new name', () => {
    const remove = (schema: Json) => delete schema.components.Purse.gold
    expect(hints(remove)).toEqual([expect.stringContaining('could be deprecated first')])
    const deprecated = talking.replace('"gold":"u32"', '"gold":{"type":"u32","deprecated":true}')
    expect(hints(remove, deprecated)).toEqual([])
    expect(hints((schema) => (schema.components.Position = { x: 'f32', up: 'f32' }))).toEqual([
      expect.stringContaining('up has its place and its type'),
    ])
  })

  test('warn of times that do not fit while half of the nodes are upgraded', () => {
    const slow = (schema: Json) =>
      Object.assign(schema.cluster, { heartbeatIntervalMs: 4000, peerTimeoutMs: 9000 })
    expect(hints(slow)[0]).toContain('one node writes every 4,000 ms and another waits 5,000 ms')
    expect(hints((schema) => (schema.cluster.heartbeatIntervalMs = 500))).toEqual([])
  })
})

describe('without a transport', () => {
  const alone = JSON.stringify({
    name: 'village',
    components: { Position: { x: 'f32' } },
    worlds: { left: {}, right: {} },
  })

  test('a packet of other bytes breaks what was stored, and the memory is another', () => {
    const text = diffText(diffOf((schema) => (schema.components.Position.y = 'f32'), alone))
    expect(text).toContain('Breaks the wire\n  component Position: size 4 -> 8\n')
    expect(text).toMatch(/Memory laid out anew.*\n {2}[\d,]+ bytes\n/)
    expect(text).toContain('No nodes: all threads of the process import the new module\n')
    expect(text).toContain('(toBytes)')
  })

  test('links are not on a wire', () => {
    const diff = diffOf((schema) => (schema.links = [{ from: 'left', to: 'right' }]), alone)
    expect(messages(diff.compatible)).toEqual(['queue rightToLeft is gone'])
    expect(diffText(diff)).toContain('The module changes. What it writes and reads does not.')
  })

  test('nodes that only share ownership have to agree all the same', () => {
    const owning = alone.replace(
      '{"name"',
      '{"cluster":{"nodes":{"alpha":{},"beta":{}},"ownership":{"strategy":"hash"}},"name"',
    )
    const diff = diffOf((schema) => delete schema.cluster.nodes.beta, owning)
    expect(messages(diff.breaking)).toEqual(['node beta is gone: number 1'])
    expect(diffText(diff)).toContain('Upgrade together: alpha\n  no transport, so no node checks it')
    expect(diffText(diff)).toContain('\n  stop beta\n')
  })
})
