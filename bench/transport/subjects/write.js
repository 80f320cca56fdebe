// A bare socket of node:net, one `write` for each packet. The receiver is the same as that of the ceiling.

import { createServer } from 'node:net'
import { messageSender } from './messages.js'

export { receive } from './net.js'
export const name = 'node:net, a write a packet'

export async function send({ port, batch }, gotReply) {
  const server = createServer({ noDelay: true }).listen(port, '127.0.0.1')
  const socket = await new Promise((resolve) => server.on('connection', resolve))
  socket.on('data', gotReply)
  return messageSender(batch, (bytes, done) => socket.write(bytes, done))
}
