// enet 0.2: the library of games for reliable messages over UDP, compiled to JavaScript. Served as often as it can be.

import enet from 'enet'
import { PACKET_BYTES, Packets } from '../../transport/packet.js'

const BATCH = 170
/** Messages in a turn of the event loop. */
const BURST = 8
/** Messages that wait to be acknowledged: enet keeps all that it is given, and its memory does not grow. */
const WAITING_MAX = 512
/** Milliseconds between two looks at the socket; what arrives in between waits. */
const SERVED_EVERY = 1

export async function send({ port }, gotReply) {
  const host = await made(enet.createClient, { peers: 1 })
  const peer = await new Promise((resolve, reject) => {
    host.connect({ address: '127.0.0.1', port: port + 1 }, 1, 0, (error, found) =>
      error ? reject(error) : resolve(found),
    )
    host.start(SERVED_EVERY)
  })
  peer.on('message', gotReply)
  let waiting = 0
  const write = (first, count) => {
    const packets = Packets.make(count)
    packets.fill(first, count)
    waiting++
    peer.send(0, new enet.Packet(Buffer.from(packets.bytes.buffer), enet.PACKET_FLAG.RELIABLE), () => {
      waiting--
    })
  }
  return {
    send(first) {
      let count = 0
      for (let burst = 0; burst < BURST && waiting < WAITING_MAX; burst++, count += BATCH)
        write(first + count, BATCH)
      host._service()
      return count
    },
    sendOne(index) {
      write(index, 1)
      host.flush()
    },
    poll: () => host._service(),
  }
}

export async function receive({ port }, sink) {
  const host = await made(enet.createServer, { address: { address: '127.0.0.1', port: port + 1 }, peers: 1 })
  const scratch = Packets.make(BATCH)
  const reply = Packets.make(1)
  reply.fill(0, 1)
  host.on('message', (peer, packet) => {
    if (sink.isEchoing) {
      peer.send(0, new enet.Packet(Buffer.from(reply.bytes), enet.PACKET_FLAG.RELIABLE))
      host.flush()
      return
    }
    const bytes = packet.data()
    scratch.bytes.set(bytes)
    scratch.add(bytes.length / PACKET_BYTES, sink.sums)
    sink.took(bytes.length / PACKET_BYTES)
  })
  host.start(SERVED_EVERY)
  return { poll: () => host._service() }
}

const made = (create, options) =>
  new Promise((resolve, reject) => {
    create({ channels: 1, down: 0, up: 0, ...options }, (error, host) =>
      error ? reject(error) : resolve(host),
    )
  })
