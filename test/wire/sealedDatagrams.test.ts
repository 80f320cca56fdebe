import { randomBytes } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { arriving, leaving, type Pair, startPair } from './datagramPair.ts'
import { foreignForgeries, handshakeForgeries, poison, Stranger, sessionForgeries } from './forgeries.ts'
import { type PaperKeys, PaperSeal } from './paperSeal.ts'

let pair: Pair
let stranger: Stranger | null = null
afterEach(async () => {
  stranger?.end()
  stranger = null
  await pair.end()
})

const keyOf = (epoch: number) => ({ epoch, key: randomBytes(32) })

async function start(seed: number, keys: PaperKeys): Promise<void> {
  pair = await startPair(seed, keys)
  stranger = new Stranger(pair.port)
  await stranger.bind()
}

function more(chance: number): void {
  for (const [index] of leaving.entries()) if (pair.random.once(chance)) pair.queue(index)
  for (const [index] of arriving.entries()) if (pair.random.once(chance)) pair.give(index)
}

/** Some transfers in both directions, all of which arrive. */
async function exchange(): Promise<void> {
  more(1)
  const hasAll = () => pair.isSettled && pair.arrived.flat().length >= pair.given.flat().length
  await pair.run(hasAll, 8000)
  expect(pair.isConnected && hasAll()).toBe(true)
}

const turnedAway = (): number => pair.cluster.getClusterStats().streamsTurnedAway
const untrusted = (): number => pair.cluster.getClusterStats().streamsUntrusted

/** Sends them, from where the peer is and from elsewhere; each is counted, and nobody is answered. */
async function expectDropped(forgeries: { [what: string]: Uint8Array[] }): Promise<void> {
  const { streamsOpened } = pair.cluster.getPeerStats(1)
  for (const [what, datagrams] of Object.entries(forgeries)) {
    const before = turnedAway()
    let sent = 0
    for (const bytes of datagrams) {
      pair.peer.sendAsIs(bytes)
      stranger!.send(bytes)
      sent += 2
      // Not more than a receive buffer holds.
      if (sent % 64 === 0) await pair.run(() => turnedAway() >= before + sent, 2000)
    }
    await pair.run(() => turnedAway() >= before + sent, 2000)
    expect(turnedAway() - before, what).toBe(sent)
    await exchange()
    expect(pair.cluster.getPeerStats(1), what).toMatchObject({ streamsOpened, violations: 0 })
    expect([stranger!.heard.length, pair.peer.disowned], what).toEqual([0, 0])
  }
}

