import { afterEach, describe, expect, it } from 'vitest'
import { Inlet } from './datagramChannels.ts'
import { arriving, leaving, type Pair, schema, startPair } from './datagramPair.ts'
import { DatagramPeer } from './datagramPeer.ts'
import { type Segment, type Told, writeDisown, writeHello, writeTold, writeTransfers } from './datagrams.ts'
import { encode } from './encoder.ts'
import { reasons } from './messages.ts'

let pair: Pair
afterEach(() => pair.end())

async function start(seed: number): Promise<void> {
  pair = await startPair(seed)
}

const fieldAt = (bytes: Uint8Array, at: number, value: number): Uint8Array => {
  bytes[at] = value
  return bytes
}
const segmentOf = (packets: Uint8Array[], first = 0, channel = 0): Segment => ({ channel, first, packets })
const onOutlet = (peer: DatagramPeer, number = peer.outlet.number++) =>
  peer.header('transfers', peer.outlet, number)
const onIntake = (peer: DatagramPeer) => peer.header('acknowledgement', peer.intake, peer.intake.number++)
const told = (change: Partial<Told>): Told => ({
  highest: 0,
  microseconds: 0,
  ranges: [],
  counts: [],
  ...change,
})
const count = (received: number, free: number, channel = 0) => ({ counts: [{ channel, received, free }] })
/** Empty packets of the first channel to the node, and of an ordered one. */
const packet = (change: Partial<Record<number, number>> = {}): Uint8Array => {
  const bytes = encode(schema, {
    entity: 1,
    generation: 0,
    source: 1,
    target: 0,
    flags: 4,
    components: {},
  } as never)
  for (const [at, value] of Object.entries(change)) bytes[Number(at)] = value!
  return bytes
}
const orderedChannel = arriving.findIndex(({ delivery }) => delivery === 'ordered')
const far = 2 ** 47

/** What no peer may send, each with what it sends. */
const violations: { [what: string]: (peer: DatagramPeer) => Uint8Array } = {
  'an acknowledgement of a datagram that was never sent': (peer) =>
    writeTold(onIntake(peer), told({ highest: far, ranges: [{ low: far, high: far }] })),
  'one of 65,535 datagrams, of which few were sent': (peer) =>
    writeTold(onIntake(peer), told({ highest: 70_000, ranges: [{ low: 4466, high: 70_000 }] })),
  'one whose ranges go below 0': (peer) =>
    writeTold(onIntake(peer), told({ highest: 0, ranges: [{ low: -65_000, high: 0 }] })),
  'one of a transfer that was never sent': (peer) => writeTold(onIntake(peer), told(count(5, 20))),
  'one with a limit that no ring has': (peer) => writeTold(onIntake(peer), told(count(0, 0x7fff_ffff))),
  'one of a channel that is not there': (peer) => writeTold(onIntake(peer), told(count(0, 16, 999))),
  'transfers beyond the limit': (peer) =>
    writeTransfers(onOutlet(peer), [segmentOf([packet()], 1000, orderedChannel)]),
  'transfers of a channel that is not there': (peer) =>
    writeTransfers(onOutlet(peer), [segmentOf([packet()], 0, 77)]),
  'a packet with a flag that nobody has': (peer) =>
    writeTransfers(onOutlet(peer), [segmentOf([packet({ 10: 0x84 })])]),
  'a packet with the mark of one that has come back': (peer) =>
    writeTransfers(onOutlet(peer), [segmentOf([packet({ 10: 8 })])]),
  'a packet with a byte that is reserved': (peer) =>
    writeTransfers(onOutlet(peer), [segmentOf([packet({ 11: 1 })])]),
  'a packet of another world': (peer) => writeTransfers(onOutlet(peer), [segmentOf([packet({ 8: 3 })])]),
  'a packet with a component that is not there': (peer) =>
    writeTransfers(onOutlet(peer), [segmentOf([packet({ 15: 0x80 })])]),
  'a segment that is longer than its datagram': (peer) =>
    fieldAt(fieldAt(writeTransfers(onOutlet(peer), [segmentOf([])]), 16 + 12, 200), 16 + 4, 1),
  'a segment of more packets than it holds': (peer) =>
    fieldAt(writeTransfers(onOutlet(peer), [segmentOf([])]), 16 + 4, 2),
}

