// A node of a process test: its worlds, on this thread or on threads of their own, and its ClusterCoordinator.
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { Mover } from './mover.mjs'

const setup = JSON.parse(process.argv[2])
// Whatever happens to the test, nothing outlives it.
process.on('disconnect', () => process.exit(4))
setTimeout(() => process.exit(5), setup.lifetimeMs).unref()

const module = await import(setup.module)
const { ClusterCoordinator, WorldCoordinator, nodeNames } = module
// A module has only the one that its schema asks for.
const Transport = module.UdpTransport ?? module.TlsTransport ?? module.TcpTransport
const { addresses, tls } = setup
const transport = new Transport(tls === null ? { addresses } : { addresses, tls })
const cluster = new ClusterCoordinator({
  transport,
  ...(setup.keys === null ? {} : { preSharedKeys: keysOf(setup.keys) }),
  ...(setup.incarnation === null ? {} : { incarnation: setup.incarnation }),
  onEvent: (event) => process.send?.({ kind: 'event', event: { ...event, peer: nodeNames[event.node] } }),
})
const local = new WorldCoordinator()
local.start()
const movers = setup.onThreads ? [] : setup.worlds.map((world) => new Mover(module, world))
const threads = setup.onThreads ? setup.worlds.map(startThread) : []
await Promise.all(threads.map((thread) => new Promise((resolve) => thread.once('message', resolve))))

let longestTickMs = 0
let rssMax = 0
const commands = {
  set: ({ world, change }) => setWorlds(world, change),
  report: async () => ({ ...state(), worlds: await worldReports() }),
  state,
  memory,
  setKeys: ({ keys }) => cluster.setPreSharedKeys(keysOf(keys)),
  leave: () => cluster.leave(),
  exit: () => setImmediate(() => process.exit(0)),
}
process.on('message', async ({ id, kind, ...rest }) => {
  const answer = await commands[kind](rest)
  process.send?.({ kind: 'answer', id, answer: answer ?? null })
})

cluster.join(performance.now())
process.send?.({ kind: 'ready', incarnation: cluster.incarnation })
for (;;) {
  const start = performance.now()
  for (const mover of movers) mover.step()
  cluster.tick(performance.now())
  longestTickMs = Math.max(longestTickMs, performance.now() - start)
  rssMax = Math.max(rssMax, process.memoryUsage.rss())
  await sleep(setup.stepMs)
}

/** Keys are made of a letter each. */
function keysOf({ letters, current }) {
  return {
    keys: [...letters].map((letter) => ({ epoch: letter.charCodeAt(0), key: new Uint8Array(32).fill(letter.charCodeAt(0)) })),
    currentEpoch: current.charCodeAt(0),
  }
}

function state() {
  const peers = {}
  for (const name of nodeNames) {
    const node = nodeNames.indexOf(name)
    if (name !== setup.node && setup.peers.includes(name)) peers[name] = cluster.getPeerStats(node)
  }
  return {
    state: cluster.getState(),
    isHealthy: cluster.isHealthy(),
    cluster: cluster.getClusterStats(),
    peers,
    arrivals: setup.onThreads ? received() : movers.reduce((sum, mover) => sum + mover.arrivals, 0),
    waiting: local.totalPendingTransfers(),
    longestTickMs,
    rss: process.memoryUsage.rss(),
    rssMax,
  }
}

/** What is still in use when everything that is not has been freed. */
async function memory() {
  globalThis.gc()
  // What arrived is given back to the system behind the collection, by turns of the loop.
  await sleep(100)
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return { heapUsed, external }
}

function received() {
  return local.getAtomicStats().transfersReceived.reduce((sum, count) => sum + count, 0)
}

async function setWorlds(world, change) {
  for (const mover of movers) if (world === undefined || mover.world === world) Object.assign(mover, change)
  await Promise.all(threads.map((thread) => ask(thread, { kind: 'set', world, change })))
}

async function worldReports() {
  if (!setup.onThreads) return movers.map((mover) => mover.report())
  return Promise.all(threads.map((thread) => ask(thread, { kind: 'report' })))
}

function startThread(world) {
  const workerData = { module: setup.module, memoryName: setup.memoryName, memory: module.memory, world }
  const thread = new Worker(new URL('worldThread.mjs', import.meta.url), { workerData })
  thread.on('error', (error) => {
    console.error(error)
    process.exit(6)
  })
  return thread
}

/** One question at a time for each thread. */
function ask(thread, question) {
  return new Promise((resolve) => {
    thread.once('message', resolve)
    thread.postMessage(question)
  })
}
