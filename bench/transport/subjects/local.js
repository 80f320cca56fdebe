// No network: the ring of two worlds of one process, between two threads. What a link over TCP is measured by.

import { Worker, workerData } from 'node:worker_threads'
import { change, Player } from '../packet.js'

const BATCH = 256

// Where the module looks for the memory of another thread; nothing there means: make it.
globalThis.localMemory = workerData?.memory
const { memory, queues } = await import('../../generated/local.gen.js')
const queue = queues.aToB

export const name = 'local ring'

export function startPeer(options) {
  return new Worker(new URL('../thread.js', import.meta.url), { workerData: { memory, options } })
}

export function send() {
  const player = new Player()

  function fill(index, packets) {
    for (let slot = 0; slot < packets; slot++, index++) {
      change(player, index)
      queue.slotAt(slot).packPlayer(player)
    }
  }

  return {
    async send(count) {
      for (let sent = 0; sent < count; ) {
        const packets = queue.reserveBatch(Math.min(BATCH, count - sent))
        if (packets === 0) continue
        fill(sent, packets)
        queue.commitBatch(packets)
        sent += packets
      }
    },
  }
}

export function receive(_options, { took, sums }) {
  return {
    // Stays as long as something comes: the event loop has nothing to do here.
    poll() {
      for (let idle = 0; idle < 2000; idle++) {
        const count = queue.peekBatch(BATCH)
        if (count === 0) continue
        add(count, sums)
        queue.releaseBatch(count)
        took(count)
        idle = 0
      }
    },
  }
}

function add(count, sums) {
  let ids = 0
  let values = 0
  for (let slot = 0; slot < count; slot++) {
    const player = queue.peekAt(slot)
    const route = player.source | (player.target << 8) | (player.full ? 0x40000 : 0)
    ids = (ids + player.entity + player.generation + route + (player.isPlayer ? 255 : 0)) | 0
    ids = (ids + player.ownerEntity + player.healthCurrent + player.healthMax) | 0
    values +=
      player.positionX +
      player.positionY +
      (player.positionZ + player.velocityX) +
      (player.velocityY + player.velocityZ + (player.rotationQX + player.rotationQY)) +
      (player.rotationQZ + player.rotationQW + (player.spinX + player.spinY)) +
      (player.spinZ + player.aimX + (player.aimY + player.aimZ)) +
      player.timerAt
  }
  sums.ids = (sums.ids + ids) | 0
  sums.values += values
}
