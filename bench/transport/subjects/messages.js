// What is common to subjects that carry messages: buffers in turn, so many on their way at most, one packet or
// several in each.

import { PACKET_BYTES, Packets } from '../packet.js'

/** Messages that a library may keep at a time; enough to keep each of them busy. */
const ON_THE_WAY_MAX = 256

/** `post(bytes, done)` hands a message over and calls `done` when its bytes are free again. */
export function messageSender(batch, post, { cork, uncork } = {}) {
  const buffers = Array.from({ length: ON_THE_WAY_MAX }, () => Packets.make(batch))
  let turn = 0
  let onTheWay = 0
  let hasRoom = null
  const done = () => {
    onTheWay--
    if (hasRoom === null) return
    const resolve = hasRoom
    hasRoom = null
    resolve()
  }
  function next(first, count) {
    const packets = buffers[turn]
    turn = turn + 1 === ON_THE_WAY_MAX ? 0 : turn + 1
    packets.fill(first, count)
    onTheWay++
    post(count === batch ? packets.bytes : packets.bytes.subarray(0, count * PACKET_BYTES), done)
  }
  return {
    async send(count) {
      for (let sent = 0; sent < count; ) {
        // Not all buffers: a library may be done in another order, by a few.
        while (onTheWay >= ON_THE_WAY_MAX - 32) {
          await new Promise((resolve) => {
            hasRoom = resolve
          })
        }
        const packets = Math.min(batch, count - sent)
        next(sent, packets)
        sent += packets
      }
    },
    sendOne(index) {
      next(index, 1)
    },
    tick(count, first) {
      cork?.()
      for (let sent = 0; sent < count; sent++) {
        // A message each: buffers of their own, since all of them are on their way at once.
        ticking[sent] ??= Packets.make(1)
        const packets = ticking[sent]
        packets.fill(first + sent, 1)
        post(packets.bytes, nothing)
      }
      uncork?.()
    },
  }
}

const ticking = []
const nothing = () => {}
