// One process of the arena: its zone, on this thread or one of its own, and the ClusterCoordinator that carries
// players between the queues of this process and those of the others.
//   node node.js beta '{"playerCount":300}'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { Zone } from './zone.js'

const name = process.argv[2] ?? 'alpha'
const options = JSON.parse(process.argv[3] ?? '{}')
const { playerCount = 300, addresses = {}, isThreaded = false, isOverUdp = false } = options
const modulePath = `./${isOverUdp ? 'udp/' : ''}arena.${name}.gen.js`
const module = await import(modulePath)
const { ClusterCoordinator, Node, World, WorldCoordinator, memory } = module
// A module has the one that its schema names.
const Transport = module.UdpTransport ?? module.TcpTransport
const world = { alpha: World.lobby, beta: World.forest, gamma: World.desert }[name]

const cluster = new ClusterCoordinator({
  // Containers and tests have other addresses than the schema.
  transport: new Transport({ addresses }),
  onEvent: (event) =>
    process.send?.({ kind: 'event', event: { ...event, peer: module.nodeNames[event.node] } }),
})
// Threads wait for transfers between start and stop only.
new WorldCoordinator().start()
const zone = isThreaded ? await startThread() : new Zone(module, world, playerCount)

process.on('disconnect', () => process.exit())
process.on('message', async ({ id, question }) => {
  if (question === 'leave') cluster.leave()
  const answer = await zone.answer(question)
  const peers = Object.entries(Node).filter(([peer]) => peer !== name)
  const pending = peers.reduce((sum, [, node]) => sum + cluster.getPeerStats(node).pending, 0)
  process.send?.({ kind: 'answer', id, answer: { ...answer, state: cluster.getState(), pending } })
})

cluster.join(performance.now())
process.send?.({ kind: 'ready' })
while (cluster.getState() !== 'stopped') {
  if (!isThreaded) zone.step()
  cluster.tick(performance.now())
  await sleep(5)
}
process.exit()

async function startThread() {
  const workerData = { memory, memoryName: `arena${capital(name)}Memory`, modulePath, world, playerCount }
  const thread = new Worker(new URL('zoneThread.js', import.meta.url), { workerData })
  await once(thread, 'message')
  return {
    /** Questions wait for each other, so that each gets its own answer. */
    last: Promise.resolve(),
    answer(question) {
      const answer = this.last.then(async () => {
        thread.postMessage(question)
        return (await once(thread, 'message'))[0]
      })
      this.last = answer
      return answer
    },
  }
}

function capital(word) {
  return word[0].toUpperCase() + word.slice(1)
}
