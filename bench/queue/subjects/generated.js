// Our side: the module that ecs-gen writes for queue.schema.json, used as a program uses it. The producer packs
// its entity into reserved slots, 256 published at once; the consumer reads fields in place.

import { workerData } from 'node:worker_threads'

const BATCH = 256

// Where the module looks for the memory of another thread; nothing there means: make it.
globalThis.queueMemory = workerData?.memory
// A name of its own, so that two subjects in the main thread have two memories.
const { memory, Mover, queues } = await import('../../generated/queue.gen.js?archetype')
const queue = queues.aToB

export const name = 'generated'
export { memory }

const mover = new Mover()

export function produce(count) {
  for (let sent = 0; sent < count; ) {
    const packets = queue.reserveBatch(Math.min(BATCH, count - sent))
    if (packets === 0) continue
    fill(sent, packets)
    queue.commitBatch(packets)
    sent += packets
  }
}

function fill(index, packets) {
  const { position, velocity, timer } = mover
  const q = mover.rotation.q
  for (let slot = 0; slot < packets; slot++, index++) {
    const value = (index & 1023) + 0.5
    mover.entity = index
    mover.generation = index & 0xffff
    position.x = value
    position.y = value + 1
    position.z = value + 2
    velocity.x = value + 3
    velocity.y = value + 4
    velocity.z = value + 5
    q.x = value + 6
    q.y = value + 7
    q.z = value + 8
    q.w = value + 9
    timer.at = index * 0.5
    queue.slotAt(slot).packMover(mover)
  }
}

const sums = { ids: 0, values: 0 }

export function consume(count) {
  sums.ids = 0
  sums.values = 0
  for (let received = 0; received < count; ) {
    const packets = queue.peekBatch(BATCH)
    if (packets === 0) continue
    add(packets)
    queue.releaseBatch(packets)
    received += packets
  }
  return { ...sums }
}

function add(packets) {
  let ids = 0
  let values = 0
  for (let slot = 0; slot < packets; slot++) {
    const mover = queue.peekAt(slot)
    const route = mover.source | (mover.target << 8) | (mover.full ? 0x40000 : 0)
    ids = (ids + mover.entity + mover.generation + route + (mover.isMover ? 15 : 0)) | 0
    values +=
      mover.positionX +
      mover.positionY +
      (mover.positionZ + mover.velocityX) +
      (mover.velocityY + mover.velocityZ + (mover.rotationQX + mover.rotationQY)) +
      (mover.rotationQZ + mover.rotationQW + mover.timerAt)
  }
  sums.ids = (sums.ids + ids) | 0
  sums.values += values
}
