import { describe, expect, test } from 'vitest'
import { generate } from '../../generator/index.ts'

const ports = (names: readonly string[]) =>
  Object.fromEntries(names.map((name, index) => [name, { port: 9000 + index }]))

const base = {
  name: 'arena',
  components: { Position: { x: 'f32' }, Health: { now: 'u16' } },
  worlds: { left: { node: 'alpha' }, right: { node: 'beta' } },
  cluster: { transport: 'tcp', nodes: ports(['alpha', 'beta']) },
}

function moduleOf(change: object, node = 'alpha'): string {
  const { files, diagnostics } = generate({ ...base, ...change }, { node })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return files[0]!.text
}
const withLinks = (settings: object): string => moduleOf({ cluster: { ...base.cluster, ...settings } })
const found = (text: string, marks: readonly string[]): string[] =>
  marks.filter((mark) => text.includes(mark))

/** What only those have whose streams TLS protects, and what only those in the clear have. */
const tlsMarks = [
  'node:tls',
  'TlsTransport',
  'TlsStream',
  'certificate',
  'isFrom',
  'untrusted',
  'Untrusted',
  'distrust',
  "'identity'",
  'identity: 8',
]
const plainMarks = ['node:net', 'TcpTransport ', 'onread', 'spill']
/** What seals datagrams. */
const sealMarks = ['node:crypto', 'Seal', 'PreSharedKey', 'chacha20', 'hkdf']

/** What only nodes that talk have. */
const clusterMarks = [
  'node:net',
  'ClusterCoordinator',
  'TcpTransport',
  'StreamHandler',
  'Returned',
  'FLAG_IN_DOUBT',
  'FLAGS_OF_RETURN',
  'MASK_WORDS',
  'WIRE_WORDS',
  'wireWords',
  'admitPacket',
  'peerMaps',
  'sendingQueues',
  'receivingQueues',
  'export const Node ',
  'FINGERPRINTS',
  'HEARTBEAT',
  'QUORUM',
  'readonly map',
]

describe('without a transport', () => {
  const still = { worlds: { left: {}, right: {}, upper: {} } }
  test.each([
    ['a plain schema', { ...still, cluster: undefined }],
    [
      'one with everything local',
      { ...still, queue: { priorityCapacity: 8 }, cluster: undefined, sharedState: 'memory' },
    ],
    ['one with mpmc queues', { ...still, queue: { kind: 'mpmc' }, cluster: undefined }],
    [
      'nodes and ownership',
      { ...still, cluster: { nodes: { alpha: {}, beta: {} }, ownership: { strategy: 'hash' } } },
    ],
    ['nodes alone', { ...still, cluster: { nodes: { alpha: {} }, transport: 'none' } }],
  ])('%s leaves no trace of one', (_, change) => {
    const { files } = generate({ ...base, ...change })
    expect(found(files[0]!.text, clusterMarks)).toEqual([])
  })

  test('nodes without ownership are only a part of names', () => {
    const { files } = generate({ ...base, ...still, cluster: { nodes: { alpha: {}, beta: {} } } })
    expect(files.map(({ name }) => name)).toEqual(['arena.alpha.gen.ts', 'arena.beta.gen.ts'])
    for (const { text } of files) expect(text).not.toMatch(/nodeNames|LOCAL_NODE|EntityOwnership/)
  })

  test('a cluster of one node is none, whatever its transport', () => {
    const text = moduleOf({
      worlds: { left: { node: 'alpha' }, right: { node: 'alpha' } },
      cluster: { transport: 'tcp', nodes: ports(['alpha']), delivery: ['ordered', 'fire_and_forget'] },
    })
    expect(found(text, clusterMarks)).toEqual([])
    expect(text).not.toContain('Delivery')
  })
})

