// ws 8, binary messages without compression. The server sends: what a client sends is masked, which took it three
// times as long. Written for ws: `cork` of the socket below it, which its documentation does not know.

import WebSocket, { WebSocketServer } from 'ws'
import { Packets } from '../packet.js'
import { messageSender } from './messages.js'

export const name = 'ws'

export async function send({ port, batch }, gotReply) {
  const server = new WebSocketServer({ port, host: '127.0.0.1', perMessageDeflate: false })
  const [socket, tcp] = await new Promise((resolve) => {
    server.on('connection', (socket, request) => resolve([socket, request.socket]))
  })
  tcp.setNoDelay(true)
  socket.on('message', gotReply)
  const options = { binary: true, compress: false }
  return messageSender(batch, (bytes, done) => socket.send(bytes, options, done), {
    cork: () => tcp.cork(),
    uncork: () => tcp.uncork(),
  })
}

export async function receive({ port }, { take }) {
  const reply = Packets.make(1)
  reply.fill(0, 1)
  for (;;) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, {
      perMessageDeflate: false,
      skipUTF8Validation: true,
    })
    socket.on('message', take)
    const isOpen = await new Promise((resolve) => {
      socket.once('open', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    if (isOpen) return { reply: () => socket.send(reply.bytes, { binary: true }) }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
