import { createSocket } from 'node:dgram'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { modulesOf } from './modules.ts'
import { prepare } from './prepare.ts'
import { peerTimeoutMs, type SchemaOptions } from './schema.ts'
import { TestCluster, waitUntil } from './testCluster.ts'

const entities = 200
const three: SchemaOptions = { nodes: 3, cluster: { transport: 'udp', security: 'pre_shared_key' } }
const keys = { letters: 'a', current: 'a' }

/** A component more than the others. */
const foreign: SchemaOptions = { ...three, components: { Extra: { amount: 'u8' } } }

prepare(three, foreign)
let cluster: TestCluster
afterEach(() => cluster.end())

async function startAll(): Promise<void> {
  cluster = await TestCluster.create(three)
  await cluster.startAll({ entities, keys })
  await cluster.connected()
  await cluster.setRate(10)
}

it('nodes with one key exchange entities and lose none, while the key changes', async () => {
  await startAll()
  await cluster.moved(1_000)
  for (const next of [
    { letters: 'ab', current: 'a' },
    { letters: 'ab', current: 'b' },
    { letters: 'b', current: 'b' },
  ]) {
    for (const node of cluster.live) await node.setKeys(next)
    await cluster.moved(1_000)
  }
  const custody = await cluster.audit()
  expect(custody).toMatchObject({ errors: [], held: 3 * entities, doubtful: 0, returned: 0 })
  expect(custody.gold).toBe(custody.goldBorn)
  for (const { peers } of await cluster.states()) {
    for (const peer of Object.values(peers)) expect(peer).toMatchObject({ violations: 0, streamsOpened: 2 })
  }
})

it('a process that is killed and starts again is found out before its peers would miss it', async () => {
  await startAll()
  await cluster.moved(500)
  const gamma = cluster.runs[2]!
  await gamma.kill()
  const start = performance.now()
  // What went to the process that ended is in doubt by now: others have to move.
  await cluster.start('gamma', { entities, keys })
  const started = performance.now()
  await cluster.connected()
  console.log(
    `started in ${Math.round(started - start)} ms, connected ${Math.round(performance.now() - started)} ms later`,
  )
  await cluster.setRate(10)
  await cluster.moved(500)
  const custody = await cluster.audit()
  expect(custody.errors).toEqual([])
})

it('a node with another key, one without any and strangers get nothing, and end nothing', async () => {
  cluster = await TestCluster.create(three)
  const alpha = await cluster.start('alpha', { entities, keys })
  const beta = await cluster.start('beta', { entities, keys })
  await cluster.connected()
  const gamma = await cluster.start('gamma', { entities, keys: { letters: 'z', current: 'z' } })
  await alpha.set({ targets: [1], rate: 4 })
  await beta.set({ targets: [0], rate: 4 })
  await gamma.set({ targets: [0, 1], rate: 4 })
  const port = cluster.ports.get('alpha')!
  const socket = createSocket('udp4')
  const answers: number[] = []
  socket.on('message', (bytes) => answers.push(bytes.length))
  for (let round = 0; round < 2_000; round++) {
    const noise = Buffer.from(Array.from({ length: 16 + ((round * 7) % 1_184) }, () => Math.random() * 256))
    // Every kind of datagram, and some that there are not.
    noise[0] = round % 10
    socket.send(noise, port, '127.0.0.1')
    if (round % 100 === 0) await sleep(5)
  }
  await cluster.moved(300)
  await waitUntil(
    'noise is turned away',
    10_000,
    async () => (await alpha.state()).cluster.streamsTurnedAway >= 500,
  )
  await sleep(2 * peerTimeoutMs)
  socket.close()
  // To a stream that is not there, a node says so with a seal.
  expect(answers.every((length) => length === 61)).toBe(true)
  const { state, peers } = await gamma.state()
  expect(state).toBe('joining')
  expect(
    Object.values(peers).every(({ transfersSent, streamsOpened }) => transfersSent + streamsOpened === 0),
  ).toBe(true)
  // All say why, and once.
  const own = cluster.ports
  for (const [node, other] of [
    [alpha, 'gamma'],
    [gamma, 'alpha'],
  ] as const) {
    const told = node.events.filter(({ type }) => type === 'untrusted')
    expect(told.map(({ text }) => text)).toContain(
      `HELLO from 127.0.0.1 port ${own.get(other)}: sealed with no key of this node`,
    )
    // Once of each, however often it dials.
    expect(new Set(told.map(({ text }) => text)).size).toBe(told.length)
    expect((await node.state()).cluster.streamsUntrusted).toBeGreaterThanOrEqual(told.length)
  }
  await gamma.end()
  for (const node of [alpha, beta]) {
    const other = (await node.state()).peers[node === alpha ? 'beta' : 'alpha']
    expect(other).toMatchObject({ state: 'connected', violations: 0, streamsOpened: 2 })
  }
  expect(await cluster.audit()).toMatchObject({ errors: [], held: 2 * entities })
})

it('a node of another schema that comes to a live cluster is told what differs, and disturbs nobody', async () => {
  cluster = await TestCluster.create(three)
  const alpha = await cluster.start('alpha', { entities, keys })
  const beta = await cluster.start('beta', { entities, keys })
  await cluster.connected()
  await alpha.set({ targets: [1], rate: 4 })
  await beta.set({ targets: [0], rate: 4 })
  await cluster.moved(300)
  const gamma = await cluster.start('gamma', { entities, keys, schema: foreign })
  await cluster.moved(600)
  await sleep(3 * peerTimeoutMs)
  for (const node of [alpha, beta]) {
    const refusals = node.events.filter(({ type }) => type === 'refused')
    // Before the other one has answered, and with its answer.
    expect(refusals.length).toBeLessThanOrEqual(2)
    expect(refusals.at(-1)).toMatchObject({ peer: 'gamma', reason: 'schema' })
    expect(refusals.at(-1)!.text).toMatch(
      /^node gamma was generated from another schema .* first component Extra is only there$/,
    )
    const other = node === alpha ? 'beta' : 'alpha'
    const { state, peers } = await node.state()
    expect(state).toBe('active')
    expect(peers[other]).toMatchObject({ state: 'connected', violations: 0, streamsOpened: 2 })
    expect(peers.gamma).toMatchObject({ violations: 0, streamsOpened: 0, transfersSent: 0 })
  }
  const told = gamma.events.filter(({ type }) => type === 'refused')
  expect(new Set(told.map(({ peer }) => peer))).toEqual(new Set(['alpha', 'beta']))
  expect(told.length).toBeLessThanOrEqual(4)
  expect(gamma.events.filter(({ type }) => type === 'untrusted')).toEqual([])
  await gamma.end()
  expect(await cluster.audit()).toMatchObject({ errors: [], held: 2 * entities })
})

it('there are no keys by default', async () => {
  cluster = await TestCluster.create(three)
  const module = await import(modulesOf(three).paths.get('alpha')!)
  expect(() => new module.ClusterCoordinator()).toThrow('give `preSharedKeys`')
})