describe('with a transport', () => {
  test('the marks are there', () => {
    const absent = clusterMarks.filter((mark) => !moduleOf({}).includes(mark))
    expect(absent).toEqual([])
  })

  test('streams in the clear leave no trace of TLS, nor TLS of them, nor either of sealed datagrams', () => {
    const plain = moduleOf({})
    const tls = withLinks({ security: 'tls' })
    expect(found(plain, [...tlsMarks, ...sealMarks])).toEqual([])
    expect(found(tls, [...plainMarks, ...sealMarks])).toEqual([])
    expect(found(plain, plainMarks)).toEqual(plainMarks)
    expect(found(tls, tlsMarks)).toEqual(tlsMarks)
    expect(tls.match(/^} from '.*'$|^import .*$/gm)).toEqual(['import {', "} from 'node:tls'"])
  })

  test('a node without peers needs no TLS', () => {
    const text = moduleOf({
      worlds: { left: { node: 'alpha' }, right: { node: 'alpha' } },
      cluster: { transport: 'tcp', security: 'tls', nodes: ports(['alpha']) },
    })
    expect(found(text, [...clusterMarks, ...tlsMarks])).toEqual([])
  })

  test('a delivery that no link from here has is not there', () => {
    const several = ['Delivery', 'deliveryMatrices', 'delivery?']
    const once = ['FireAndForgetChannel']
    const resent = ['AcknowledgedChannel', 'isInDoubt']
    const ordered = withLinks({ delivery: 'ordered' })
    expect(found(ordered, [...several, ...once])).toEqual([])
    expect(found(ordered, resent)).toEqual(resent)
    expect(found(withLinks({ delivery: 'ack_required' }), [...several, ...once])).toEqual([])
    const forgotten = withLinks({ delivery: 'fire_and_forget' })
    expect(found(forgotten, [...several, ...resent])).toEqual([])
    expect(found(forgotten, once)).toEqual(once)
    const both = withLinks({ delivery: ['fire_and_forget', 'ordered'] })
    expect(found(both, [...several, ...once, ...resent])).toEqual([...several, ...once, ...resent])
    expect(both).not.toContain('ackRequired')
  })

  test('deliveries of links to this node are the matter of the other side', () => {
    const links = [
      { from: 'left', to: 'right', delivery: 'ordered' },
      { from: 'right', to: 'left', delivery: ['fire_and_forget', 'ack_required'] },
    ]
    expect(moduleOf({ links })).not.toMatch(/FireAndForgetChannel|Delivery\b/)
    expect(moduleOf({ links }, 'beta')).toMatch(/FireAndForgetChannel/)
  })

  test('a node that only receives has nothing that comes back', () => {
    const links = [{ from: 'left', to: 'right' }]
    expect(moduleOf({ links }, 'beta')).not.toMatch(
      /\bleftReturned|\brightReturned|AcknowledgedChannel|FireAndForgetChannel/,
    )
    expect(moduleOf({ links })).toContain('leftReturned')
  })

  test('priority, ownership, routing and archetypes are there where they are asked for', () => {
    const marks = [
      'priorityMatrix',
      'Priority',
      'EntityOwnership',
      'mixEntity',
      'NODE_COUNT',
      'route(',
      'function encode',
      'MpmcQueue',
    ]
    expect(found(moduleOf({}), marks)).toEqual([])
  })

  test('a module has nothing of nodes that are not connected, and of links that are not its own', () => {
    const names = ['alpha', 'beta', 'gamma', 'delta']
    const worlds = Object.fromEntries(names.map((node) => [`w${node}`, { node }]))
    const text = moduleOf({ worlds, cluster: { transport: 'tcp', nodes: ports(names), topology: 'ring' } })
    const rings = [...text.matchAll(/^const (\w+) = new SpscQueue/gm)].map((match) => match[1])
    expect(rings).toEqual([
      'walphaToWbeta',
      'walphaToWdelta',
      'wbetaToWalpha',
      'wdeltaToWalpha',
      'walphaReturned',
    ])
    expect([...text.matchAll(/^ {4}node: Node\.(\w+),$/gm)].map((match) => match[1])).toEqual([
      'beta',
      'delta',
    ])
    expect(found(text, ['9000', '9001', '9002', '9003'])).toEqual(['9000', '9001', '9003'])
  })

  test('a module has no code of components that only other nodes exchange', () => {
    const change = {
      components: { ...base.components, Mana: { kind: { enum: ['fire', 'ice'] }, at: 'vec3' } },
      archetypes: { soul: ['Position', 'Mana'], body: ['Position', 'Health'] },
      worlds: {
        left: { node: 'alpha', components: ['Position', 'Health'] },
        right: { node: 'beta' },
        upper: { node: 'gamma', components: ['Position', 'Mana'] },
      },
      cluster: { transport: 'tcp', nodes: ports(['alpha', 'beta', 'gamma']) },
    }
    const marks = ['class Mana', 'hasMana', 'manaKind', 'class Vec3', 'Soul', 'ManaKind']
    expect(found(moduleOf(change, 'alpha'), marks)).toEqual([])
    expect(found(moduleOf(change, 'beta'), marks)).toEqual(marks)
    expect(found(moduleOf(change, 'gamma'), ['class Health', 'hasHealth', 'Body'])).toEqual([])
    // They are numbered alike, for a mask that knows all of them.
    expect(moduleOf(change, 'alpha')).toContain('  Mana: 2,')
  })

  test('a component that only routing asks for has its code', () => {
    const text = moduleOf({
      components: { Position: { x: 'f32' }, Mana: { now: 'u16' } },
      worlds: {
        left: { node: 'alpha', routing: { default: 'right', components: { Mana: 'right' } } },
        right: { node: 'beta', components: ['Position'] },
        upper: { node: 'gamma' },
        lower: { node: 'beta' },
      },
      links: [
        { from: 'left', to: 'right' },
        { from: 'upper', to: 'lower' },
      ],
      cluster: { transport: 'tcp', nodes: ports(['alpha', 'beta', 'gamma']) },
    })
    expect(found(text, ['class Mana', 'get hasMana'])).toEqual(['class Mana', 'get hasMana'])
  })
})
