import { randomBytes } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { arriving, leaving, type Pair, startPair } from './datagramPair.ts'

let pair: Pair
afterEach(() => pair.end())

const keyOf = (epoch: number) => ({ epoch, key: randomBytes(32) })

describe('a peer written from the documents, with a pre-shared key', () => {
  it.each([
    ['a network without faults', 21, { losesOne: 0, doublesOne: 0, delayMs: 0 }],
    ['one that loses, doubles and reorders', 22, { losesOne: 5, doublesOne: 4, delayMs: 20 }],
  ] as const)(
    'exchanges transfers with a node on %s',
    async (_, seed, weather) => {
      pair = await startPair(seed, { keys: [keyOf(3)], currentEpoch: 3 })
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
      expect(pair.peer.unopened).toBe(0)
      expect(pair.queued.flat().length).toBeGreaterThan(500)
    },
    40_000,
  )
})