/** What has no effect: it may come from anybody, or late. */
const trifles: { [what: string]: (peer: DatagramPeer) => Uint8Array } = {
  'a datagram of no kind': (peer) => fieldAt(writeTransfers(onOutlet(peer), []), 0, 9),
  'one of kind 0': (peer) => fieldAt(writeTransfers(onOutlet(peer), []), 0, 0),
  'a limit that falls': (peer) => writeTold(onIntake(peer), told(count(0, 0))),
  'an acknowledgement with an earlier number': (peer) =>
    writeTold(peer.header('acknowledgement', peer.intake, 0), told(count(0, 0))),
  'transfers with the ids of another stream': (peer) =>
    writeTransfers({ ...onOutlet(peer), listener: peer.outlet.listener ^ 1 }, [segmentOf([packet()], 1000)]),
  'a CLOSE with the ids of another stream': (peer) =>
    writeTransfers({ ...onOutlet(peer), kind: 'close', dialer: peer.outlet.dialer ^ 1 }, []),
  'a DISOWN of another node': (peer) => writeDisown(peer.header('disown', peer.outlet, 0, 0), 0, 5n),
  'a DISOWN of an earlier start': (peer) => writeDisown(peer.header('disown', peer.outlet, 0, 0), 1, 4n),
  'a datagram that comes again with another content': (peer) =>
    writeTransfers(onOutlet(peer, 0), [segmentOf([packet()], 1000, orderedChannel)]),
  'a HELLO that is cut': (peer) =>
    writeHello(peer.header('hello', { dialer: 9, listener: 0 }), new Uint8Array(16), peer.self, 8).subarray(
      0,
      1196,
    ),
  nothing: () => new Uint8Array(0),
  'a header without anything': (peer) => writeTransfers(onOutlet(peer), []).subarray(0, 12),
}

/** Some transfers in both directions, all of which arrive. */
async function exchange(): Promise<void> {
  for (const [index] of leaving.entries()) pair.queue(index)
  for (const [index] of arriving.entries()) pair.give(index)
  await pair.run(
    () => pair.isSettled && pair.isConnected && pair.arrived.flat().length >= pair.given.flat().length,
    8000,
  )
  expect(pair.isSettled && pair.isConnected).toBe(true)
}

describe('a hostile peer', () => {
  it('breaks its own streams with what no peer may send, and nothing else', async () => {
    await start(5)
    await pair.connect()
    await exchange()
    for (const [what, send] of Object.entries(violations)) {
      const before = pair.cluster.getPeerStats(1).violations
      pair.peer.send(send(pair.peer))
      const isFound = () => pair.cluster.getPeerStats(1).violations > before
      await pair.run(isFound, 1000)
      expect(isFound(), what).toBe(true)

      await pair.run(() => pair.isConnected, 3000)
      await exchange()
      expect(pair.cluster.getPeerStats(1).violations, what).toBe(before + 1)
    }
    expect([pair.arrived.flat().length, pair.peer.errors]).toEqual([pair.given.flat().length, []])
  }, 120_000)

  it('has no effect with what is late, foreign or cut', async () => {
    await start(6)
    await pair.connect()
    await exchange()
    const { streamsOpened } = pair.cluster.getPeerStats(1)
    for (const [what, send] of Object.entries(trifles)) {
      pair.peer.send(send(pair.peer))
      await exchange()
      expect(pair.cluster.getPeerStats(1), what).toMatchObject({ streamsOpened, violations: 0 })
    }
    pair.check(false)
  }, 60_000)

  it('is cut at every length, and nothing arrives twice', async () => {
    await start(7)
    await pair.connect()
    await exchange()
    const whole = writeTransfers(onOutlet(pair.peer), [segmentOf([packet(), packet()], 1000, orderedChannel)])
    for (let length = 0; length < whole.length; length += 3) pair.peer.send(whole.subarray(0, length))
    await pair.run(() => false, 100)
    await pair.run(() => pair.isConnected, 3000)
    // What was cut has broken streams, and `fire_and_forget` may have been on them.
    await exchange()
    pair.check(true, Number.POSITIVE_INFINITY)
  }, 60_000)

  it('with an earlier start is refused, and one with a later start while the known one is there', async () => {
    await start(8)
    await pair.connect()
    await exchange()
    const port = pair.port
    for (const [incarnation, reason] of [
      [4n, 'superseded'],
      [6n, 'taken'],
    ] as const) {
      const other = new DatagramPeer(
        schema,
        { ...pair.peer.self, dials: 0, incarnation },
        { inlets: leaving.map(({ delivery }) => new Inlet(delivery, 16)), sources: [] },
        port,
        pair.random,
      )
      await other.bind()
      other.dial()
      await pair.run(() => other.refusals.length > 0, 2000)
      expect(other.refusals[0]).toMatchObject({
        reason: reasons.indexOf(reason),
        identity: { known: 5n, node: 0 },
      })
      other.end()
    }
    await exchange()
    pair.check(false)
  }, 30_000)
})
