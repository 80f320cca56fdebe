import { describe, expect, test } from 'vitest'
import { generate } from '../../generator/index.ts'

const base = {
  name: 'arena',
  components: { Position: { x: 'f32' }, Health: { now: 'u16' } },
  worlds: { left: {}, right: {}, upper: {} },
}
const cluster = (ownership: object) => ({ cluster: { nodes: { alpha: {}, beta: {} }, ownership } })
const field = (type: unknown) => ({ components: { Position: { x: 'f32', extra: type } } })

function moduleOf(change: object): string {
  const { files, diagnostics } = generate({ ...base, ...change })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return files[0]!.text
}

const held = (ecs: string, change: object = {}) => ({
  worlds: { left: { ecs, ...change }, right: {}, upper: {} },
})
const adapterMarks = ['EntityIds', 'WorldEntities', 'EntitiesOptions', 'Fibonacci', 'LeftEntities', 'firstId']
const indexedMarks = [...adapterMarks, 'IndexedEntities']
const bitecsMarks = [...indexedMarks, 'Bitecs', 'bitECS', 'EntityColumn', 'PositionColumns', 'LeftComponents']
const nullMarks = ['wireId', 'departed', 'noteDeparture']

/** What asks for each optional part, and the marks that it leaves in the output. */
const features: Readonly<Record<string, { readonly on: object; readonly marks: readonly string[] }>> = {
  mpmc: {
    on: { queue: { kind: 'mpmc' } },
    marks: ['MpmcQueue', 'SLOT_WORDS_MPMC', 'compareExchange(I32, this', 'Vyukov', 'mpmc'],
  },
  priority: {
    on: { queue: { priorityCapacity: 16 } },
    marks: ['priorityMatrix', 'Priority = new', 'urgent', 'marked `priority`'],
  },
  routing: {
    on: { worlds: { left: { routing: { default: 'right' } }, right: {} } },
    marks: ['route(transfer', 'has no routing', 'Where the schema sends'],
  },
  archetypes: {
    on: { archetypes: { player: ['Position', 'Health'] } },
    marks: [
      'Player',
      'function encode',
      'isPlayer',
      'queuePlayerBatch',
      'An entity with exactly',
      'overwriteAt',
      'writePlayerTo',
    ],
  },
  partialLinks: {
    on: { worlds: { left: { components: ['Position'] }, right: {}, upper: {} } },
    marks: ['carried', 'keepCarried'],
  },
  'ownership hash': {
    on: cluster({ strategy: 'hash' }),
    marks: ['EntityOwnership', 'mixEntity', 'scaled to the number', 'nodeNames', 'LOCAL_NODE', 'NODE_COUNT'],
  },
  'ownership range': {
    on: cluster({ strategy: 'range' }),
    marks: ['EntityOwnership', 'RANGE_SIZE', 'getLocalRange', 'nodeNames', 'LOCAL_NODE', 'NODE_COUNT'],
  },
  'ownership consistent hash': {
    on: cluster({ strategy: 'consistent_hash' }),
    marks: [
      'EntityOwnership',
      'mixEntity',
      'RING_HASHES',
      'RING_OWNERS',
      'Karger',
      'nodeNames',
      'LOCAL_NODE',
    ],
  },
  'shared state': {
    on: { sharedState: 'memory' },
    marks: [
      'SharedStateBackend',
      'InMemoryBackend',
      'Lease',
      'compareAndSet',
      'SharedStateEntry',
      'async',
      'Promise',
    ],
  },
  text: {
    on: field('string<8>'),
    marks: ['storeText', 'loadText', 'writeText', 'readText', 'UTF-8', 'charCodeAt'],
  },
  bytes: { on: field('bytes<8>'), marks: ['storeBytes', 'loadBytes'] },
  'unsigned 64 bits': { on: field('u64'), marks: ['loadU64', 'storeInt64', 'bigint', 'BigInt'] },
  'signed 64 bits': { on: field('i64'), marks: ['loadI64', 'loadU64', 'storeInt64', 'asIntN', 'bigint'] },
  'vectors of two': { on: field('vec2'), marks: ['Vec2'] },
  'vectors of three': { on: field('vec3'), marks: ['Vec3'] },
  'vectors of four': { on: field('vec4'), marks: ['Vec4'] },
  quaternions: { on: field('quat'), marks: ['Quat'] },
  enums: {
    on: field({ enum: ['red', 'blue'] }),
    marks: ['PositionExtra', 'ExtraNames[', 'ExtraCodes[', "'red'"],
  },
  flags: { on: field({ flags: ['red', 'blue'] }), marks: ['PositionExtra', 'combine them with'] },
  structs: { on: field({ struct: { a: 'u8' } }), marks: ['PositionExtra', 'extra.a'] },
  'f64 fields': { on: field('f64'), marks: ['F64', 'double'] },
  quantized: {
    on: field({ quantized: { min: -1, max: 1, bits: 12 } }),
    marks: ['quantized(', 'Math.max((value.', '+ 0.5'],
  },
  angles: { on: field('angle'), marks: ['angle(', 'Math.round(value.', 'I16'] },
  'quaternions in four bytes': {
    on: field({ quat: {} }),
    marks: ['Quat', 'Quat32', 'Gaffer', 'restoreQuat', 'quat('],
  },
  'quaternions in six bytes': {
    on: field({ quat: { bits: 11 } }),
    marks: ['Quat', 'Quat48', 'Gaffer', 'restoreQuat', 'quat('],
  },
  bitecs: { on: held('bitecs'), marks: bitecsMarks },
  koota: { on: held('koota'), marks: [...indexedMarks, 'Koota', 'koota', 'LeftComponents'] },
  miniplex: { on: held('miniplex'), marks: [...adapterMarks, 'Miniplex', 'miniplex', 'LeftEntity'] },
  soa: {
    on: held('soa'),
    marks: [...indexedMarks, 'EntityStore', 'EntityQuery', 'LeftStore', 'StoreEntities', 'STORE_', 'span'],
  },
  'references that are null': {
    on: { ...field({ entity: 'null' }), ...held('bitecs') },
    marks: [...bitecsMarks, ...nullMarks],
  },
  'references that wait': {
    on: { ...field({ entity: 'defer' }), ...held('bitecs') },
    marks: [...bitecsMarks, ...nullMarks, 'WaitingReferences', 'findOrAwait', 'wireIdOrAwaited', 'awaited'],
  },
  'i8 fields': { on: field('i8'), marks: ['I8 ', 'I8['] },
  'i16 fields': { on: field('i16'), marks: ['I16'] },
}

