// No network: the ring of two worlds of one process, between two threads. What a link over TCP is measured by.

import { Worker, workerData } from 'node:worker_threads'
import { change, Player } from '../packet.js'
import { add } from '../players.js'

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
        add(queue, count, sums)
        queue.releaseBatch(count)
        took(count)
        idle = 0
      }
    },
  }
}
