import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { importModule, writeModule } from '../support/generated.ts'
import { LosingNetwork } from '../support/losingNetwork.ts'

const TRANSFERS = 5
const path = writeModule({
  name: 'leaving',
  components: { Purse: { gold: 'u32' } },
  worlds: { forest: { node: 'alpha' }, desert: { node: 'beta' } },
  cluster: {
    transport: 'udp',
    nodes: { alpha: { port: 9000 }, beta: { port: 9001 } },
    delivery: ['ordered', 'ack_required'],
  },
})

it('a node that leaves takes what was lost on its way to it, over datagrams as well', async () => {
  const alpha = await importModule(path)
  const beta = await importModule(join(dirname(path), 'leaving.beta.gen.js'))
  const network = new LosingNetwork()
  const { clock } = network
  const clusters = [alpha, beta].map(
    (module, node) => new module.ClusterCoordinator({ transport: network.transportOf(node) }),
  )
  const [alphaWorlds, betaWorlds] = [new alpha.WorldCoordinator(), new beta.WorldCoordinator()]
  const { forest, desert } = alpha.World
  let taken = 0
  const go = (milliseconds: number): void => {
    for (const end = clock.now + milliseconds; clock.now < end; ) {
      clock.runUntil(clock.now + 1)
      for (const cluster of clusters) cluster.tick(clock.now)
      while (betaWorlds.popTransferFor(desert) !== null) taken++
    }
  }
  for (const cluster of clusters) cluster.join(clock.now)
  go(50)
  let lost = 0
  network.loses = (bytes) => lost === 0 && bytes[0] === TRANSFERS && bytes.length > 100 && ++lost > 0
  for (const delivery of [alpha.Delivery.ordered, alpha.Delivery.ack_required]) {
    for (let entity = 1; entity <= 3; entity++) {
      const transfer = alphaWorlds.createTransfer(forest, desert, entity)
      transfer.packPurse({ gold: 1 })
      expect(alphaWorlds.queueTransfer(forest, desert, transfer, delivery)).toBe(true)
    }
  }
  clusters[0].flush()
  expect(lost).toBe(1)
  clusters[1].leave()
  go(1_000)
  expect(clusters[1].getState()).toBe('stopped')
  expect([taken, clusters[0].getPeerStats(1).pending]).toEqual([6, 0])
})

it('a node whose world goes on sending leaves as soon as it has delivered what was there before', async () => {
  const alpha = await importModule(path)
  const beta = await importModule(join(dirname(path), 'leaving.beta.gen.js'))
  const network = new LosingNetwork()
  const { clock } = network
  const clusters = [alpha, beta].map(
    (module, node) => new module.ClusterCoordinator({ transport: network.transportOf(node) }),
  )
  const [alphaWorlds, betaWorlds] = [new alpha.WorldCoordinator(), new beta.WorldCoordinator()]
  const { forest, desert } = alpha.World
  const arrived = new Set<number>()
  const back = new Map<number, boolean>()
  let sent = 0
  const go = (milliseconds: number, isSending: boolean): void => {
    for (const end = clock.now + milliseconds; clock.now < end; ) {
      clock.runUntil(clock.now + 1)
      for (const delivery of isSending ? [alpha.Delivery.ordered, alpha.Delivery.ack_required] : []) {
        const transfer = alphaWorlds.createTransfer(forest, desert, sent + 1)
        if (alphaWorlds.queueTransfer(forest, desert, transfer, delivery)) sent++
      }
      for (const cluster of clusters) cluster.tick(clock.now)
      for (let one = betaWorlds.popTransferFor(desert); one !== null; one = betaWorlds.popTransferFor(desert))
        arrived.add(one.entity)
      for (
        let one = alphaWorlds.popTransferFor(forest);
        one !== null;
        one = alphaWorlds.popTransferFor(forest)
      )
        back.set(one.entity, one.isInDoubt)
    }
  }
  for (const cluster of clusters) cluster.join(clock.now)
  go(200, true)
  clusters[0].leave()
  // Less than `peerTimeoutMs`, and than a heartbeat interval before that.
  go(2_000, true)
  expect(clusters[0].getState()).toBe('stopped')
  go(100, false)
  const doubts = [...back.values()].filter((isInDoubt) => isInDoubt).length
  const twice = [...back.keys()].filter((entity) => arrived.has(entity)).length
  expect({ doubts, twice, ends: arrived.size + back.size }).toEqual({ doubts: 0, twice: 0, ends: sent })
  expect(arrived.size).toBeGreaterThan(100)
})
