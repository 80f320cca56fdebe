// NATS: a server of its own between the two (the Debian package nats-server), core publish and subscribe, the
// client of version 3. The sender asks for an answer of the server now and then, so that its buffers are bounded.

import { connect } from '@nats-io/transport-node'
import { Packets } from '../packet.js'
import { messageSender } from './messages.js'

export const name = 'NATS'

const FLUSH_BYTES = 262_144

export async function send({ natsPort, batch }, gotReply) {
  const connection = await connect({ servers: `127.0.0.1:${natsPort}` })
  connection.subscribe('back', { callback: gotReply })
  await connection.flush()
  let unflushed = 0
  const waiting = []
  return messageSender(batch, (bytes, done) => {
    connection.publish('there', bytes)
    waiting.push(done)
    unflushed += bytes.length
    if (unflushed < FLUSH_BYTES && waiting.length < 128) return
    unflushed = 0
    const these = waiting.splice(0)
    connection.flush().then(() => {
      for (const one of these) one()
    })
  })
}

export async function receive({ natsPort }, { take }) {
  const connection = await connect({ servers: `127.0.0.1:${natsPort}` })
  connection.subscribe('there', { callback: (_error, message) => take(message.data) })
  await connection.flush()
  const reply = Packets.make(1)
  reply.fill(0, 1)
  return { reply: () => connection.publish('back', reply.bytes) }
}
