// The channel that node has to a process that it has forked, with `serialization: 'advanced'`, which carries bytes
// as bytes.

import { Packets } from '../packet.js'
import { messageSender } from './messages.js'

export const name = 'node IPC'

export async function send({ batch }, gotReply, { peer }) {
  peer.on('message', (message) => {
    if (message instanceof Uint8Array) gotReply()
  })
  return messageSender(batch, (bytes, done) => peer.send(bytes, done))
}

export async function receive(_options, { take }, { peer }) {
  const reply = Packets.make(1)
  reply.fill(0, 1)
  peer.on('message', (message) => {
    if (message instanceof Uint8Array) take(message)
  })
  return { reply: () => peer.send(reply.bytes) }
}
