import { describe, expect, test } from 'vitest'
import { planOf } from '../../generator/planOf.ts'

const base = {
  name: 'arena',
  components: {
    Position: { x: 'f32', y: 'f32' },
    Team: {
      side: { enum: ['red', 'blue'] },
      marks: { flags: ['a', 'b'] },
      in: undefined,
      body: { struct: { mass: 'f32' } },
    },
    Stunned: {},
  },
  worlds: { left: {}, right: {} },
  cluster: { nodes: { alpha: {}, beta: {} }, ownership: { strategy: 'hash' } },
}
const text = JSON.stringify(base, null, 2)

function hashOf(schema: string | object, file = 'arena.schema.json'): string {
  const { plans, diagnostics } = planOf(schema, { schemaFile: file })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return plans[0]!.schemaHash
}

describe('the schema hash', () => {
  test.each([
    ['white space', () => hashOf(JSON.stringify(base))],
    ['comments', () => hashOf(text.replace('{', '{ // the arena\n /* of many */'))],
    ['the name of the file', () => hashOf(text, 'other.schema.json')],
    ['capacities', () => hashOf({ ...base, queue: { capacity: 16, batchSize: 4, priorityCapacity: 8 } })],
    ['the kind of queues', () => hashOf({ ...base, queue: { kind: 'mpmc' } })],
    ['the transfer pool', () => hashOf({ ...base, transferPoolSize: 3 })],
    ['capacities of a world', () => hashOf({ ...base, worlds: { left: { capacity: 8 }, right: {} } })],
    ['shared state', () => hashOf({ ...base, sharedState: 'memory' })],
    ['a spelt-out default', () => hashOf({ ...base, links: 'all' })],
  ])('is the same with other %s', (_, hash) => expect(hash()).toBe(hashOf(text)))

  const swap = (from: string, to: string) => () => hashOf(text.replace(from, to))
  test.each([
    ['the name of the cluster', swap('"arena"', '"areno"')],
    ['the name of a component', swap('"Position"', '"Place"')],
    ['the name of a tag', swap('"Stunned"', '"Dazed"')],
    ['the name of a field', swap('"y"', '"z"')],
    ['the type of a field', swap('"f32"', '"u32"')],
    ['the name of an enum member', swap('"blue"', '"green"')],
    ['the order of enum members', () => hashOf(text.replace(/"red",(\s*)"blue"/, '"blue",$1"red"'))],
    ['the name of a flag', swap('"b"', '"c"')],
    ['the name of a nested field', swap('"mass"', '"weight"')],
    ['the name of a world', swap('"left"', '"links"')],
    ['the name of a node', swap('"beta"', '"gamma"')],
    [
      'the order of components',
      () => {
        const { Position, Team, Stunned } = base.components
        return hashOf({ ...base, components: { Team, Position, Stunned } })
      },
    ],
    ['the order of worlds', () => hashOf({ ...base, worlds: { right: {}, left: {} } })],
    [
      'the order of fields',
      () => hashOf({ ...base, components: { ...base.components, Position: { y: 'f32', x: 'f32' } } }),
    ],
  ])('changes with %s', (_, hash) => expect(hash()).not.toBe(hashOf(text)))

  const withField = (extra: unknown) =>
    hashOf({ ...base, components: { ...base.components, Extra: { extra } } })
  const range = { min: -1, max: 1, bits: 12 }
  test.each([
    ['the least value of a quantized field', { quantized: range }, { quantized: { ...range, min: -2 } }],
    ['its largest value', { quantized: range }, { quantized: { ...range, max: 1.5 } }],
    ['its bits, in as many bytes', { quantized: range }, { quantized: { ...range, bits: 13 } }],
    ['the bits of an angle', { angle: { bits: 12 } }, { angle: { bits: 13 } }],
    ['the bits of a quaternion', { quat: { bits: 10 } }, { quat: { bits: 9 } }],
    ['an integer instead of an angle', 'angle', 'u16'],
  ])('changes with %s', (_, one, other) => expect(withField(one)).not.toBe(withField(other)))

  test('is the same for a default that is spelt out', () => {
    expect(withField('angle')).toBe(withField({ angle: { bits: 16 } }))
    expect(withField({ quat: {} })).toBe(withField({ quat: { bits: 10 } }))
  })

  test.each([
    ['the strategy of ownership', { strategy: 'range' }],
    ['the points of the ring', { strategy: 'consistent_hash', virtualNodes: 5 }],
  ])('changes with %s: two nodes that disagree would both own an entity', (_, ownership) => {
    expect(hashOf({ ...base, cluster: { ...base.cluster, ownership } })).not.toBe(hashOf(text))
  })
})

