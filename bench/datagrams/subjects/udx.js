// udx-native 1: reliable ordered streams over UDP with congestion control, in C; what Holepunch is built on.

import UDX from 'udx-native'
import { streamReceiver, streamSender } from './streams.js'

export async function send({ port }, gotReply) {
  const stream = streamOf(port, 1, port + 1, 2)
  stream.on('data', gotReply)
  return streamSender(stream)
}

export async function receive({ port }, sink) {
  streamReceiver(streamOf(port + 1, 2, port, 1), sink)
  return {}
}

function streamOf(port, id, otherPort, otherId) {
  const udx = new UDX()
  const socket = udx.createSocket()
  socket.bind(port, '127.0.0.1')
  const stream = udx.createStream(id)
  stream.connect(socket, otherId, otherPort, '127.0.0.1')
  return stream
}
