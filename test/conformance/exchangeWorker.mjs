// One world on a thread of its own: takes what arrives, moves gold between its entities, sends some of them on.
import { parentPort, workerData } from 'node:worker_threads'

const { path, memory, memoryName, world, entities, seed } = workerData
globalThis[memoryName] = memory
const { WorldCoordinator, worldNames } = await import(path)

parentPort.once('message', () => parentPort.postMessage(live()))
parentPort.postMessage('ready')

function live() {
  const coordinator = new WorldCoordinator()
  const others = worldNames.map((_, index) => index).filter((index) => index !== world)
  const residents = entities.map(([id, gold]) => ({ id, gold, hops: 0 }))
  const transfer = coordinator.createTransfer(world, others[0])
  let state = seed
  let refused = 0
  const random = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >>> 8) % below
  }
  const settle = (arrived) => {
    residents.push({ id: arrived.entity, gold: arrived.purseGold, hops: arrived.journeyHops })
  }
  /** Copied from a transfer of its own or filled in the slot, by turns. */
  const send = ({ id, gold, hops }) => {
    const target = others[random(others.length)]
    const isInPlace = random(2) === 0
    const queue = coordinator.getQueue(world, target)
    const packet = isInPlace ? queue.reserve() : transfer.reset()
    if (packet === null) return false
    packet.entity = id
    packet.packPurse({ gold })
    packet.packJourney({ hops: hops + 1 })
    if (!isInPlace) return coordinator.queueTransfer(world, target, packet)
    queue.commit()
    return true
  }
  while (coordinator.isRunning()) {
    coordinator.waitForTransfers(5, world)
    coordinator.popTransferBatchFor(world, 1_000, settle)
    for (let turn = 0; turn < 50 && residents.length > 1; turn++) {
      const from = residents[random(residents.length)]
      const to = residents[random(residents.length)]
      const gold = random(from.gold + 1)
      from.gold -= gold
      to.gold += gold
      const index = random(residents.length)
      if (!send(residents[index])) {
        refused++
        continue
      }
      residents[index] = residents[residents.length - 1]
      residents.pop()
    }
    coordinator.endTick(world)
  }
  // What is left in the queues stays there; what this thread has taken counts as taken from here on.
  coordinator.popTransferBatchFor(world, Number.POSITIVE_INFINITY, settle)
  coordinator.endTick(world)
  return { residents: residents.map(({ id, gold, hops }) => [id, gold, hops]), refused }
}
