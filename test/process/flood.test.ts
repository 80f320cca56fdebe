import { createSocket, type Socket } from 'node:dgram'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { prepare } from './prepare.ts'
import type { SchemaOptions } from './schema.ts'
import { TestCluster } from './testCluster.ts'

const entities = 400
const options: SchemaOptions = { nodes: 2, cluster: { transport: 'udp', peerTimeoutMs: 4_000 } }
const HELLO = 1
const HELLO_BYTES = 1_200
/** Words in front of the identity: header and cookie. */
const IDENTITY_AT = 4 * 8
const measureMs = 3_000
/** HELLOs of so many addresses at each millisecond. */
const sources = 16
const perTick = 32

prepare(options)
let cluster: TestCluster
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close()
  await cluster.end()
})

/** As far as anybody can tell who has no cookie, a HELLO; with a made-up cookie in every other one. */
function hello(number: number): Buffer {
  const bytes = Buffer.alloc(HELLO_BYTES)
  bytes[0] = HELLO
  bytes.writeUInt32LE(Math.imul(number + 1, 0x9e3779b1) >>> 0, 8)
  if (number % 2 === 0) bytes.writeUInt32LE(number + 1, 16)
  bytes.write('ECSG', IDENTITY_AT, 'latin1')
  return bytes
}

it('a flood of HELLOs from addresses where nobody is: nothing is kept, and an established link goes on', async () => {
  cluster = await TestCluster.create(options)
  const [, beta] = await cluster.startAll({ entities })
  await cluster.connected()
  await cluster.setRate(20)
  await sleep(1_000)
  const arrivals = async (): Promise<number> =>
    (await cluster.states()).reduce((sum, { arrivals }) => sum + arrivals, 0)
  const rateOf = async (): Promise<number> => {
    const before = await arrivals()
    const start = performance.now()
    await sleep(measureMs)
    return ((await arrivals()) - before) / (performance.now() - start)
  }
  const calm = await rateOf()
  const before = await beta!.memory()

  let sent = 0
  let answered = 0
  for (let source = 0; source < sources; source++) {
    const socket = createSocket('udp4')
    socket.on('message', (bytes) => {
      answered += bytes.length
    })
    socket.on('error', () => {})
    await new Promise<void>((resolve) => socket.bind(0, `127.0.1.${source + 1}`, resolve))
    sockets.push(socket)
  }
  const port = cluster.ports.get('beta')!
  const timer = setInterval(() => {
    for (let count = 0; count < perTick; count++) {
      sockets[sent % sources]!.send(hello(sent), port, '127.0.0.1', () => {})
      sent++
    }
  }, 1)
  const flooded = await rateOf()
  clearInterval(timer)
  await sleep(200)

  const state = await beta!.state()
  const after = await beta!.memory()
  const grown = after.heapUsed + after.external - before.heapUsed - before.external
  console.log(
    `${Math.round(sent / (measureMs / 1_000))} HELLOs a second: the link goes on at ${((100 * flooded) / calm).toFixed(0)} %, ` +
      `${answered} bytes answered ${sent * HELLO_BYTES}, ${grown} bytes grown`,
  )
  expect(sent).toBeGreaterThan(1_000)
  expect(answered).toBeGreaterThan(0)
  // Far less than was sent: nobody can have this node flood a third one.
  expect(answered).toBeLessThan((sent * HELLO_BYTES) / 10)
  expect(state.peers.alpha).toMatchObject({ state: 'connected', violations: 0 })
  expect(state.cluster.pendingStreams).toBe(0)
  expect(state.cluster.streamsRefused).toBe(0)
  expect(grown).toBeLessThan(2 * 1024 * 1024)
  // How much slower is measured, not asserted: it is the machine that tells.
  expect(flooded).toBeGreaterThan(0)
  const custody = await cluster.audit()
  expect(custody).toMatchObject({ errors: [], held: 2 * entities, doubtful: 0, returned: 0 })
}, 90_000)