describe('a peer written from the documents, with a pre-shared key', () => {
  it.each([
    ['a network without faults', 21, { losesOne: 0, doublesOne: 0, delayMs: 0 }],
    ['one that loses, doubles and reorders', 22, { losesOne: 5, doublesOne: 4, delayMs: 20 }],
  ] as const)(
    'exchanges transfers with a node on %s',
    async (_, seed, weather) => {
      await start(seed, { keys: [keyOf(3)], currentEpoch: 3 })
      Object.assign(pair.peer.weather, weather)
      await pair.connect()
      let left = 100
      await pair.run(
        () => left === 0 && pair.isSettled,
        20_000,
        () => {
          if (left-- > 0) more(2)
          else left = 0
        },
      )
      expect(pair.isSettled).toBe(true)
      pair.check(weather.losesOne > 0)
      expect([pair.peer.unopened, untrusted()]).toEqual([0, 0])
      expect(pair.queued.flat().length).toBeGreaterThan(300)
    },
    40_000,
  )

  it('goes on over a change of the key, and the old one opens nothing after it', async () => {
    const [old, next] = [keyOf(1), keyOf(2)]
    const both = [old, next]
    await start(23, { keys: [old], currentEpoch: 1 })
    await pair.connect()
    const { streamsOpened } = pair.cluster.getPeerStats(1)
    const steps: { [left: number]: () => void } = {
      110: () => pair.cluster.setPreSharedKeys({ keys: both, currentEpoch: 1 }),
      100: () => (pair.peer.seal!.keys = { keys: both, currentEpoch: 1 }),
      80: () => (pair.peer.seal!.keys = { keys: both, currentEpoch: 2 }),
      60: () => pair.cluster.setPreSharedKeys({ keys: both, currentEpoch: 2 }),
      30: () => pair.cluster.setPreSharedKeys({ keys: [next], currentEpoch: 2 }),
      20: () => (pair.peer.seal!.keys = { keys: [next], currentEpoch: 2 }),
    }
    let left = 120
    await pair.run(
      () => left === 0 && pair.isSettled,
      20_000,
      () => {
        if (left === 0) return
        steps[left--]?.()
        more(3)
      },
    )
    expect(pair.isSettled).toBe(true)
    pair.check(false)
    expect([pair.peer.unopened, turnedAway(), [...pair.peer.epochs]]).toEqual([0, 0, [1, 2]])

    const former = new PaperSeal({ keys: [old], currentEpoch: 1 })
    const session = pair.peer.sessionOf('listener', 'out')
    await expectDropped({ 'the old key': [former.seal(poison(pair.peer), 'listener', session)] })
    expect(pair.cluster.getPeerStats(1).streamsOpened).toBe(streamsOpened)

    pair.peer.dial()
    await pair.run(() => pair.isConnected, 3000)
    await exchange()
    pair.check(false)
  }, 40_000)

  it('is not disturbed by what is sealed for another session, direction, schema or key, cut or changed', async () => {
    const keys = { keys: [keyOf(1)], currentEpoch: 1 }
    await start(24, keys)
    await pair.connect()
    await exchange()
    await expectDropped(sessionForgeries(pair.peer, keys, randomBytes(32)))
    expect(untrusted()).toBeGreaterThan(0)
    pair.check(false)
  }, 60_000)

  it('is not disturbed by handshakes of others, and the node says once that it cannot open them', async () => {
    const keys = { keys: [keyOf(1)], currentEpoch: 1 }
    await start(25, keys)
    await pair.connect()
    await exchange()
    await expectDropped(handshakeForgeries(pair.peer, keys, randomBytes(32)))
    expect(untrusted()).toBeGreaterThan(5)
    const told = pair.events.filter(({ type }) => type === 'untrusted')
    // Of the peer's address, and of the other one.
    expect([1, 2]).toContain(told.length)
    expect(new Set(told.map(({ text }) => text)).size).toBe(told.length)
    expect(told[0].text).toMatch(/^HELLO from 127\.0\.0\.1 port \d+: sealed with no key of this node$/)
    pair.check(false)

    // With other keys it is news again.
    pair.cluster.setPreSharedKeys(keys)
    pair.events.length = 0
    const [hello] = handshakeForgeries(pair.peer, keys, randomBytes(32))['a HELLO with a wrong key']!
    const isTold = () => pair.events.some(({ type }) => type === 'untrusted')
    await pair.run(isTold, 3000, () => stranger!.send(hello!))
    expect(isTold()).toBe(true)
  }, 60_000)

  it('is not disturbed by answers to what belongs to streams that are not there', async () => {
    const keys = { keys: [keyOf(1)], currentEpoch: 1 }
    await start(26, keys)
    await pair.connect()
    await exchange()
    const before = turnedAway()
    const foreign = foreignForgeries(pair.peer)
    for (const bytes of foreign) stranger!.send(bytes)
    await pair.run(() => stranger!.heard.length >= foreign.length, 2000)
    expect([stranger!.heard.length, turnedAway() - before]).toEqual([foreign.length, foreign.length])
    const longest = Math.max(...stranger!.heard.map(({ length }) => length))
    expect(longest).toBeLessThanOrEqual(foreign[0]!.length)
    // Whoever was answered sends it to the node, and to the peer.
    for (const bytes of stranger!.heard) {
      expect(new PaperSeal(keys).open(bytes, 'listener', null)?.[0]).toBe(8)
      stranger!.send(bytes)
      stranger!.send(bytes, pair.peer.port)
    }
    await exchange()
    expect(pair.cluster.getPeerStats(1)).toMatchObject({ streamsOpened: 2, violations: 0 })
    pair.check(false)
  }, 60_000)

  it('has no effect with what was recorded, of this session or a former one', async () => {
    await start(27, { keys: [keyOf(1)], currentEpoch: 1 })
    await pair.connect()
    const former: Uint8Array[] = []
    for (let turn = 0; turn < 2; turn++) {
      const recorded: Uint8Array[] = []
      for (let count = 0; count < 5; count++) {
        await exchange()
        for (const kind of ['transfers', 'acknowledgement'] as const)
          recorded.push(pair.peer.sent.get(kind)!, pair.peer.came.get(kind)!)
      }
      for (const kind of ['hello', 'cookie', 'welcome'] as const)
        recorded.push(pair.peer.sent.get(kind)!, pair.peer.came.get(kind)!)
      const { streamsOpened } = pair.cluster.getPeerStats(1)
      for (const bytes of [...recorded, ...former]) {
        for (let times = 0; times < 3; times++) {
          pair.peer.sendAsIs(bytes)
          stranger!.send(bytes)
        }
      }
      await exchange()
      expect(pair.cluster.getPeerStats(1)).toMatchObject({ streamsOpened, violations: 0 })
      pair.check(false)
      // COOKIE and DISOWN: nothing of a session goes to somebody else.
      for (const bytes of stranger!.heard) expect([2, 8]).toContain(bytes[0])
      former.push(...recorded)
      if (turn > 0) break
      pair.peer.dial()
      pair.peer.disown(pair.peer.outlet, 0)
      await pair.run(() => pair.isConnected && pair.cluster.getPeerStats(1).streamsOpened > 3, 5000)
      expect(pair.isConnected).toBe(true)
    }
  }, 60_000)
})
