import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import type { NodeRun } from './nodeRun.ts'
import { prepare } from './prepare.ts'
import type { DeliveryName, SchemaOptions } from './schema.ts'
import { TestCluster, waitUntil } from './testCluster.ts'

const capacity = 64
const ordered: readonly DeliveryName[] = ['ordered']
/** Lifetimes that a stalled world outlasts, or does not. */
const patient: SchemaOptions = {
  nodes: 2,
  worlds: 2,
  capacity,
  delivery: ordered,
  cluster: { timeoutMs: 60_000 },
}
const lifetimeMs = 600
const hasty: SchemaOptions = {
  nodes: 2,
  capacity,
  delivery: ordered,
  cluster: { timeoutMs: 300, retries: 1 },
}
/** Of these `goods` go to the stalled or missing world. */
const entities = 300

prepare(patient, hasty)
let cluster: TestCluster
afterEach(() => cluster.end())

const worldOf = async (node: NodeRun, index = 0) => (await node.report()).worlds[index]!

it.each([false, true])(
  'a stalled world holds up its own channels and no other (on threads: %s)',
  async (onThreads) => {
    cluster = await TestCluster.create(patient)
    const [alpha, beta] = await cluster.startAll({ entities, onThreads })
    await cluster.connected()
    const [stalled, running] = beta!.setup.worlds.map(({ world }) => world)
    await beta!.set({ isStalled: true }, stalled)
    await alpha!.set({ targets: [stalled], rate: 10 }, 0)
    await waitUntil('the queue refuses', 10_000, async () => (await worldOf(alpha!)).refusals > 100)
    // Exactly what the two rings hold has left; everything else stayed with the caller.
    const full = 2 * capacity
    expect((await worldOf(alpha!)).entities).toHaveLength(entities - full)
    expect((await alpha!.state()).peers.beta).toMatchObject({ pending: capacity, transfersReturned: 0 })

    // Alpha's other world sends to beta's other world, over the same connection, and gets back what it sent.
    await alpha!.set({ targets: [running], rate: 10 }, 1)
    await beta!.set({ rate: 10, targets: [1] }, running)
    const before = (await worldOf(beta!, 1)).arrivals
    await waitUntil('the other world gets 1,000', 20_000, async () => {
      return (await worldOf(beta!, 1)).arrivals > before + 1_000
    })
    expect((await worldOf(alpha!)).entities).toHaveLength(entities - full)
    expect((await worldOf(beta!)).arrivals).toBe(0)

    await beta!.set({ isStalled: false }, stalled)
    const custody = await cluster.audit()
    expect(custody).toMatchObject({ errors: [], held: 4 * entities, doubtful: 0, returned: 0 })
  },
)

it('what a peer that was never there should have got comes back in time, with its data', async () => {
  cluster = await TestCluster.create(hasty)
  const alpha = await cluster.start('alpha', { entities })
  await alpha.set({ rate: 20 })
  await waitUntil('the queue refuses', 10_000, async () => (await worldOf(alpha)).refusals > 0)
  await alpha.set({ rate: 0 })
  await waitUntil(
    'all are back',
    20 * lifetimeMs,
    async () => (await worldOf(alpha)).entities.length === entities,
  )
  const custody = await cluster.auditNow()
  expect(custody).toMatchObject({ errors: [], held: entities, doubtful: 0 })
  expect(custody.returned).toBeGreaterThanOrEqual(capacity)
  const { peers } = await alpha.state()
  expect(peers.beta).toMatchObject({ pending: 0, transfersSent: 0, transfersReturned: custody.returned })
  expect((await alpha.state()).isHealthy).toBe(false)
})

it('what a stalled world has no room for comes back; what its ring holds arrives', async () => {
  cluster = await TestCluster.create(hasty)
  const [alpha, beta] = await cluster.startAll({ entities })
  await cluster.connected()
  await beta!.set({ isStalled: true })
  await alpha!.set({ rate: 20 })
  await waitUntil('the queue refuses', 10_000, async () => (await worldOf(alpha!)).refusals > 0)
  await alpha!.set({ rate: 0 })
  await waitUntil('some are back', 10_000, async () => {
    return (await worldOf(alpha!)).entities.length === entities - capacity
  })
  await beta!.set({ isStalled: false })
  const custody = await cluster.audit()
  expect(custody).toMatchObject({ errors: [], held: 2 * entities, doubtful: 0 })
  expect(custody.returned).toBeGreaterThanOrEqual(capacity)
  expect((await worldOf(beta!)).entities).toHaveLength(entities + capacity)
})

it('a peer that is stopped: what it was not written comes back, what it was written arrives when it goes on', async () => {
  cluster = await TestCluster.create(hasty)
  const [alpha, beta] = await cluster.startAll({ entities })
  await cluster.connected()
  beta!.pause()
  await alpha!.set({ rate: 20 })
  // What is written now is with the system, and neither acknowledged nor denied.
  await waitUntil('the queue refuses', 10_000, async () => (await worldOf(alpha!)).refusals > 0)
  await sleep(3 * lifetimeMs)
  const stuck = (await alpha!.state()).peers.beta!.pending
  expect(stuck).toBeGreaterThan(0)
  beta!.goOn()
  await cluster.connected()
  const custody = await cluster.audit()
  expect(custody).toMatchObject({ errors: [], held: 2 * entities, doubtful: 0 })
})

it('a peer that was killed and does not come back: when the node leaves, all is given back, in doubt', async () => {
  cluster = await TestCluster.create(hasty)
  const [alpha, beta] = await cluster.startAll({ entities })
  await cluster.connected()
  await beta!.set({ isStalled: true })
  await alpha!.set({ rate: 1 })
  await waitUntil(
    'some are there',
    10_000,
    async () => (await alpha!.state()).peers.beta!.transfersAcknowledged > 20,
  )
  beta!.pause()
  await sleep(100)
  await alpha!.set({ rate: 0 })
  await beta!.kill()
  await alpha!.leave()
  const custody = await cluster.auditNow()
  expect(custody.errors).toEqual([])
  expect(custody.held + custody.diedInWorld + custody.diedArrived + custody.inDoubt).toBe(2 * entities)
  expect(custody.inDoubt).toBeGreaterThan(0)
  expect(alpha!.lastReport!.peers.beta!.pending).toBe(0)
})
