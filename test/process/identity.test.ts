import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import type { NodeRun } from './nodeRun.ts'
import { freePorts } from './ports.ts'
import { prepare } from './prepare.ts'
import { TestCluster, waitUntil } from './testCluster.ts'

const other = { nodes: 2, components: { Purse: { gold: 'i32' } } }
prepare({ nodes: 2 }, other)
let cluster: TestCluster
afterEach(() => cluster.end())

const entities = 100

async function heard(node: NodeRun, type: string, pattern: RegExp): Promise<void> {
  await vi.waitFor(() => {
    const texts = node.events.filter((event) => event.type === type).map(({ text }) => text)
    expect(texts).toContainEqual(expect.stringMatching(pattern))
  }, 10_000)
}

it('of two live processes with one node number the second is refused, and takes over when the first dies', async () => {
  cluster = await TestCluster.create({ nodes: 2 })
  const [alpha, beta] = await cluster.startAll({ entities })
  await cluster.connected()
  await cluster.setRate(10)
  const [port] = await freePorts(1)
  const second = await cluster.start('alpha', { addresses: { alpha: { port: port! } } })
  await heard(second, 'refused', /^node beta is connected to another process with this node's number/)
  await heard(beta!, 'refused', /^node alpha \(incarnation \d+\) claims a number that incarnation \d+ has/)
  await sleep(500)
  const [seen, mine] = [await beta!.state(), await second.state()]
  expect(mine).toMatchObject({ arrivals: 0, isHealthy: false })
  expect(seen.peers.alpha).toMatchObject({ state: 'connected', violations: 0 })
  const custody = await cluster.audit()
  expect(custody).toMatchObject({ errors: [], held: 2 * entities, doubtful: 0 })

  await alpha!.kill()
  await waitUntil('beta has heard the second one', 10_000, async () => {
    const { streamsOpened } = (await beta!.state()).peers.alpha!
    return streamsOpened > seen.peers.alpha!.streamsOpened
  })
})

it('a second process at the same port cannot listen, says so, and disturbs nobody', async () => {
  cluster = await TestCluster.create({ nodes: 2 })
  const [, beta] = await cluster.startAll({ entities })
  await cluster.connected()
  const second = await cluster.start('alpha')
  await heard(second, 'listening failed', /EADDRINUSE/)
  await heard(second, 'refused', /another process/)
  await cluster.setRate(10)
  await sleep(300)
  expect((await beta!.state()).peers.alpha).toMatchObject({ state: 'connected', violations: 0 })
  expect(await cluster.audit()).toMatchObject({ errors: [], held: 2 * entities })
})

it('an earlier incarnation than the last one is never taken in', async () => {
  cluster = await TestCluster.create({ nodes: 2 })
  const [alpha, beta] = await cluster.startAll({ entities })
  await cluster.connected()
  await cluster.setRate(10)
  await sleep(200)
  await beta!.kill()
  const old = await cluster.start('beta', { incarnation: beta!.incarnation - 1 })
  await heard(old, 'refused', /^node alpha knows a later start of this node/)
  await heard(alpha!, 'refused', /^node beta \(incarnation \d+\) was replaced by incarnation \d+/)
  expect((await old.state()).arrivals).toBe(0)
  expect((await alpha!.state()).peers.beta!.state).not.toBe('connected')
  await old.end()
  await cluster.start('beta')
  await cluster.connected()
  expect((await cluster.audit()).errors).toEqual([])
})

it('nodes of different schemas refuse each other, and both say what differs', async () => {
  cluster = await TestCluster.create({ nodes: 2 })
  const alpha = await cluster.start('alpha', { entities })
  const beta = await cluster.start('beta', { schema: other })
  const text = (name: string): RegExp =>
    new RegExp(
      `^node ${name} was generated from another schema \\(there \\w{16}, here \\w{16}\\): the components differ, first component Purse: here gold: \\w32, there gold: \\w32$`,
    )
  await heard(alpha, 'refused', text('beta'))
  await heard(beta, 'refused', text('alpha'))
  await sleep(300)
  const told = alpha.events.filter(({ type }) => type === 'refused')
  // They try again for ever, but say it once: before the other one has answered, and with its answer.
  expect(told.length).toBeLessThanOrEqual(2)
  expect((await alpha.state()).peers.beta).toMatchObject({ violations: 0, transfersSent: 0 })
})
