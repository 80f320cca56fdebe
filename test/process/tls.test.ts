import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { Authority } from '../support/certificates.ts'
import { cutTimes, startBehindProxies } from './cutting.ts'
import type { CuttingProxy } from './cuttingProxy.ts'
import { Stranger } from './fakePeer.ts'
import { modulesOf } from './modules.ts'
import type { NodeRun } from './nodeRun.ts'
import { prepare } from './prepare.ts'
import { type NodeName, peerTimeoutMs, type SchemaOptions } from './schema.ts'
import { type StartOptions, TestCluster, waitUntil } from './testCluster.ts'

const entities = 200
const three: SchemaOptions = { nodes: 3, cluster: { security: 'tls' } }
/** As others have it: so it is made once. */
const plain: SchemaOptions = { nodes: 3, capacity: 256 }

prepare(three, plain)
const authority = new Authority()
let cluster: TestCluster
let proxies: CuttingProxy[] = []
const strangers: Stranger[] = []
afterEach(async () => {
  for (const stranger of strangers.splice(0)) stranger.end()
  await cluster.end()
  for (const proxy of proxies.splice(0)) await proxy.end()
})

/** With a certificate of its own. */
function owned(name: NodeName): StartOptions {
  return { entities, tls: authority.issue({ names: [name] }) }
}

async function heard(node: NodeRun, type: string, pattern: RegExp): Promise<void> {
  await vi.waitFor(() => {
    const texts = node.events.filter((event) => event.type === type).map(({ text }) => text)
    expect(texts).toContainEqual(expect.stringMatching(pattern))
  }, 10_000)
}

/** Alpha and beta are who they say they are, and exchange entities while gamma is not. */
async function startTwo(): Promise<[NodeRun, NodeRun]> {
  cluster = await TestCluster.create(three)
  const alpha = await cluster.start('alpha', owned('alpha'))
  const beta = await cluster.start('beta', owned('beta'))
  await cluster.connected()
  await alpha.set({ targets: [1], rate: 4 })
  await beta.set({ targets: [0], rate: 4 })
  return [alpha, beta]
}

/** Gamma gets nothing and sends nothing, and the others do not care. */
async function gammaIsOut(gamma: NodeRun): Promise<void> {
  await gamma.set({ targets: [0, 1], rate: 4 })
  await cluster.moved(200)
  expect(await gamma.state()).toMatchObject({ arrivals: 0, isHealthy: false })
  // What it has queued for them stays with it.
  await gamma.end()
  for (const [name, other] of [
    ['alpha', 'beta'],
    ['beta', 'alpha'],
  ] as const) {
    const { peers } = await cluster.runs.find((run) => run.name === name)!.state()
    expect(peers[other]).toMatchObject({ state: 'connected', violations: 0, streamsOpened: 2 })
    expect(peers.gamma).toMatchObject({ streamsOpened: 0, transfersSent: 0, transfersReceived: 0 })
  }
}

it('nodes that prove who they are exchange entities, and lose none', async () => {
  cluster = await TestCluster.create(three)
  for (const name of cluster.names) await cluster.start(name, owned(name))
  await cluster.connected()
  await cluster.setRate(20)
  await cluster.moved(3_000)
  const custody = await cluster.audit()
  expect(custody).toMatchObject({ errors: [], held: 3 * entities, doubtful: 0, returned: 0 })
  expect(custody.gold).toBe(custody.goldBorn)
  for (const { peers, cluster: counts } of await cluster.states()) {
    expect(counts).toMatchObject({ streamsUntrusted: 0, streamsRefused: 0 })
    expect(Object.values(peers).every(({ violations }) => violations === 0)).toBe(true)
  }
})

it('connections that break at any byte, within a handshake too, lose nothing and double nothing', async () => {
  cluster = await TestCluster.create(three)
  proxies = await startBehindProxies(cluster, owned)
  await cluster.runs[0]!.set({ targets: [1] })
  await cluster.runs[1]!.set({ targets: [0] })
  const cuts = await cutTimes(cluster, proxies, 40, 30_000)
  const custody = await cluster.audit()
  console.log(`${cuts} cuts, ${custody.transfers} transfers`)
  expect(custody).toMatchObject({ errors: [], held: 2 * entities, doubtful: 0, returned: 0 })
  expect(custody.gold).toBe(custody.goldBorn)
  const peers = (await cluster.states()).flatMap(({ peers }) => Object.values(peers))
  expect(peers.every(({ violations }) => violations === 0)).toBe(true)
})

