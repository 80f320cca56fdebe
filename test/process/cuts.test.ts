import { afterEach, expect, it } from 'vitest'
import { cutTimes, startBehindProxies } from './cutting.ts'
import type { CuttingProxy } from './cuttingProxy.ts'
import { prepare } from './prepare.ts'
import type { SchemaOptions } from './schema.ts'
import { TestCluster } from './testCluster.ts'

const entities = 400
// The shortest pauses, so that there is much to cut.
const times = { reconnectMinMs: 1, reconnectMaxMs: 20, heartbeatIntervalMs: 200, peerTimeoutMs: 4_000 }
const reliable: SchemaOptions = { nodes: 2, cluster: times }
const mixed: SchemaOptions = { ...reliable, delivery: ['fire_and_forget', 'ack_required', 'ordered'] }

prepare(reliable, mixed)
let cluster: TestCluster
let proxies: CuttingProxy[] = []
afterEach(async () => {
  await cluster.end()
  for (const proxy of proxies) await proxy.end()
})

async function cutOften(cutsWanted: number, options: SchemaOptions): Promise<number> {
  cluster = await TestCluster.create(options)
  proxies = await startBehindProxies(cluster, () => ({ entities }))
  return cutTimes(cluster, proxies, cutsWanted)
}

it('connections that break at any byte lose nothing, double nothing and change no order', async () => {
  const cuts = await cutOften(100, reliable)
  const custody = await cluster.audit()
  const counts = await cluster.states()
  const peers = counts.flatMap(({ peers }) => Object.values(peers))
  const resent = peers.reduce((sum, { transfersResent }) => sum + transfersResent, 0)
  console.log(`${cuts} cuts, ${custody.transfers} transfers, ${resent} resent`)
  expect(custody.errors).toEqual([])
  expect(custody).toMatchObject({ held: 2 * entities, doubtful: 0, returned: 0 })
  expect(custody.gold).toBe(custody.goldBorn)
  expect(peers.every(({ violations }) => violations === 0)).toBe(true)
  expect(resent).toBeGreaterThan(0)
  expect(custody.transfers).toBeGreaterThan(1_000)
})

it('of three deliveries on one link only fire_and_forget loses, exactly what it says', async () => {
  const cuts = await cutOften(60, mixed)
  const custody = await cluster.audit()
  console.log(`${cuts} cuts, ${custody.transfers} transfers, ${custody.vanished} lost`)
  expect(custody.errors).toEqual([])
  expect(custody.vanished).toBeGreaterThan(0)
  expect(custody.vanished).toBe(custody.countedLost)
  expect(custody.held).toBe(2 * entities - custody.vanished)
  expect(custody).toMatchObject({ doubtful: 0, returned: 0 })
})
