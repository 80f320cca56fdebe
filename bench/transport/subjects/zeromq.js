// zeromq 6, a pair of sockets over TCP. A socket takes one message after the other: each `send` is awaited. It keeps
// the bytes of a message for longer than that and does not say until when, so each message has memory of its own.

import { Pair } from 'zeromq'
import { Packets } from '../packet.js'
import { messageSender } from './messages.js'

export const name = 'zeromq'

export async function send({ port, batch }, gotReply) {
  const socket = new Pair({ sendHighWaterMark: 1000, tcpMaxRetransmitTimeout: 0 })
  await socket.bind(`tcp://127.0.0.1:${port}`)
  readAll(socket, gotReply)
  return messageSender(batch, sender(socket))
}

export async function receive({ port }, { take }) {
  const socket = new Pair()
  socket.connect(`tcp://127.0.0.1:${port}`)
  const reply = Packets.make(1)
  reply.fill(0, 1)
  readAll(socket, take)
  const post = sender(socket)
  return { reply: () => post(reply.bytes, () => {}) }
}

function sender(socket) {
  const queue = []
  let isSending = false
  return (bytes, done) => {
    queue.push(bytes, done)
    if (!isSending) sendAll()
  }
  async function sendAll() {
    isSending = true
    for (let at = 0; ; at += 2) {
      if (at === queue.length) {
        queue.length = 0
        break
      }
      await socket.send(Buffer.from(queue[at]))
      queue[at + 1]()
    }
    isSending = false
  }
}

async function readAll(socket, take) {
  for await (const [message] of socket) take(message)
}
