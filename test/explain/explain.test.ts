import { describe, expect, it } from 'vitest'
import { explainJson } from '../../generator/explain/json.ts'
import { table } from '../../generator/explain/table.ts'
import { explainText } from '../../generator/explain/text.ts'
import { bytes } from '../../generator/explain/units.ts'
import type { Plan } from '../../generator/plan/plan.ts'
import { planOf } from '../../generator/planOf.ts'

const schema = {
  name: 'trio',
  components: {
    Small: { a: 'u8', b: 'u32' },
    Large: { value: 'f64' },
    Inner: { at: { struct: { x: 'f32', y: 'f32' } } },
    Tag: {},
    Unused: { n: 'u8' },
  },
  archetypes: { both: ['Small', 'Large'] },
  worlds: {
    a: { components: ['Small', 'Large', 'Inner', 'Tag', 'Unused'] },
    b: { components: ['Small', 'Large', 'Inner', 'Tag'] },
    c: { components: ['Small'] },
  },
  queue: { capacity: 256, batchSize: 16, priorityCapacity: 64 },
  cluster: { nodes: { alpha: {}, beta: {} }, ownership: { strategy: 'consistent_hash' } },
}

function plansOf(value: object): readonly Plan[] {
  const { plans, diagnostics } = planOf(value)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return plans
}

