// node-datachannel 0.33: data channels of WebRTC (ordered and reliable, SCTP within DTLS) in C++; what geckos.io sends with.

import { createConnection, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { PeerConnection } from 'node-datachannel'
import { PACKET_BYTES, Packets } from '../../transport/packet.js'

const BATCH = 170
/** Messages in a turn of the event loop. */
const BURST = 8
/** Bytes that wait in the library. */
const WAITING_MAX = 1 << 20

export async function send({ port }, gotReply) {
  const socket = await new Promise((resolve) => {
    const attempt = () => {
      const tried = createConnection(port, '127.0.0.1', () => resolve(tried))
      tried.on('error', () => setTimeout(attempt, 50))
    }
    attempt()
  })
  const connection = connectionOver(socket)
  const channel = connection.createDataChannel('packets')
  channel.onMessage(gotReply)
  await new Promise((resolve) => channel.onOpen(resolve))
  const write = (first, count) => {
    const packets = Packets.make(count)
    packets.fill(first, count)
    channel.sendMessageBinary(Buffer.from(packets.bytes.buffer))
  }
  return {
    send(first) {
      let count = 0
      for (let burst = 0; burst < BURST && channel.bufferedAmount() < WAITING_MAX; burst++, count += BATCH)
        write(first + count, BATCH)
      return count
    },
    sendOne: (index) => write(index, 1),
  }
}

export async function receive({ port }, sink) {
  const scratch = Packets.make(BATCH)
  const reply = Packets.make(1)
  reply.fill(0, 1)
  createServer((socket) => {
    connectionOver(socket).onDataChannel((channel) => {
      channel.onMessage((bytes) => {
        if (sink.isEchoing) {
          channel.sendMessageBinary(Buffer.from(reply.bytes))
          return
        }
        scratch.bytes.set(bytes)
        scratch.add(bytes.length / PACKET_BYTES, sink.sums)
        sink.took(bytes.length / PACKET_BYTES)
      })
    })
  }).listen(port, '127.0.0.1')
  return {}
}

/** What one side says of itself, a line each, is what the other is told. */
function connectionOver(socket) {
  const connection = new PeerConnection('bench', { iceServers: [], bindAddress: '127.0.0.1' })
  connection.onLocalDescription((sdp, type) => socket.write(`${JSON.stringify({ sdp, type })}\n`))
  connection.onLocalCandidate((candidate, mid) => socket.write(`${JSON.stringify({ candidate, mid })}\n`))
  createInterface({ input: socket }).on('line', (line) => {
    const { sdp, type, candidate, mid } = JSON.parse(line)
    if (sdp === undefined) connection.addRemoteCandidate(candidate, mid)
    else connection.setRemoteDescription(sdp, type)
  })
  return connection
}
