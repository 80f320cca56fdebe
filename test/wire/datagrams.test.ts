import { afterEach, describe, expect, it } from 'vitest'
import { arriving, hex, leaving, type Pair, startPair } from './datagramPair.ts'
import type { Weather } from './datagramPeer.ts'

let pair: Pair
afterEach(() => pair.end())

async function start(seed: number): Promise<void> {
  pair = await startPair(seed)
}

const bad: Weather = { losesOne: 5, doublesOne: 4, delayMs: 20 }

describe('a peer written from the documents exchanges transfers with a node over datagrams', () => {
  it.each([
    ['a network without faults', 1, { losesOne: 0, doublesOne: 0, delayMs: 0 }],
    ['one that loses, doubles and reorders', 2, bad],
  ] as const)(
    'on %s',
    async (_, seed, weather) => {
      await start(seed)
      Object.assign(pair.peer.weather, weather)
      await pair.connect()
      let left = 150
      await pair.run(
        () => left === 0 && pair.isSettled,
        20_000,
        () => {
          if (left > 0) left--
          else return
          for (const [index] of leaving.entries()) if (pair.random.once(2)) pair.queue(index)
          for (const [index] of arriving.entries()) if (pair.random.once(2)) pair.give(index)
        },
      )
      expect(pair.isSettled).toBe(true)
      pair.check(weather.losesOne > 0)
      expect(pair.queued.flat().length).toBeGreaterThan(500)
    },
    40_000,
  )

  it('and nothing is lost or doubled when streams are opened anew', async () => {
    await start(3)
    Object.assign(pair.peer.weather, bad)
    await pair.connect()
    let left = 150
    await pair.run(
      () => left === 0 && pair.isSettled,
      20_000,
      () => {
        if (left > 0) left--
        else return
        if (left % 40 === 20) pair.peer.dial()
        // One that the node has opened is not there any more: it opens another.
        if (left % 40 === 0) pair.peer.disown(pair.peer.outlet, 0)
        for (const [index] of leaving.entries()) if (pair.random.once(3)) pair.queue(index)
        for (const [index] of arriving.entries()) if (pair.random.once(3)) pair.give(index)
      },
    )
    expect(pair.isSettled).toBe(true)
    pair.check(true)
    expect(pair.cluster.getPeerStats(1).streamsOpened).toBeGreaterThan(4)
  }, 40_000)

  it('and is told what its process has not acknowledged when it starts anew', async () => {
    await start(4)
    await pair.connect()
    const ordered = leaving.findIndex(({ delivery }) => delivery === 'ordered')
    for (let count = 0; count < 5; count++) pair.queue(ordered)
    // Nothing reaches the peer any more, and so it acknowledges nothing.
    pair.peer.weather.losesOne = 1
    await pair.run(() => pair.cluster.getPeerStats(1).transfersSent >= 5, 1000)
    expect(pair.cluster.getPeerStats(1).transfersSent).toBe(5)
    const { port } = pair.peer
    pair.peer.end()
    await pair.makePeer(6n, port)
    pair.peer.dial()
    await pair.run(() => pair.returned.length === 5 && pair.isConnected, 8000)
    expect(pair.returned).toHaveLength(5)
    expect(pair.returned.every(({ isInDoubt }) => isInDoubt)).toBe(true)
    expect(pair.isConnected).toBe(true)
    pair.queue(ordered)
    await pair.run(() => pair.peer.inlets[ordered]!.packets.length === 1, 2000)
    expect(pair.peer.inlets[ordered]!.packets.map(hex)).toEqual(pair.queued[ordered]!.slice(5))
  }, 20_000)
})
