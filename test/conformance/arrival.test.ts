import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { freePort } from '../streams/tcpHelpers.ts'
import { importModule, writeModule } from '../support/generated.ts'

/** A clock of coarse steps: datagrams come in the same moment, be the machine as slow as it likes. */
const now = (): number => Math.floor(performance.now() / 10) * 10

/** Two nodes in this process, over real sockets; 600 transfers fill many datagrams that come at once. */
it.each([
  { transport: 'tcp', count: 1 },
  { transport: 'tcp', count: 600 },
  { transport: 'udp', count: 1 },
  { transport: 'udp', count: 600 },
])(
  'tells a program that transfers have come, and what it answers then goes out at once: %j',
  async ({ transport, count }) => {
    const [alphaPort, betaPort] = [await freePort(), await freePort()]
    const path = writeModule({
      name: 'pair',
      components: { Purse: { gold: 'u32' } },
      worlds: { forest: { node: 'alpha' }, desert: { node: 'beta' } },
      cluster: { transport, nodes: { alpha: { port: alphaPort }, beta: { port: betaPort } } },
    })
    const alpha = await importModule(path)
    const beta = await importModule(join(dirname(path), 'pair.beta.gen.js'))
    // biome-ignore lint/suspicious/noExplicitAny: see importModule
    const carried = (node: any) =>
      transport === 'udp' ? { transport: Object.assign(new node.UdpTransport(), { now }) } : {}
    const { forest, desert } = alpha.World
    const [alphaWorlds, betaWorlds] = [new alpha.WorldCoordinator(), new beta.WorldCoordinator()]
    let answers = 0
    const alphaCluster = new alpha.ClusterCoordinator({
      ...carried(alpha),
      onArrival: () => {
        while (alphaWorlds.popTransferFor(forest) !== null) answers++
      },
    })
    const betaCluster = new beta.ClusterCoordinator({
      ...carried(beta),
      onArrival: () => {
        for (;;) {
          const transfer = betaWorlds.popTransferFor(desert)
          if (transfer === null) break
          expect(transfer.purseGold).toBe(7)
          betaWorlds.queueTransfer(desert, forest, betaWorlds.createTransfer(desert, forest, transfer.entity))
        }
        betaCluster.flush()
      },
    })
    alphaCluster.join(0)
    betaCluster.join(0)
    // Ticks stop once both are connected: from there on only arrivals move anything.
    for (let now = 0; alphaCluster.countConnectedPeers() + betaCluster.countConnectedPeers() < 2; now += 20) {
      alphaCluster.tick(now)
      betaCluster.tick(now)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    for (let entity = 0; entity < count; entity++) {
      const transfer = alphaWorlds.createTransfer(forest, desert, entity)
      transfer.packPurse({ gold: 7 })
      expect(alphaWorlds.queueTransfer(forest, desert, transfer)).toBe(true)
    }
    alphaCluster.flush()
    await expect.poll(() => answers, { timeout: 10_000 }).toBe(count)
    for (const cluster of [alphaCluster, betaCluster]) cluster.leave()
    for (
      let now = 0;
      alphaCluster.getState() !== 'stopped' || betaCluster.getState() !== 'stopped';
      now += 500
    ) {
      alphaCluster.tick(100_000 + now)
      betaCluster.tick(100_000 + now)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  },
)
