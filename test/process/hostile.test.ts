import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { acknowledgementBytes, type HelloOptions, heartbeatBytes, helloBytes, Stranger } from './fakePeer.ts'
import { modulesOf } from './modules.ts'
import type { NodeRun } from './nodeRun.ts'
import { prepare } from './prepare.ts'
import { peerTimeoutMs, type SchemaOptions } from './schema.ts'
import { TestCluster, waitUntil } from './testCluster.ts'

// Alpha and beta are real; gamma is whoever claims to be.
const options: SchemaOptions = {
  nodes: 3,
  delivery: ['fire_and_forget', 'ordered'],
  cluster: { timeoutMs: 60_000 },
}
const entities = 300
/** What docs/protocol.md says: streams that have not said who they are. */
const pendingMax = 8 + 4 * 2
const memoryMax = 48 * 1024 * 1024

prepare(options)
let cluster: TestCluster
let alpha: NodeRun
let port: number
const strangers: Stranger[] = []
let dials = 0

beforeEach(async () => {
  cluster = await TestCluster.create(options)
  alpha = await cluster.start('alpha', { entities })
  const beta = await cluster.start('beta', { entities })
  port = cluster.ports.get('alpha')!
  await cluster.connected()
  // To each other only, at a rate that a busy machine can keep.
  await alpha.set({ targets: [1], rate: 4 })
  await beta.set({ targets: [0], rate: 4 })
}, 60_000)
afterEach(async () => {
  for (const stranger of strangers.splice(0)) stranger.end()
  await cluster.end()
})

function dial(): Stranger {
  const stranger = new Stranger(port)
  strangers.push(stranger)
  return stranger
}

async function hello(change: Partial<HelloOptions> = {}): Promise<Buffer> {
  const { schemaHash } = await import(modulesOf(options).paths.get('alpha')!)
  return helloBytes({
    schemaHash,
    cluster: 'guests',
    node: 'gamma',
    from: 2,
    to: 0,
    incarnation: 1_000n,
    dial: ++dials,
    channels: [
      { received: 0, free: 65_536 },
      { received: 0, free: 65_536 },
    ],
    ...change,
  })
}

/** Arrivals at alpha, from beta, in so many ms. */
async function arrivalsIn(ms: number): Promise<number> {
  const before = (await alpha.state()).arrivals
  await sleep(ms)
  return (await alpha.state()).arrivals - before
}

async function allClosed(): Promise<void> {
  await waitUntil('all are closed', 5_000, () => strangers.every(({ isClosed }) => isClosed))
}

/** In the end nothing is wrong with the real peers: they never parted, and nobody is lost. */
async function allIsWell(): Promise<void> {
  const { peers } = await alpha.state()
  expect(peers.beta).toMatchObject({ state: 'connected', violations: 0, streamsOpened: 2, transfersLost: 0 })
  expect(await cluster.audit()).toMatchObject({ errors: [], held: 2 * entities, doubtful: 0 })
}

it('garbage closes its own connection, within one read, and no other', async () => {
  const before = await alpha.state()
  const good = await hello()
  for (let round = 0; round < 300; round++) {
    const bytes = Buffer.alloc(1 + Math.floor(Math.random() * 4_000), 0)
    for (let at = 0; at < bytes.length; at++) bytes[at] = Math.random() * 256
    // A third of it begins well.
    if (round % 3 === 0) good.copy(bytes, 0, 0, Math.floor(Math.random() * 60))
    const stranger = dial()
    stranger.write(bytes)
    stranger.socket.end()
    if (round % 20 === 19) await allClosed()
  }
  await allClosed()
  expect(strangers.some(({ isWelcome }) => isWelcome)).toBe(false)
  const after = await alpha.state()
  expect(after.cluster.streamsTurnedAway + after.cluster.streamsRefused).toBeGreaterThan(150)
  expect(after.cluster.pendingStreams).toBe(0)
  expect(after.rss - before.rss).toBeLessThan(memoryMax)
  await allIsWell()
})