describe('the schema hash of nodes that talk', () => {
  const talking = {
    name: 'arena',
    components: { Position: { x: 'f32' }, Purse: { gold: 'u32' } },
    worlds: { left: { node: 'alpha' }, right: { node: 'beta' }, upper: { node: 'gamma' } },
    links: [
      { from: 'left', to: 'right', delivery: ['ordered', 'fire_and_forget'], queue: { priorityCapacity: 8 } },
      { from: 'right', to: 'left' },
      { from: 'right', to: 'upper' },
    ],
    cluster: {
      transport: 'tcp',
      nodes: { alpha: { port: 9000 }, beta: { port: 9001 }, gamma: { port: 9002 } },
      topology: 'star',
      hub: 'beta',
    },
  }
  const source = JSON.stringify(talking)
  const fingerprintsOf = (schema: string | object) =>
    new Map(planOf(schema).plans[0]!.cluster!.fingerprints.map(({ what, value }) => [what, value]))
  /** The parts whose fingerprints differ. */
  const partsOf = (schema: string | object): string[] => {
    const own = fingerprintsOf(talking)
    return [...fingerprintsOf(schema)].flatMap(([what, value]) => (own.get(what) === value ? [] : [what]))
  }
  const cluster = (change: object) => ({ ...talking, cluster: { ...talking.cluster, ...change } })
  const swapped = (from: string, to: string) => {
    expect(source).toContain(from)
    return JSON.parse(source.replace(from, to)) as object
  }
  const { cluster: _, ...alone } = talking

  test.each([
    ['a host', cluster({ nodes: { ...talking.cluster.nodes, alpha: { host: '10.0.0.7', port: 9000 } } })],
    ['a port', swapped('9001', '9999')],
    ['a capacity', { ...talking, queue: { capacity: 16, batchSize: 2 } }],
    ['the capacity of a priority queue', swapped('"priorityCapacity":8', '"priorityCapacity":16')],
    ['a timeout', cluster({ timeoutMs: 77 })],
    ['retries', cluster({ retries: 0 })],
    ['the heartbeat', cluster({ heartbeatIntervalMs: 50, peerTimeoutMs: 200 })],
    ['the pauses between dials', cluster({ reconnectMinMs: 1, reconnectMaxMs: 2 })],
    ['the order in which links are listed', { ...talking, links: [...talking.links].reverse() }],
    ['a spelt-out delivery', cluster({ delivery: 'ordered' })],
  ])('is the same with other %s', (_, schema) => {
    expect(hashOf(schema)).toBe(hashOf(talking))
    expect(partsOf(schema)).toEqual([])
  })

  test.each([
    [
      'where a world lives',
      swapped('"upper":{"node":"gamma"}', '"upper":{"node":"beta"}'),
      ['worlds', 'links'],
    ],
    ['the topology', cluster({ topology: 'mesh', hub: undefined }), ['nodes']],
    [
      'the hub, named or not',
      { ...cluster({ hub: 'alpha' }), links: talking.links.slice(0, 2) },
      ['nodes', 'links'],
    ],
    ['a delivery', cluster({ delivery: 'ack_required' }), ['links']],
    [
      'the order of deliveries',
      swapped('"ordered","fire_and_forget"', '"fire_and_forget","ordered"'),
      ['links'],
    ],
    ['a priority queue', swapped(',"queue":{"priorityCapacity":8}', ''), ['links']],
    ['a link', { ...talking, links: talking.links.slice(0, 2) }, ['links']],
    [
      'what a link carries',
      swapped('"left":{"node":"alpha"}', '"left":{"node":"alpha","components":["Position"]}'),
      ['links'],
    ],
    ['the name of a node', JSON.parse(source.replaceAll('gamma', 'delta')) as object, ['nodes']],
    ['ownership', cluster({ ownership: { strategy: 'hash' } }), ['ownership']],
    ['a field', swapped('"f32"', '"u32"'), ['components']],
  ])('changes with %s, and the fingerprints say which part', (_, schema, parts) => {
    expect(hashOf(schema)).not.toBe(hashOf(talking))
    expect(partsOf(schema)).toEqual(parts)
  })

  test('links within a node are its own matter', () => {
    const schema = JSON.parse(source.replace('"beta"', '"alpha"')) as typeof talking
    const links = schema.links.slice(0, 2)
    const other = [{ ...links[0], delivery: 'ordered' }, links[1]]
    expect(hashOf({ ...schema, links: other })).toBe(hashOf({ ...schema, links }))
  })

  test('schemas without a transport have the hash that they always had', () => {
    const left = { worlds: { left: {}, right: {}, upper: {} }, links: 'all' }
    expect(hashOf({ ...alone, ...left })).toBe('570bb7908e360ef5')
    expect(hashOf(base)).toBe('b2847434ae84c0c2')
  })
})
