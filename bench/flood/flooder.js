// Sends HELLOs of nobody to a port, so many a millisecond: `node flooder.js '{"perMs":32,"bytes":1200}'`, then messages
// `{ port }` to begin and `{}` to end, each answered with how many were sent since the last.

import { createSocket } from 'node:dgram'

const { perMs } = JSON.parse(process.argv[2])
/** Addresses that it sends from. */
const SOURCES = 16
const HELLO_BYTES = 1_200
/** Behind header and cookie; a HELLO without it is dropped at once. */
const IDENTITY_AT = 32
/** No timer is so late that more than this is made up for. */
const LATE_MAX_MS = 20

const sockets = []
for (let source = 0; source < SOURCES; source++) {
  const socket = createSocket('udp4')
  socket.on('error', () => {})
  await new Promise((resolve) => socket.bind(0, `127.0.1.${source + 1}`, resolve))
  sockets.push(socket)
}
let port = 0
let sent = 0
let last = performance.now()
setInterval(() => {
  const now = performance.now()
  const count = port === 0 ? 0 : Math.round(Math.min(now - last, LATE_MAX_MS) * perMs)
  last = now
  for (let left = count; left > 0; left--, sent++) {
    sockets[sent % SOURCES].send(hello(sent), port, '127.0.0.1', ignore)
  }
}, 1)
process.on('message', (message) => {
  port = message.port ?? 0
  process.send({ sent })
  sent = 0
})
process.on('disconnect', () => process.exit())
process.send({ sent })

/** As far as anybody can tell who has no cookie; every other one has one that was made up. */
function hello(number) {
  const bytes = Buffer.alloc(HELLO_BYTES)
  bytes[0] = 1
  bytes.writeUInt32LE(Math.imul(number + 1, 0x9e3779b1) >>> 0, 8)
  if (number % 2 === 0) bytes.writeUInt32LE(number + 1, 16)
  bytes.write('ECSG', IDENTITY_AT, 'latin1')
  return bytes
}

function ignore() {}
