import { pathToFileURL } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { helloBytes, Stranger } from './fakePeer.ts'
import { modulesOf } from './modules.ts'
import { freePorts } from './ports.ts'
import { prepare } from './prepare.ts'
import type { SchemaOptions } from './schema.ts'
import { waitUntil } from './testCluster.ts'

// Packets of a kilobyte: what the system buffers for a socket is full soon.
const options: SchemaOptions = {
  nodes: 2,
  delivery: ['fire_and_forget'],
  components: { Load: { bytes: 'bytes<1000>' } },
  cluster: { timeoutMs: 60_000, peerTimeoutMs: 30_000 },
}
const capacity = 256
const packetBytes = 1_048

prepare(options)
const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

it('for a peer that does not read a node holds its ring and one write, whatever it wants to send', async () => {
  const [port] = await freePorts(1)
  const module = await import(pathToFileURL(modulesOf(options).paths.get('alpha')!).href)
  const { ClusterCoordinator, Node, TcpTransport, World, WorldCoordinator } = module
  const transport = new TcpTransport({ addresses: { alpha: { port } } })
  const cluster = new ClusterCoordinator({ transport })
  const worlds = new WorldCoordinator()
  const transfer = worlds.createTransfer(World.alpha0, World.beta0, 1)
  transfer.packLoad({ bytes: new Uint8Array(1_000).fill(7) })
  let taken = 0
  const step = (): void => {
    while (worlds.queueTransfer(World.alpha0, World.beta0, transfer)) taken++
    cluster.tick(performance.now())
  }
  cluster.join(performance.now())
  const timer = setInterval(step, 1)
  const stranger = new Stranger(port!)
  ends.push(() => clearInterval(timer))
  ends.push(() => stranger.end())
  ends.push(() => transport.close())

  stranger.socket.pause()
  const { schemaHash } = module
  const from = { cluster: 'guests', node: 'beta', from: 1, to: 0, incarnation: 1n }
  stranger.write(helloBytes({ schemaHash, ...from, channels: [{ received: 0, free: 65_536 }] }))
  const sent = (): number => cluster.getPeerStats(Node.beta).bytesSent
  // Until the system takes no more.
  let last = -1
  await waitUntil('it stands still', 20_000, () => {
    const isSame = sent() > 0 && sent() === last
    last = sent()
    return isSame
  })
  const memory = process.memoryUsage()
  const atRest = taken
  for (let round = 0; round < 200; round++) step()
  await new Promise((resolve) => setTimeout(resolve, 500))
  // Nothing more is taken, and nothing more is held: the ring is full, and the caller knows it.
  expect(taken).toBe(atRest)
  expect(sent()).toBe(last)
  expect(cluster.getPeerStats(Node.beta).pending).toBe(capacity)
  expect(taken * packetBytes - last).toBeLessThanOrEqual((capacity + 1) * packetBytes)
  const grown = process.memoryUsage().external - memory.external
  expect(grown).toBeLessThan(1024 * 1024)

  // It reads after all: everything comes.
  const before = stranger.received
  stranger.socket.resume()
  await waitUntil('it goes on', 10_000, () => stranger.received > before + 2 * last)
})
