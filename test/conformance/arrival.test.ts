import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { freePort } from '../streams/tcpHelpers.ts'
import { importModule, writeModule } from '../support/generated.ts'

/** Two nodes in this process, over real sockets. */
it('tells a program at once that transfers have come, and what it answers then goes out at once', async () => {
  const [alphaPort, betaPort] = [await freePort(), await freePort()]
  const path = writeModule({
    name: 'pair',
    components: { Purse: { gold: 'u32' } },
    worlds: { forest: { node: 'alpha' }, desert: { node: 'beta' } },
    cluster: { transport: 'tcp', nodes: { alpha: { port: alphaPort }, beta: { port: betaPort } } },
  })
  const alpha = await importModule(path)
  const beta = await importModule(join(dirname(path), 'pair.beta.gen.js'))
  const { forest, desert } = alpha.World
  const [alphaWorlds, betaWorlds] = [new alpha.WorldCoordinator(), new beta.WorldCoordinator()]
  let answers = 0
  const alphaCluster = new alpha.ClusterCoordinator({
    onArrival: () => {
      while (alphaWorlds.popTransferFor(forest) !== null) answers++
    },
  })
  const betaCluster = new beta.ClusterCoordinator({
    onArrival: () => {
      const transfer = betaWorlds.popTransferFor(desert)
      expect(transfer?.purseGold).toBe(7)
      betaWorlds.queueTransfer(desert, forest, betaWorlds.createTransfer(desert, forest, transfer.entity))
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
  const transfer = alphaWorlds.createTransfer(forest, desert, 42)
  transfer.packPurse({ gold: 7 })
  alphaWorlds.queueTransfer(forest, desert, transfer)
  alphaCluster.flush()
  await expect.poll(() => answers, { timeout: 10_000 }).toBe(1)
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
})
