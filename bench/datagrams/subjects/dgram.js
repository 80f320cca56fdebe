// The ceiling: a bare socket of node:dgram that sends the same packets in datagrams of as many, and sees to nothing:
// what the receiver does not read in time is lost, and does not count.

import { createSocket } from 'node:dgram'
import { PACKET_BYTES, Packets } from '../../transport/packet.js'

/** As many as fit a datagram of ours. */
const PACKETS = 12
/** Datagrams in a turn of the event loop: what comes back is looked at in between. */
const BURST = 64
const BUFFER_BYTES = 4 * 1024 * 1024

export async function send({ port }, gotReply) {
  const socket = await bound(port)
  socket.on('message', gotReply)
  await connected(socket, port + 1)
  const packets = Packets.make(PACKETS)
  const one = packets.bytes.subarray(0, PACKET_BYTES)
  return {
    send(first) {
      for (let burst = 0; burst < BURST; burst++) {
        packets.fill(first + burst * PACKETS, PACKETS)
        socket.send(packets.bytes)
      }
      return BURST * PACKETS
    },
    sendOne(index) {
      packets.fill(index, 1)
      socket.send(one)
    },
  }
}

export async function receive({ port }, sink) {
  const socket = await bound(port + 1)
  await connected(socket, port)
  const scratch = Packets.make(PACKETS)
  const reply = Packets.make(1)
  reply.fill(0, 1)
  socket.on('message', (bytes) => {
    if (sink.isEchoing) {
      socket.send(reply.bytes)
      return
    }
    const count = bytes.length / PACKET_BYTES
    scratch.bytes.set(bytes)
    scratch.add(count, sink.sums)
    sink.took(count)
  })
  return {}
}

async function bound(port) {
  const socket = createSocket('udp4')
  socket.on('error', () => {})
  await new Promise((resolve) => socket.bind({ port, address: '127.0.0.1' }, resolve))
  socket.setRecvBufferSize(BUFFER_BYTES)
  return socket
}

const connected = (socket, port) => new Promise((resolve) => socket.connect(port, '127.0.0.1', resolve))
