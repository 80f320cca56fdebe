// What is common to reliable streams of bytes over UDP: packets in writes of 16 KB, and the rest of one where a chunk ends.

import { PACKET_BYTES, Packets } from '../../transport/packet.js'

const BATCH = 170
/** Writes in a turn of the event loop. */
const BURST = 8

/** A stream keeps what it is given until it is acknowledged, and does not say until when: each write has bytes of its own. */
export function streamSender(stream) {
  let isFull = false
  stream.on('drain', () => {
    isFull = false
  })
  const write = (first, count) => {
    const packets = Packets.make(count)
    packets.fill(first, count)
    return stream.write(Buffer.from(packets.bytes.buffer))
  }
  return {
    send(first) {
      let count = 0
      for (let burst = 0; burst < BURST && !isFull; burst++, count += BATCH)
        isFull = !write(first + count, BATCH)
      return count
    },
    sendOne(index) {
      write(index, 1)
    },
  }
}

export function streamReceiver(stream, sink) {
  const packets = Packets.make(1024)
  const { bytes } = packets
  const reply = Packets.make(1)
  reply.fill(0, 1)
  let carried = 0
  stream.on('data', (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + bytes.length - carried)
      bytes.set(part, carried)
      at += part.length
      const filled = carried + part.length
      const whole = Math.floor(filled / PACKET_BYTES)
      carried = filled - whole * PACKET_BYTES
      if (sink.isEchoing) stream.write(Buffer.from(reply.bytes))
      else {
        packets.add(whole, sink.sums)
        sink.took(whole)
      }
      if (carried > 0) bytes.copyWithin(0, whole * PACKET_BYTES, filled)
    }
  })
}