describe('explain', () => {
  it('as JSON has the keys that tools rely on', () => {
    const found = explainJson(plansOf(schema)[1]!)
    expect(found).toMatchObject({
      name: 'trio',
      node: 'beta',
      schemaHash: expect.stringMatching(/^[0-9a-f]{16}$/),
      packet: { headerSize: 16, maskWords: 1, size: 40 },
      components: {
        Small: { id: 0, offset: 16, size: 8, align: 4, fields: { b: { offset: 20, size: 4, type: 'u32' } } },
        Large: { id: 1, offset: 24, size: 8, align: 8 },
        Inner: { fields: { at: { fields: { y: { offset: 36, size: 4, type: 'f32' } } } } },
        Tag: { id: 3, size: 0 },
      },
      archetypes: { both: { size: 32, components: ['Small', 'Large'] } },
      worlds: { c: { id: 2, components: ['Small'] } },
      ownership: { strategy: 'consistent_hash', nodes: ['alpha', 'beta'], mean: 0.5 },
      leftOut: expect.arrayContaining([{ what: 'component Unused', why: expect.any(String) }]),
    })
    const link = found.links.find(({ from, to, priority }) => from === 'a' && to === 'c' && !priority)
    expect(link).toMatchObject({ capacity: 256, batchSize: 16, wireBytes: 24, components: ['Small'] })
    expect(found.links.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0)).toBeLessThan(found.memoryBytes)
    expect(Object.keys(JSON.parse(JSON.stringify(found)))).toEqual(Object.keys(found))
  })

  it('as text shows layout, queues, memory, ownership and what is left out', () => {
    const text = explainText(plansOf(schema)[0]!)
    expect(text).toContain('trio, node alpha: schema hash ')
    expect(text).toContain('entity u32 @0, generation u32 @4, source u8 @8, target u8 @9')
    expect(text).toContain('    16  A . . . A A A A B B B B B B B B\n')
    expect(text).toMatch(/ {2}Small +0 +16 +8 +4 +3\n {4}a +16 +1 +1 +u8\n/)
    expect(text).toMatch(/ {2}a +- +256\+64 +256\+64\n/)
    expect(text).toMatch(/ {2}aToC +\w+ +256 +16 .* 24 {2}Small\n/)
    expect(text).toContain('Ownership: consistent_hash, 100 points a node')
    expect(text).toMatch(/when one more node joins, about \d+\.\d\d % of the ids/)
    expect(text).toContain('component Unused: ')
    expect(text).not.toMatch(/undefined|NaN|null| \n/)
  })

  it('has something to say where nothing travels', () => {
    const plan = plansOf({ name: 'solo', components: { A: { x: 'f32' } }, worlds: { only: {} } })[0]!
    expect(explainText(plan)).toContain('transfers and queues: no two worlds are linked')
    expect(explainJson(plan)).toMatchObject({ components: {}, links: [], ownership: null })
  })

  const talking = {
    name: 'trio',
    components: { Small: { a: 'u8' }, Wide: { value: 'f64' } },
    worlds: {
      a: { node: 'alpha' },
      b: { node: 'beta' },
      c: { node: 'gamma' },
      d: { node: 'alpha', components: ['Small'] },
    },
    queue: { capacity: 64, batchSize: 8 },
    cluster: {
      transport: 'tcp',
      topology: 'star',
      nodes: { alpha: { port: 9000 }, beta: { host: '10.0.0.8', port: 9001 }, gamma: { port: 9002 } },
      delivery: ['ordered', 'fire_and_forget'],
      timeoutMs: 50,
      retries: 1,
    },
  }

  it('says how the cluster is secured', () => {
    const [alpha] = plansOf({ ...talking, cluster: { ...talking.cluster, security: 'tls' } })
    expect(explainText(alpha!)).toContain('of 3 nodes over tcp, secured by tls\n')
    expect(explainJson(alpha!).cluster).toMatchObject({ security: 'tls' })
  })

  it('shows a node among its peers: who lives where, and what travels how', () => {
    const [alpha, beta] = plansOf(talking)
    const text = explainText(alpha!)
    expect(text).toContain('Cluster: a star around alpha of 3 nodes over tcp')
    expect(text).toContain('alpha listens on 127.0.0.1 port 9000')
    expect(text).toContain('healthy while 2 of 3 are connected')
    expect(text).toMatch(/\n {2}beta +10\.0\.0\.8 port 9001 +b\n/)
    expect(text).toMatch(/\n {2}alpha +this node +a, d\n/)
    expect(text).toMatch(/\n {2}to beta +1 +aToBFireAndForget +fire_and_forget +32 +100 +aReturned\n/)
    expect(text).toMatch(/\n {2}to beta +2 +dToB +ordered +24 +100 +dReturned\n/)
    expect(text).toMatch(/\n {2}from gamma +3 +cToDFireAndForget +fire_and_forget +24 +- +-\n/)
    expect(text).toMatch(/\n {2}aToB +outbound +spsc +64 +8 +32 /)
    expect(text).toMatch(/\n {2}a +- +64\/64 +64\/64 +64\n/)
    expect(text).not.toMatch(/undefined|NaN|null| \n/)
    const other = explainText(beta!)
    expect(other).toMatch(/\n {2}gamma +not connected +c\n/)
    expect(other).toContain('links to gamma (c): a star does not connect beta with gamma')
    expect(other).toContain('6 links of other worlds: they neither begin nor end on beta')
    expect(other).not.toMatch(/undefined|NaN|null| \n/)
  })

  it('shows the same as JSON', () => {
    const [alpha, beta] = plansOf(talking).map(explainJson)
    expect(alpha!.cluster).toMatchObject({
      transport: 'tcp',
      topology: 'star',
      hub: 'alpha',
      port: 9000,
      quorum: 2,
      fingerprints: { links: expect.any(Number) },
    })
    expect(alpha!.cluster!.peers[0]!.outbound[1]).toEqual({
      channel: 1,
      queue: 'aToBFireAndForget',
      delivery: 'fire_and_forget',
      wireBytesMax: 32,
      lifetimeMs: 100,
      returns: 'aReturned',
    })
    expect(alpha!.worlds).toMatchObject({ a: { node: 'alpha' }, c: { node: 'gamma' } })
    expect(alpha!.links.find(({ name }) => name === 'aReturned')).toMatchObject({
      role: 'returned',
      delivery: null,
    })
    expect(beta!.leftOut).toContainEqual({
      what: 'links to gamma (c)',
      why: 'a star does not connect beta with gamma',
    })
    expect(explainJson(plansOf(schema)[0]!)).toMatchObject({ cluster: null, worlds: { a: { node: null } } })
  })

  it('aligns numbers to the right and words to the left', () => {
    expect(
      table(
        'T',
        ['name', 'n', 'word'],
        [
          ['a', '1,234', 'x'],
          ['bcdef', '-', ''],
        ],
      ),
    ).toBe(['T', '  name       n  word', '  a      1,234  x', '  bcdef      -'].join('\n'))
    expect(['1', '1023', '1536', '2097152'].map((size) => bytes(Number(size)))).toEqual([
      '1 byte',
      '1,023 bytes',
      '1,536 bytes (1.5 KiB)',
      '2,097,152 bytes (2 MiB)',
    ])
  })
})
