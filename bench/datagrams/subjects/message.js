// Subjects of the transport bench whose messages go over TCP, with 170 packets (16 KB) in each.

import { Packets } from '../../transport/packet.js'

const BATCH = 170
/** Messages in a turn of the event loop. */
const BURST = 8

const load = (peer) => import(`../../transport/subjects/${peer}.js`)

export async function send({ peer, port }, gotReply) {
  const sender = await (await load(peer)).send({ port, batch: BATCH }, gotReply)
  return {
    async send() {
      await sender.send(BURST * BATCH)
      return BURST * BATCH
    },
    sendOne: (index) => sender.sendOne(index),
  }
}

export async function receive({ peer, port }, sink) {
  const scratch = Packets.make(BATCH)
  const endpoint = await (await load(peer)).receive(
    { port },
    {
      take(bytes) {
        if (sink.isEchoing) {
          endpoint.reply()
          return
        }
        scratch.bytes.set(bytes)
        const count = bytes.length / (scratch.bytes.length / BATCH)
        scratch.add(count, sink.sums)
        sink.took(count)
      },
    },
  )
  return {}
}
