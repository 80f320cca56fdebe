import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hostInput } from '../../schemas/host.ts'
import { checkRules } from '../../schemas/rules.ts'

const base = {
  name: 'arena',
  components: { Position: { x: 'f32' } },
  worlds: { lobby: { node: 'alpha' }, forest: { node: 'beta' }, desert: { node: 'gamma' } },
  cluster: {
    transport: 'tcp',
    nodes: { alpha: { port: 9000 }, beta: { port: 9001 }, gamma: { port: 9002 } },
  },
}
const codesOf = (change: object): string[] => checkRules({ ...base, ...change }).map(({ code }) => code)
const inCluster = (change: object): string[] => codesOf({ cluster: { ...base.cluster, ...change } })

describe('rules of clusters', () => {
  test('a plain cluster has no problem', () => expect(codesOf({})).toEqual([]))

  test('times may be as near to each other as they can work', () => {
    expect(inCluster({ heartbeatIntervalMs: 50, peerTimeoutMs: 100 })).toEqual([])
    expect(inCluster({ heartbeatIntervalMs: 51, peerTimeoutMs: 101 })).toEqual(['ECS407'])
    expect(inCluster({ reconnectMinMs: 7, reconnectMaxMs: 7 })).toEqual([])
    expect(inCluster({ peerTimeoutMs: 1500 })).toEqual(['ECS407'])
  })

  test('two nodes do not share the file of their modules where case is no difference', () => {
    const nodes = { alpha: { port: 1 }, beta: { port: 2 }, gamma: { port: 3 }, gamMa: { port: 4 } }
    expect(inCluster({ nodes })).toContain('ECS204')
    expect(inCluster({ transport: 'none', nodes: { a: {}, b: {}, A: {} } })).toContain('ECS204')
  })

  test('two nodes may share a port on two hosts, and a host with two ports', () => {
    const nodes = { alpha: { port: 9000 }, beta: { host: 'b.local', port: 9000 }, gamma: { port: 9001 } }
    expect(inCluster({ nodes })).toEqual([])
  })

  test('a star joins its hub with all, whichever node that is', () => {
    const links = [
      { from: 'lobby', to: 'forest' },
      { from: 'lobby', to: 'desert' },
    ]
    const star = (hub?: string) =>
      codesOf({
        links,
        cluster: { ...base.cluster, topology: 'star', ...(hub === undefined ? {} : { hub }) },
      })
    expect(star()).toEqual([])
    expect(star('alpha')).toEqual([])
    expect(star('beta')).toEqual(['ECS316'])
    expect(star('nobody')).toEqual(['ECS310'])
  })

  test('a ring of three is a mesh, and one of four is not', () => {
    expect(inCluster({ topology: 'ring' })).toEqual([])
    const four = {
      worlds: { ...base.worlds, cave: { node: 'delta' } },
      cluster: { ...base.cluster, topology: 'ring', nodes: { ...base.cluster.nodes, delta: { port: 9003 } } },
    }
    expect(codesOf(four)).toEqual(['ECS324'])
    expect(codesOf({ ...four, links: [{ from: 'lobby', to: 'cave' }] })).not.toContain('ECS316')
    expect(codesOf({ ...four, links: [{ from: 'lobby', to: 'desert' }] })).toEqual(['ECS316'])
  })

  test('all pairs that a topology leaves out give one warning, which a list of links silences', () => {
    expect(inCluster({ topology: 'star' })).toEqual(['ECS324'])
    const links = [
      { from: 'lobby', to: 'forest' },
      { from: 'lobby', to: 'desert' },
    ]
    expect(codesOf({ links, cluster: { ...base.cluster, topology: 'star' } })).toEqual([])
  })

  test('an mpmc queue is refused between nodes, once for all that inherit it, and allowed within one', () => {
    expect(codesOf({ queue: { kind: 'mpmc' } })).toEqual(['ECS317'])
    const worlds = { lobby: { node: 'alpha' }, forest: { node: 'alpha' } }
    const nodes = { alpha: { port: 9000 } }
    expect(codesOf({ worlds, queue: { kind: 'mpmc' }, cluster: { transport: 'tcp', nodes } })).toEqual([])
    const links = [{ from: 'lobby', to: 'forest', queue: { kind: 'spsc' } }]
    expect(codesOf({ links, queue: { kind: 'mpmc' } })).not.toContain('ECS317')
  })

  test('a delivery within a node is allowed: worlds may move without a change of links', () => {
    const worlds = { lobby: { node: 'alpha' }, forest: { node: 'alpha' }, desert: { node: 'gamma' } }
    const links = [
      { from: 'lobby', to: 'forest', delivery: ['ordered', 'fire_and_forget'], timeoutMs: 5, retries: 0 },
      { from: 'forest', to: 'desert' },
    ]
    const nodes = { alpha: { port: 9000 }, gamma: { port: 9001 } }
    expect(codesOf({ worlds, links, cluster: { transport: 'tcp', nodes } })).toEqual([])
  })

  test('a security goes with its transport', () => {
    expect(inCluster({ security: 'tls' })).toEqual([])
    expect(inCluster({ security: 'pre_shared_key' })).toEqual(['ECS318'])
    expect(inCluster({ transport: 'udp', security: 'pre_shared_key' })).toEqual([])
    expect(inCluster({ transport: 'udp', security: 'tls' })).toEqual(['ECS318'])
    // Said elsewhere, and in other words.
    expect(inCluster({ transport: 'tpc', security: 'tls' })).toEqual([])
    expect(inCluster({ security: 'tsl' })).toEqual([])
    expect(inCluster({ transport: 'none', security: 'tls' })).toContain('ECS312')
    expect(inCluster({ transport: undefined, security: 'tls' })).toContain('ECS312')
  })

  test('what is broken elsewhere is passed over', () => {
    expect(codesOf({ cluster: 3, worlds: { a: {}, b: {} } })).toEqual([])
    expect(inCluster({ nodes: null })).toEqual([])
    expect(inCluster({ topology: 'tree', hub: 7 })).toEqual([])
    expect(codesOf({ worlds: { lobby: { node: 7 }, forest: { node: 'beta' } } })).not.toContain('ECS311')
    expect(inCluster({ nodes: { alpha: 1, beta: { port: 'x' }, gamma: { port: 2, host: [] } } })).toEqual([
      'ECS313',
    ])
  })

  test('take any value', () => {
    const node = fc.constantFrom('alpha', 'beta', 'toString', '', 3, null)
    fc.assert(
      fc.property(
        fc.record(
          {
            transport: fc.constantFrom('tcp', 'none', 'udp', 1),
            nodes: fc.oneof(
              fc.dictionary(fc.constantFrom('alpha', 'beta', 'gamma'), fc.jsonValue()),
              fc.jsonValue(),
            ),
            security: fc.oneof(fc.constantFrom('tls', 'pre_shared_key'), fc.jsonValue()),
            topology: fc.oneof(fc.constantFrom('mesh', 'star', 'ring'), fc.jsonValue()),
            hub: node,
            peerTimeoutMs: fc.jsonValue(),
            heartbeatIntervalMs: fc.jsonValue(),
          },
          { requiredKeys: [] },
        ),
        fc.dictionary(fc.string(), fc.oneof(fc.record({ node }), fc.jsonValue())),
        fc.oneof(fc.constant('all'), fc.jsonValue()),
        (cluster, worlds, links) => void checkRules({ ...base, cluster, worlds, links }),
      ),
    )
  })
})

describe('a host', () => {
  test.each(['localhost', 'a', 'node-1.example.com', '10.0.0.7', '::1', 'fe80::1%eth0', '::ffff:10.0.0.7'])(
    '%s is one',
    (host) => expect(hostInput.safeParse(host).success).toBe(true),
  )
  test.each([
    '',
    ' ',
    'http://a',
    'a:80',
    'a b',
    '-a',
    'a-',
    '[::1]',
    'a/b',
    "a'b",
    'a\n',
    'a'.repeat(254),
    3,
    null,
  ])('%o is none', (host) => expect(hostInput.safeParse(host).success).toBe(false))
})
