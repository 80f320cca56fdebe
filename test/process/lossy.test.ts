import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { LossyProxy } from './lossyProxy.ts'
import { freePorts } from './ports.ts'
import { prepare } from './prepare.ts'
import type { SchemaOptions } from './schema.ts'
import { TestCluster } from './testCluster.ts'

const entities = 900
/** What the network does in each direction: a round trip takes a quarter of a second. */
const conditions = { loss: 0.25, duplication: 0.25, delayMs: 100, jitterMs: 20 }
const options: SchemaOptions = {
  nodes: 2,
  delivery: ['fire_and_forget', 'ack_required', 'ordered'],
  cluster: { transport: 'udp', peerTimeoutMs: 3_000, timeoutMs: 30_000 },
}
/** How much more memory may be in use at the end than at the half: what a journal's buffers and V8 vary by. */
const GROWTH_MAX_BYTES = 4 * 1024 * 1024

prepare(options)
let cluster: TestCluster
let proxies: LossyProxy[] = []
afterEach(async () => {
  await cluster.end()
  for (const proxy of proxies) await proxy.end()
})

it('at 25 % loss, 25 % duplication and 100 ms delay nothing is lost but what says so, and nothing grows', async () => {
  cluster = await TestCluster.create(options)
  const ports = await freePorts(2)
  proxies = await Promise.all(
    cluster.names.map((name, index) => LossyProxy.start(ports[index]!, cluster.ports.get(name)!, index)),
  )
  await cluster.start('alpha', { entities, addresses: { beta: { port: ports[1]! } } })
  await cluster.start('beta', { entities, addresses: { alpha: { port: ports[0]! } } })
  for (const proxy of proxies) proxy.set(conditions)
  await cluster.connected()
  await cluster.setRate(5)
  await sleep(5_000)
  const before = await Promise.all(cluster.live.map((node) => node.memory()))
  await sleep(5_000)
  const after = await Promise.all(cluster.live.map((node) => node.memory()))
  const custody = await cluster.audit()
  const peers = (await cluster.states()).flatMap(({ peers }) => Object.values(peers))
  const resent = peers.reduce((sum, { transfersResent }) => sum + transfersResent, 0)
  const lost = proxies.reduce((sum, { there, back }) => sum + there.lost + back.lost, 0)
  console.log(`${custody.transfers} transfers, ${lost} datagrams lost, ${resent} transfers resent,`, custody)
  expect(custody.errors).toEqual([])
  expect(custody.vanished).toBeGreaterThan(0)
  // Some of what was given up was only late.
  expect(custody.vanished).toBeLessThanOrEqual(custody.countedLost)
  expect(custody.held).toBe(2 * entities - custody.vanished)
  expect(custody).toMatchObject({ doubtful: 0, returned: 0 })
  for (const { violations, transfersSent, transfersAcknowledged, transfersLost } of peers) {
    expect(violations).toBe(0)
    expect(transfersSent).toBe(transfersAcknowledged + transfersLost)
  }
  expect(resent).toBeGreaterThan(0)
  for (const [index, { heapUsed, external }] of after.entries()) {
    const grown = heapUsed + external - before[index]!.heapUsed - before[index]!.external
    expect(grown).toBeLessThan(GROWTH_MAX_BYTES)
  }
})
