import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { importModule, writeModule } from '../support/generated.ts'
import { LosingNetwork } from '../support/losingNetwork.ts'

const ACKNOWLEDGEMENT = 6

/** Whether it is an acknowledgement that tells of a channel. */
function tellsOf(channel: number, bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer)
  if (bytes[0] !== ACKNOWLEDGEMENT) return false
  const first = 32 + 4 * view.getUint16(28, true)
  const channels = Array.from({ length: view.getUint16(30, true) }, (_, index) =>
    view.getUint32(first + 12 * index, true),
  )
  return channels.includes(channel)
}

// With 9 worlds a node has more channels than a datagram has room for.
it.each([2, 9])(
  'with %i worlds, room that a lost acknowledgement told of is found while others are busy',
  async (count) => {
    const numbers = Array.from({ length: count }, (_, index) => index)
    const path = writeModule({
      name: `room-${count}`,
      components: { Purse: { gold: 'u32' } },
      worlds: Object.fromEntries(
        ['alpha', 'beta'].flatMap((node) => numbers.map((number) => [`${node}${number}`, { node }])),
      ),
      queue: { capacity: 2 },
      cluster: {
        transport: 'udp',
        nodes: { alpha: { port: 9000 }, beta: { port: 9001 } },
        timeoutMs: 60_000,
      },
    })
    const alpha = await importModule(path)
    const beta = await importModule(join(dirname(path), `room-${count}.beta.gen.js`))
    const network = new LosingNetwork()
    const { clock } = network
    const clusters = [alpha, beta].map(
      (module, node) => new module.ClusterCoordinator({ transport: network.transportOf(node) }),
    )
    const [alphaWorlds, betaWorlds] = [new alpha.WorldCoordinator(), new beta.WorldCoordinator()]
    for (const cluster of clusters) cluster.join(clock.now)
    const go = (milliseconds: number): void => {
      for (const end = clock.now + milliseconds; clock.now < end; ) {
        clock.runUntil(clock.now + 1)
        for (const cluster of clusters) cluster.tick(clock.now)
      }
    }
    const queue = (from: number, to: number): boolean => {
      const transfer = alphaWorlds.createTransfer(from, count + to, 1)
      transfer.packPurse({ gold: 1 })
      return alphaWorlds.queueTransfer(from, count + to, transfer)
    }
    const take = (world: number): number => {
      let taken = 0
      while (betaWorlds.popTransferFor(count + world) !== null) taken++
      return taken
    }
    go(50)
    // All worlds but one sleep, and have no more room.
    for (let ms = 0; ms < 100; ms++) {
      for (const from of numbers) for (const to of numbers.slice(1)) while (queue(from, to));
      go(1)
    }
    const last = count - 1
    let lost = 0
    network.loses = (bytes) => lost === 0 && tellsOf(last * count + last, bytes) && ++lost > 0
    expect(take(last)).toBe(2 * count)
    let waitedMs = 0
    let arrived = 0
    for (; arrived === 0 && waitedMs < 5_000; waitedMs++) {
      queue(0, 0)
      take(0)
      betaWorlds.flush()
      go(1)
      // Only what the lost acknowledgement would have let come.
      for (let next = betaWorlds.popTransferFor(count + last); next !== null; ) {
        if (next.source === last) arrived++
        next = betaWorlds.popTransferFor(count + last)
      }
    }
    expect(lost).toBe(1)
    expect(waitedMs).toBeLessThan(200)
    for (const cluster of clusters) cluster.leave()
  },
)
