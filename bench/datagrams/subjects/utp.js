// utp-native 2: libutp, the reliable streams over UDP of BitTorrent.

import utp from 'utp-native'
import { streamReceiver, streamSender } from './streams.js'

export async function send({ port }, gotReply) {
  const server = utp.createServer()
  server.listen(port, '127.0.0.1')
  const stream = await new Promise((resolve) => server.on('connection', resolve))
  stream.on('error', () => {})
  stream.on('data', (bytes) => {
    // The first bytes only say that the receiver is there.
    if (bytes.length > 1) gotReply()
  })
  return streamSender(stream)
}

export async function receive({ port }, sink) {
  const stream = utp.connect(port, '127.0.0.1')
  stream.on('error', () => {})
  stream.write(Buffer.alloc(1))
  streamReceiver(stream, sink)
  return {}
}
