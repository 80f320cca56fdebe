// Our side without an archetype: the producer packs component by component, so that each adds its bit to the
// packet's mask, and the consumer has `popBatch` show it every packet. Else as generated.js.

import { workerData } from 'node:worker_threads'

const BATCH = 256

// Where the module looks for the memory of another thread; nothing there means: make it.
globalThis.queueMemory = workerData?.memory
// A name of its own, so that two subjects in the main thread have two memories.
const { memory, Position, queues, Rotation, Timer, Velocity } = await import(
  '../../generated/queue.gen.js?components'
)
const queue = queues.aToB

export const name = 'generated, by component'
export { memory }

const position = new Position()
const velocity = new Velocity()
const rotation = new Rotation()
const timer = new Timer()

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
  const q = rotation.q
  for (let slot = 0; slot < packets; slot++, index++) {
    const value = (index & 1023) + 0.5
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
    const transfer = queue.slotAt(slot)
    transfer.entity = index
    transfer.generation = index & 0xffff
    transfer.packPosition(position)
    transfer.packVelocity(velocity)
    transfer.packRotation(rotation)
    transfer.packTimer(timer)
  }
}

const sums = { ids: 0, values: 0 }

export function consume(count) {
  sums.ids = 0
  sums.values = 0
  for (let received = 0; received < count; ) received += queue.popBatch(BATCH, add)
  return { ...sums }
}

function add(mover) {
  sums.ids = (sums.ids + mover.entity + mover.generation + (mover.isMover ? 15 : 0)) | 0
  sums.values +=
    mover.positionX +
    mover.positionY +
    (mover.positionZ + mover.velocityX) +
    (mover.velocityY + mover.velocityZ + (mover.rotationQX + mover.rotationQY)) +
    (mover.rotationQZ + mover.rotationQW + mover.timerAt)
}