it('a node with the certificate of another one is refused by both ends of both streams', async () => {
  const [alpha, beta] = await startTwo()
  const gamma = await cluster.start('gamma', owned('beta'))
  for (const node of [alpha, beta]) {
    await heard(node, 'refused', /^whoever dialed as node gamma has no certificate of that node$/)
    await heard(
      node,
      'untrusted',
      /^node gamma: its certificate was refused: it has the certificate of another/,
    )
    const { streamsUntrusted, streamsRefused } = (await node.state()).cluster
    expect(Math.min(streamsUntrusted!, streamsRefused)).toBeGreaterThan(0)
  }
  await heard(gamma, 'refused', /^node (alpha|beta) does not find the name of this node in its certificate$/)
  await gammaIsOut(gamma)
})

it('a node of another authority is refused, and says that it is', async () => {
  const [alpha, beta] = await startTwo()
  const own = new Authority('other').issue({ names: ['gamma'] })
  const gamma = await cluster.start('gamma', { entities, tls: { ...own, ca: authority.cert } })
  for (const node of [alpha, beta]) {
    await heard(node, 'untrusted', /^a stream from 127\.0\.0\.1: its certificate was refused: [A-Z_]+$/)
    await heard(node, 'untrusted', /^node gamma: its certificate was refused: [A-Z_]+$/)
  }
  await heard(gamma, 'untrusted', /^node (alpha|beta) ends streams without a word: it does not believe/)
  await gammaIsOut(gamma)
})

it('a node in the clear is no node of a secured cluster, which says so', async () => {
  const [alpha] = await startTwo()
  const gamma = await cluster.start('gamma', { entities, schema: plain })
  await heard(alpha, 'untrusted', /^a stream from 127\.0\.0\.1: /)
  await heard(alpha, 'untrusted', /^node gamma ends streams without a word: .* speaks TCP without TLS$/)
  // It has nothing in it that knows of TLS: nobody is there, and whoever dials says no HELLO.
  expect((await gamma.state()).cluster.streamsTurnedAway).toBeGreaterThan(0)
  await gammaIsOut(gamma)
})

it('strangers who never come to an end of the handshake are closed at the deadline, and cost little', async () => {
  const [alpha] = await startTwo()
  const port = cluster.ports.get('alpha')!
  const before = await alpha.state()
  const dial = (): Stranger => {
    const stranger = new Stranger(port)
    strangers.push(stranger)
    return stranger
  }
  const silent = Array.from({ length: 5 }, dial)
  await waitUntil('they are closed', 10 * peerTimeoutMs, () => silent.every(({ isClosed }) => isClosed))
  for (const { openedAt, closedAt } of silent) {
    expect(closedAt - openedAt).toBeGreaterThan(0.9 * peerTimeoutMs)
  }
  for (let round = 0; round < 30; round++) {
    for (let index = 0; index < 20; index++) {
      // A record of TLS, and noise.
      const noise = Buffer.from([22, 3, 1, 2, 0, ...Array.from({ length: 300 }, () => Math.random() * 256)])
      if (index > 3) dial().write(noise)
      else dial()
    }
    await sleep(10)
  }
  await waitUntil('all are closed', 20_000, () => strangers.every(({ isClosed }) => isClosed))
  const after = await alpha.state()
  expect(after.cluster).toMatchObject({ pendingStreams: 0, streamsTurnedAway: 0 })
  expect(after.cluster.streamsUntrusted).toBeGreaterThan(500)
  expect(after.rss - before.rss).toBeLessThan(48 * 1024 * 1024)
  // Of so many only a few are told.
  expect(alpha.events.filter(({ type }) => type === 'untrusted').length).toBeLessThan(100)
  expect((await alpha.state()).peers.beta).toMatchObject({
    state: 'connected',
    violations: 0,
    streamsOpened: 2,
  })
  expect(await cluster.audit()).toMatchObject({ errors: [], held: 2 * entities })
})

it('there are no keys by default', async () => {
  cluster = await TestCluster.create(three)
  const module = await import(modulesOf(three).paths.get('alpha')!)
  expect(() => new module.ClusterCoordinator()).toThrow(
    'the cluster is secured by tls: give `transport` a TlsTransport with the keys of this node',
  )
  expect(module.TcpTransport).toBeUndefined()
})
