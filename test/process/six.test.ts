import { afterEach, expect, it } from 'vitest'
import { prepare } from './prepare.ts'
import type { SchemaOptions } from './schema.ts'
import { TestCluster } from './testCluster.ts'

const entities = 60
const all = (process.env.SIX ?? 'star-tcp ring-udp').split(' ').map((word) => {
  const [topology, transport] = word.split('-') as [string, string]
  return {
    topology,
    transport,
    schema: { nodes: 6, cluster: { topology, transport } } satisfies SchemaOptions,
  }
})

prepare(...all.map(({ schema }) => schema))
let cluster: TestCluster
afterEach(() => cluster.end())

it.each(all)(
  'six nodes in a $topology over $transport exchange entities and lose none',
  async ({ schema }) => {
    cluster = await TestCluster.create(schema)
    await cluster.startAll({ entities, stepMs: 10 })
    await cluster.connected()
    await cluster.setRate(4)
    await cluster.moved(1_000)

    // The hub of a star, a neighbour in a ring: what was to go to it waits, or comes back. Its entities go with it.
    const first = cluster.runs[0]!
    await first.leave()
    await cluster.moved(schema.cluster.topology === 'star' ? 0 : 300)
    const again = await cluster.start('alpha', { entities, stepMs: 10 })
    await cluster.connected()
    await cluster.setRate(4)
    await cluster.moved(500)
    expect((await again.state()).state).toBe('active')

    const custody = await cluster.audit()
    expect(custody.errors).toEqual([])
    expect(custody.gold).toBe(custody.goldBorn)
    for (const state of await cluster.states())
      for (const peer of Object.values(state.peers)) expect(peer.violations).toBe(0)
  },
  120_000,
)
