import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { prepare } from './prepare.ts'
import { peerTimeoutMs } from './schema.ts'
import { TestCluster, waitUntil } from './testCluster.ts'

const sizes = [2, 3, 5]
const capacity = 256
const deliveries = 2
const entities = 300

let cluster: TestCluster
prepare(...sizes.map((nodes) => ({ nodes, capacity })))
afterEach(() => cluster.end())

/** All are connected, and hand each other entities as fast as their steps allow. */
async function underLoad(nodes: number): Promise<void> {
  cluster = await TestCluster.create({ nodes, capacity })
  await cluster.startAll({ entities })
  await cluster.connected()
  await cluster.setRate(20)
  await cluster.moved(1_000)
}

it.each(sizes)('%i processes: one is killed and starts anew, twice', async (nodes) => {
  await underLoad(nodes)
  for (let round = 0; round < 2; round++) {
    await cluster.runs.findLast(({ name }) => name === 'beta')!.kill()
    await sleep(100)
    await cluster.start('beta', { entities })
    await cluster.connected()
    await cluster.setRate(20)
    await cluster.moved(1_000)
  }
  const custody = await cluster.audit()
  expect(custody.errors).toEqual([])
  const { held, diedInWorld, diedLeaving, diedArrived, inDoubt } = custody
  expect(held + diedInWorld + diedLeaving + diedArrived + inDoubt).toBe(entities * (nodes + 2))
  expect(held).toBeGreaterThan(0)
  expect(diedInWorld).toBeGreaterThan(0)
  // What was in the rings of the dead, and what its peers had written to it.
  const rings = 2 * (nodes - 1) * deliveries * capacity
  expect(Math.max(diedLeaving, diedArrived, custody.doubtful)).toBeLessThanOrEqual(rings)
  expect(custody.returned).toBe(0)
})

it.each(sizes)('%i processes: one is stopped for longer than its peers wait, and goes on', async (nodes) => {
  await underLoad(nodes)
  const [alpha, beta] = cluster.runs
  beta!.pause()
  await sleep(2 * peerTimeoutMs)
  await waitUntil('alpha knows', 10_000, async () => (await alpha!.state()).peers.beta!.state === 'failed')
  beta!.goOn()
  await cluster.connected()
  await cluster.moved(1_000)
  const custody = await cluster.audit()
  expect(custody.errors).toEqual([])
  // A pause is no death: nobody is lost, and nothing is in doubt.
  expect(custody).toMatchObject({ held: entities * nodes, doubtful: 0, vanished: 0 })
  expect(custody.gold).toBe(custody.goldBorn)
  for (const { peers } of await cluster.states()) {
    for (const { violations } of Object.values(peers)) expect(violations).toBe(0)
  }
})

it('a node that leaves takes what is on its way; a new process of it is welcome', async () => {
  await underLoad(3)
  const [alpha, beta] = cluster.runs
  await beta!.leave()
  expect(beta!.lastReport!.state).toBe('stopped')
  await waitUntil(
    'alpha knows',
    5_000,
    async () => (await alpha!.state()).peers.beta!.state === 'disconnected',
  )
  const left = alpha!.events.findLast(({ peer, state }) => peer === 'beta' && state === 'disconnected')
  expect(left!.reason).toMatch(/^it (has left|is leaving)$/)
  await cluster.start('beta', { entities })
  await cluster.connected()
  await cluster.setRate(20)
  await cluster.moved(1_000)
  const custody = await cluster.audit()
  expect(custody.errors).toEqual([])
  // With the one that left are those whom it had when it left: its last report has them.
  expect(custody).toMatchObject({ held: entities * 4, doubtful: 0, diedArrived: 0 })
})
