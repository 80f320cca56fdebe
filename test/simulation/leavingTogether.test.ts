import { expect, it } from 'vitest'
import { NodePair, pairModules } from './nodePair.ts'
import { transports } from './simulatedNetwork.ts'

const RUNS = 15

it.each(transports)(
  'two nodes that leave together know of every transfer whether it has arrived, over %s',
  (transport) => {
    const factories = pairModules(transport, {}, { delivery: 'ordered' })
    for (let seed = 0; seed < RUNS; seed++) {
      const pair = new NodePair(factories, transport, seed, seed % 3 === 0 ? 0.2 : 0)
      const { clock, nodes } = pair
      const out = new Set<number>()
      let [entity, inDoubt, isPlaying] = [0, 0, true]
      pair.everyTick(({ coordinator, transfer }, world) => {
        for (let count = 0; isPlaying && count < 5; count++) {
          transfer.reset(++entity)
          if (coordinator.queueTransfer(world, 1 - world, transfer)) out.add(entity)
        }
        for (let next = coordinator.popTransferFor(world); next; next = coordinator.popTransferFor(world)) {
          expect(out.delete(next.entity)).toBe(true)
          if (next.isInDoubt) inDoubt++
        }
      })
      clock.runUntil(250 + seed)
      isPlaying = false
      for (const { cluster } of nodes) cluster.leave()
      clock.runUntil(6_000)
      expect(nodes.map(({ cluster }) => cluster.getState())).toEqual(['stopped', 'stopped'])
      expect([seed, inDoubt, out.size]).toEqual([seed, 0, 0])
      for (const factory of factories) factory.takeBack()
    }
  },
)