/** Which other features a feature brings along; their marks are not its own. */
const shared: Readonly<Record<string, readonly string[]>> = {
  'ownership hash': ['ownership range', 'ownership consistent hash'],
  'ownership range': ['ownership hash', 'ownership consistent hash'],
  'ownership consistent hash': ['ownership hash', 'ownership range'],
  'unsigned 64 bits': ['signed 64 bits'],
  'signed 64 bits': ['unsigned 64 bits'],
  'quaternions in four bytes': ['quaternions in six bytes'],
  'quaternions in six bytes': ['quaternions in four bytes'],
  enums: ['flags', 'structs'],
  flags: ['enums', 'structs'],
  structs: ['enums', 'flags'],
}

describe('absence', () => {
  test('the plain module has no mark of any feature', () => {
    const text = moduleOf({})
    const found = Object.entries(features).flatMap(([name, { marks }]) =>
      marks.filter((mark) => text.includes(mark)).map((mark) => `${name}: ${mark}`),
    )
    expect(found).toEqual([])
  })

  test.each(Object.keys(features))('%s leaves its own marks, and none of another', (name) => {
    const { on, marks } = features[name]!
    const text = moduleOf(on)
    expect(marks.filter((mark) => !text.includes(mark))).toEqual([])
    const foreign = Object.entries(features)
      .filter(([other]) => other !== name && !(shared[name] ?? []).includes(other))
      .flatMap(([other, feature]) =>
        feature.marks
          .filter((mark) => !marks.includes(mark) && text.includes(mark))
          .map((mark) => `${other}: ${mark}`),
      )
    expect(foreign).toEqual([])
  })

  test.each(['hash', 'range', 'consistent_hash'])('only the strategy %s is there', (strategy) => {
    const own: Readonly<Record<string, readonly string[]>> = {
      hash: ['scaled to the number'],
      range: ['RANGE_SIZE', 'getLocalRange'],
      consistent_hash: ['RING_HASHES', 'RING_OWNERS'],
    }
    const text = moduleOf(cluster({ strategy }))
    for (const [other, marks] of Object.entries(own)) {
      for (const mark of marks) expect([mark, text.includes(mark)]).toEqual([mark, other === strategy])
    }
    expect(text.includes('mixEntity')).toBe(strategy !== 'range')
  })

  test('a quaternion brings the code of its own size only, and no check where nothing is foreign', () => {
    expect(moduleOf(field({ quat: {} }))).not.toMatch(/Quat48|isQuat|isRotation/)
    expect(moduleOf(field({ quat: { bits: 15 } }))).not.toMatch(/Quat32|isQuat|isRotation/)
    expect(moduleOf(field('quat'))).not.toMatch(/Quat\d|restoreQuat/)
  })

  test('a reference leaves nothing where no world has an ecs, nor where it is a handle', () => {
    const { files } = generate({ ...base, ...field({ entity: 'defer' }) })
    expect(files[0]!.text).toBe(moduleOf(field('entity')))
    expect(moduleOf({ ...field({ entity: 'handle' }), ...held('bitecs') })).toBe(
      moduleOf({ ...field('entity'), ...held('bitecs') }),
    )
  })

  test('an ecs changes no byte that travels, nor the memory that threads share', () => {
    const numbers = (text: string): string[] => text.match(/(schemaHash|LAYOUT_HASH|PACKET_BYTES) = .*/g)!
    const plain = moduleOf(field('entity'))
    for (const ecs of ['bitecs', 'koota', 'miniplex', 'soa']) {
      expect(numbers(moduleOf({ ...field({ entity: 'defer' }), ...held(ecs) }))).toEqual(numbers(plain))
    }
  })

  test('a store without links has no adapter, and a world of another ECS without links nothing', () => {
    const alone = (ecs: string) => moduleOf({ worlds: { left: { ecs } } })
    expect(alone('soa')).toContain('LeftStore')
    expect(alone('soa')).not.toMatch(/EntityIds|LeftEntities|EntityTransfer|Queue\b/)
    for (const ecs of ['bitecs', 'koota', 'miniplex']) {
      expect(alone(ecs)).toBe(moduleOf({ worlds: { left: {} } }))
    }
  })

  test('without spsc links there is no spsc queue', () => {
    const text = moduleOf({ queue: { kind: 'mpmc' } })
    expect(['SpscQueue', 'SLOT_WORDS =', 'FastForward'].filter((mark) => text.includes(mark))).toEqual([])
    expect(moduleOf({})).toContain('SpscQueue')
  })

  test('batchSize is only where a batch is published late', () => {
    expect(moduleOf({}).includes('batchSize: 64')).toBe(true)
    expect(moduleOf({ queue: { kind: 'mpmc' } }).includes('batchSize')).toBe(false)
  })

  test.each([
    ['one world', { worlds: { left: {} } }],
    ['no links', { links: [] }],
  ])('with %s there are no transfers, queues, memory or coordinator', (_, change) => {
    const text = moduleOf(change)
    const marks = [
      'Queue',
      'EntityTransfer',
      'memory',
      'Coordinator',
      'Atomics',
      'SharedArrayBuffer',
      'globalThis',
      'declare global',
      'Stats',
      'class',
      'function ',
      'Position',
    ]
    expect(marks.filter((mark) => text.includes(mark))).toEqual([])
    expect(marks.filter((mark) => !moduleOf({}).includes(mark))).toEqual([])
    expect(text).toContain('schemaHash')
  })

  test('ownership and shared state do not need transfers', () => {
    const text = moduleOf({ worlds: { left: {} }, ...cluster({ strategy: 'hash' }), sharedState: 'memory' })
    expect(text).toContain('EntityOwnership')
    expect(text).toContain('InMemoryBackend')
    expect(text).not.toMatch(/EntityTransfer|Queue|Atomics|SharedArrayBuffer/)
  })

  test('a component that no link carries leaves nothing', () => {
    const change = { worlds: { left: { components: ['Position'] }, right: { components: ['Position'] } } }
    expect(moduleOf(change)).not.toMatch(/health/i)
    expect(moduleOf({})).toMatch(/health/i)
  })

  test('a world without routing has no case', () => {
    const text = moduleOf({ worlds: { left: { routing: { default: 'right' } }, right: {} } })
    expect(text.match(/case World\.\w+:/g)).toEqual(['case World.left:'])
  })
})
