// Our side: the module that ecs-gen writes for queue.schema.json. The producer fills reserved slots in place, 256
// published at once; the consumer reads fields in place. No object stands between, as in the ring by hand and in C++.

import { workerData } from 'node:worker_threads'

const BATCH = 256

// Where the module looks for the memory of another thread; nothing there means: make it.
globalThis.queueMemory = workerData?.memory
// A name of its own, so that two subjects in the main thread have two memories.
const { memory, queues, writeMoverTo } = await import('../../generated/queue.gen.js?archetype')
const queue = queues.aToB

export const name = 'generated'
export { memory }

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
  for (let slot = 0; slot < packets; slot++, index++) {
    const value = (index & 1023) + 0.5
    const at = index * 0.5
    // biome-ignore format: one line each for positions, velocities, the quaternion, the time
    writeMoverTo(
      queue.wordAt(slot), index, index & 0xffff,
      value, value + 1, value + 2,
      value + 3, value + 4, value + 5,
      value + 6, value + 7, value + 8, value + 9,
      at,
    )
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
    ids = (ids + mover.entity + mover.generation + (mover.isMover ? 15 : 0)) | 0
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
