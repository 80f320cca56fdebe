import { expect, it } from 'vitest'
import { NodePair, pairModules } from './nodePair.ts'

it('a silence that is longer than what a sender remembers of its datagrams is over once the network carries again', () => {
  // Heartbeats are many, and a peer may be silent for long.
  const settings = { heartbeatIntervalMs: 10, peerTimeoutMs: 60_000 }
  const factories = pairModules('udp', settings, { timeoutMs: 60_000 })
  const pair = new NodePair(factories, 'udp', 1)
  const { clock, network, nodes } = pair
  let [sent, arrived] = [0, 0]
  pair.everyTick(({ coordinator, transfer }, number) => {
    if (number === 0) {
      transfer.reset(sent)
      if (coordinator.queueTransfer(0, 1, transfer)) sent++
      return
    }
    for (let next = coordinator.popTransferFor(1); next !== null; next = coordinator.popTransferFor(1)) {
      expect(next.entity).toBe(arrived)
      arrived++
    }
  })
  clock.runUntil(1_000)
  network.block(0, 1)
  clock.runUntil(15_000)
  const before = arrived
  network.unblock(0, 1)
  clock.runUntil(17_000)
  expect(arrived).toBeGreaterThan(before + 100)
  const stats = nodes[0]!.cluster.getPeerStats(1)
  expect(stats).toMatchObject({ state: 'connected', streamsOpened: 2, violations: 0 })
})
