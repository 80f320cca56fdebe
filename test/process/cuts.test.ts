import { afterEach, expect, it } from 'vitest'
import { CuttingProxy } from './cuttingProxy.ts'
import { freePorts } from './ports.ts'
import { prepare } from './prepare.ts'
import type { SchemaOptions } from './schema.ts'
import { TestCluster, waitUntil } from './testCluster.ts'

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

/** Two nodes that reach each other through proxies which cut every connection at a byte by chance. */
async function cutOften(cutsWanted: number, options: SchemaOptions): Promise<number> {
  cluster = await TestCluster.create(options)
  const ports = await freePorts(2)
  proxies = await Promise.all(
    cluster.names.map((name, index) => CuttingProxy.start(ports[index]!, cluster.ports.get(name)!)),
  )
  await cluster.start('alpha', { entities, addresses: { beta: { port: ports[1]! } } })
  await cluster.start('beta', { entities, addresses: { alpha: { port: ports[0]! } } })
  await cluster.connected()
  // What is open by now, too.
  for (const proxy of proxies) proxy.cutAll()
  for (const proxy of proxies) proxy.bytesMax = 12_000
  await cluster.setRate(20)
  const cuts = (): number => proxies.reduce((sum, { cuts }) => sum + cuts, 0)
  await waitUntil(`${cutsWanted} cuts`, 30_000, () => cuts() >= cutsWanted)
  await cluster.setRate(0)
  for (const proxy of proxies) proxy.bytesMax = 0
  return cuts()
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