it('lengths and counts that cannot be close the connection, before and after HELLO', async () => {
  let violations = 0
  /** A good HELLO, after which something comes that breaks the protocol. */
  const welcomed = (): Promise<Buffer> => {
    violations++
    return hello()
  }
  const attempts: (readonly [string, Buffer, Buffer?])[] = [
    [
      'too many channels',
      await hello({ channels: Array.from({ length: 3 }, () => ({ received: 0, free: 1 })) }),
    ],
    [
      'more room than a ring has',
      await hello({
        channels: [
          { received: 0, free: 65_537 },
          { received: 0, free: 0 },
        ],
      }),
    ],
    [
      'less than no room',
      await hello({
        channels: [
          { received: 0, free: -1 },
          { received: 0, free: 0 },
        ],
      }),
    ],
    ['no incarnation', await hello({ incarnation: 0n })],
    ['an incarnation beyond 2^53', await hello({ incarnation: 1n << 60n })],
    ['another node than it dials', await hello({ to: 1 })],
    ['a node that is none', await hello({ from: 99 })],
    ['itself', await hello({ from: 0 })],
    ['65,535 entries', await welcomed(), Buffer.from([6, 0, 255, 255, 0, 0, 0, 0])],
    ['a channel that is none', await welcomed(), acknowledgementBytes([[9, 0, 1]])],
    ['what was never sent', await welcomed(), acknowledgementBytes([[1, 1_000_000, 1]])],
    ['less than no room later', await welcomed(), acknowledgementBytes([[1, 0, -5]])],
    ['transfers where none may come', await welcomed(), Buffer.from([3, 0, 0, 0, 1, 0, 0, 0])],
    ['an unknown message', await welcomed(), Buffer.from([77, 0, 0, 0, 0, 0, 0, 0])],
  ]
  for (const [what, bytes, later] of attempts) {
    const stranger = dial()
    stranger.write(bytes)
    if (later !== undefined) {
      await waitUntil(`${what}: welcome`, 5_000, () => stranger.isWelcome)
      stranger.write(later)
    }
    await waitUntil(`${what}: closed`, 7_000, () => stranger.isClosed)
  }
  const { peers, cluster: counts } = await alpha.state()
  expect(peers.gamma!.violations).toBe(violations)
  expect(counts.streamsTurnedAway + counts.streamsRefused).toBe(attempts.length - violations)
  expect(counts.pendingStreams).toBe(0)
  await allIsWell()
})

it('a handshake that does not end is closed at the deadline', async () => {
  const bytes = await hello()
  const slow = Array.from({ length: 5 }, dial)
  const sending = setInterval(() => {
    for (const stranger of slow) {
      const at = Math.floor((performance.now() - stranger.openedAt) / 100)
      stranger.write(bytes.subarray(at, at + 1))
    }
  }, 100)
  await waitUntil('all are closed', 20 * peerTimeoutMs, () => slow.every(({ isClosed }) => isClosed))
  clearInterval(sending)
  for (const { openedAt, closedAt, isWelcome } of slow) {
    expect(isWelcome).toBe(false)
    expect(closedAt - openedAt).toBeGreaterThan(0.9 * peerTimeoutMs)
  }
  expect((await alpha.state()).cluster.streamsTurnedAway).toBe(5)
  await allIsWell()
})

it('a flood of connections holds a bounded number of streams; the peer keeps its rate', async () => {
  const ms = 1_500
  const calm = await arrivalsIn(ms)
  const before = await alpha.state()
  let isFlooding = true
  let opened = 0
  let pendingSeen = 0
  const flood = (async () => {
    while (isFlooding && opened < 3_000) {
      const some = Array.from({ length: 20 }, dial)
      opened += some.length
      await sleep(10)
      pendingSeen = Math.max(pendingSeen, (await alpha.state()).cluster.pendingStreams)
    }
  })()
  const flooded = await arrivalsIn(ms)
  isFlooding = false
  await flood
  // Those that are left run into the deadline.
  await waitUntil('all are turned away', 20_000, async () => {
    const accepted = strangers.filter(({ wasOpened }) => wasOpened).length
    return (await alpha.state()).cluster.streamsTurnedAway >= accepted
  })
  const after = await alpha.state()
  console.log(
    `${opened} connections, at most ${pendingSeen} pending, ${calm} arrivals before, ${flooded} during`,
  )
  expect(opened).toBeGreaterThan(100)
  expect(pendingSeen).toBeLessThanOrEqual(pendingMax)
  expect(after.rss - before.rss).toBeLessThan(memoryMax)
  // Others use the machine, too: this is about a standstill, which a flood without bounds leads to.
  expect(flooded).toBeGreaterThan(0.3 * calm)
  await allIsWell()
})

it('a peer that claims room and never reads holds bounded memory, and holds up nobody else', async () => {
  const calm = await arrivalsIn(1_000)
  const before = await alpha.state()
  const slow = dial()
  slow.socket.pause()
  slow.write(await hello())
  const living = setInterval(() => slow.write(heartbeatBytes()), 100)
  // Everything now goes to both, as fire_and_forget for gamma: written once, and no acknowledgement is awaited.
  await alpha.set({ targets: [1, 2, 2, 2], deliveries: [0, 2], rate: 20 })
  const slowed = await arrivalsIn(1_000)
  await sleep(1_500)
  clearInterval(living)
  const after = await alpha.state()
  console.log(`${calm} arrivals before, ${slowed} with it; ${after.peers.gamma!.bytesSent} bytes sent to it`)
  expect(after.peers.gamma!.bytesSent).toBeGreaterThan(0)
  expect(after.rss - before.rss).toBeLessThan(memoryMax)
  expect(after.peers.beta).toMatchObject({ state: 'connected', streamsOpened: 2, violations: 0 })
  expect(slowed).toBeGreaterThan(0.3 * calm)
})
