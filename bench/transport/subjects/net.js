// The ceiling: a bare socket of node:net. Buffers of 64 KB, each written over as soon as node has handed it to the
// system; `onread` puts what arrives right behind the rest of the last packet, in one buffer.

import { connect, createServer } from 'node:net'
import { PACKET_BYTES, Packets } from '../packet.js'

export const name = 'node:net, 64 KB writes, onread'

const BATCH = 682

// The receiver dials: `onread` is for sockets that were dialed.
export async function send({ port }, gotReply) {
  const server = createServer({ noDelay: true }).listen(port, '127.0.0.1')
  const socket = await new Promise((resolve) => server.on('connection', resolve))
  socket.on('data', gotReply)
  const packets = Packets.make(BATCH)
  // All of it, and the parts that are shorter.
  const whole = packets.bytes
  const one = packets.bytes.subarray(0, PACKET_BYTES)
  let issued = 0
  let done = 0
  let drained = () => {}
  const wrote = () => {
    done++
    if (issued === done) drained()
  }
  const write = (bytes) => {
    issued++
    socket.write(bytes, wrote)
    return socket.writableLength === 0
  }
  return {
    async send(count) {
      for (let sent = 0; sent < count; ) {
        const batch = Math.min(BATCH, count - sent)
        packets.fill(sent, batch)
        sent += batch
        if (!write(batch === BATCH ? whole : whole.subarray(0, batch * PACKET_BYTES))) {
          await new Promise((resolve) => {
            drained = resolve
          })
        }
      }
    },
    sendOne(index) {
      packets.fill(index, 1)
      write(one)
    },
    tick(count, first) {
      for (let sent = 0; sent < count; ) {
        const batch = Math.min(BATCH, count - sent)
        packets.fill(first + sent, batch)
        sent += batch
        if (!write(whole.subarray(0, batch * PACKET_BYTES))) throw new Error('the receiver is too slow')
      }
    },
  }
}

export async function receive({ port }, { took, sums, isEchoing }) {
  const packets = Packets.make(BATCH)
  const { bytes } = packets
  const reply = Packets.make(1)
  reply.fill(0, 1)
  let carried = 0
  const socket = await dial(port, {
    buffer: () => (carried === 0 ? bytes : bytes.subarray(carried)),
    callback(count) {
      const filled = carried + count
      const whole = Math.floor(filled / PACKET_BYTES)
      packets.add(whole, sums)
      carried = filled - whole * PACKET_BYTES
      if (carried > 0) bytes.copyWithin(0, whole * PACKET_BYTES, filled)
      if (isEchoing()) socket.write(reply.bytes)
      else took(whole)
      return true
    },
  })
  return {}
}

/** Until somebody listens: the sender may not have come so far. */
export async function dial(port, onread) {
  for (;;) {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, ...(onread ? { onread } : {}) })
    const isOpen = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    if (isOpen) {
      socket.on('error', () => {})
      return socket
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
