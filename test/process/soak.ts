// Everything at once, for as long as wanted: clusters of chosen sizes and deliveries whose connections are cut, or
// whose datagrams are lost, doubled and late, and whose processes are killed, stopped and asked to leave.
// npm run soak -- [--minutes N] [--seed N] [--transport udp] [--one-cluster]
// With --one-cluster three nodes live all the time, through cuts and stops, and what they hold in memory is printed.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Custody } from './custody.ts'
import { type DeliveryName, type NodeName, peerTimeoutMs } from './schema.ts'
import { cuttingNetwork, lossyNetwork } from './soakNetwork.ts'
import { TestCluster } from './testCluster.ts'

const minutes = argument('--minutes', 10)
const isOverDatagrams = process.argv.includes('udp')
const isOneCluster = process.argv.includes('--one-cluster')
let seed = argument('--seed', Date.now() % 1_000_000)
const deliverySets: readonly (readonly DeliveryName[])[] = [
  ['ordered'],
  ['ack_required', 'ordered'],
  ['fire_and_forget', 'ack_required', 'ordered'],
]
const entities = 200
type Fault = 'killed' | 'left' | 'stopped' | 'cut'

interface Shape {
  readonly nodes: number
  readonly delivery: readonly DeliveryName[]
  readonly onThreads: boolean
  readonly rounds: number
  /** Transfers of a world in a step. */
  readonly rate: number
  readonly faults: readonly Fault[]
  /** After so many rounds, and in the first, what the nodes hold in memory is printed. */
  readonly memoryEvery: number
}

/** All that happens to an entity is written down and followed at the end: one cluster for long sends less. */
const oneCluster = (): Shape => ({
  nodes: 3,
  delivery: deliverySets[1]!,
  onThreads: false,
  rounds: Number.POSITIVE_INFINITY,
  rate: 1,
  faults: ['stopped', 'cut'],
  memoryEvery: 30,
})
const anyCluster = (choose: (count: number) => number): Shape => ({
  nodes: 2 + choose(4),
  delivery: deliverySets[choose(deliverySets.length)]!,
  onThreads: choose(3) === 0,
  rounds: 3 + choose(4),
  rate: 10,
  faults: ['killed', 'left', 'stopped', 'cut'],
  memoryEvery: Number.POSITIVE_INFINITY,
})
const begin = performance.now()
/** Nobody is left behind by a soak that was killed. */
const lifetimeMs = (minutes + 5) * 60_000
const totals: Record<string, number> = {}

for (const end = performance.now() + minutes * 60_000; performance.now() < end; seed++) {
  const choose = chooser(seed)
  const shape = isOneCluster ? oneCluster() : anyCluster(choose)
  const { nodes, delivery, onThreads } = shape
  const goesOn = (count: number) => count < shape.rounds && performance.now() < end
  const { custody, network, faults } = await round(shape, goesOn, choose)
  add({ clusters: 1, ...network, ...faults, transfers: custody.transfers, doubtful: custody.doubtful })
  add({ returned: custody.returned, vanished: custody.vanished })
  const { held, diedInWorld, diedLeaving, diedArrived, inDoubt, vanished } = custody
  const explained = held + diedInWorld + diedLeaving + diedArrived + inDoubt + vanished
  const isRight = custody.errors.length === 0 && explained === custody.born && vanished <= custody.countedLost
  console.log(`seed ${seed}: ${nodes} nodes, ${delivery.join('+')}${onThreads ? ', threads' : ''}`, custody)
  console.log('so far:', totals)
  if (!isRight) {
    const kind = `${isOverDatagrams ? ' --transport udp' : ''}${isOneCluster ? ' --one-cluster' : ''}`
    console.log(`FAIL: npm run soak -- --minutes 1 --seed ${seed}${kind}`)
    process.exit(1)
  }
}
process.exit(0)

async function round(
  { nodes, delivery, onThreads, rate, faults: possible, memoryEvery }: Shape,
  goesOn: (count: number) => boolean,
  choose: (count: number) => number,
): Promise<{ custody: Custody; network: Record<string, number>; faults: Record<string, number> }> {
  // A round trip through a bad network takes a quarter of a second.
  const overDatagrams = { transport: 'udp', peerTimeoutMs: 3 * peerTimeoutMs, timeoutMs: 10_000 }
  const cluster = await TestCluster.create(
    isOverDatagrams ? { nodes, delivery, cluster: overDatagrams } : { nodes, delivery },
  )
  const network = isOverDatagrams ? await lossyNetwork(cluster, seed) : await cuttingNetwork(cluster)
  const start = (name: NodeName) => {
    const others = cluster.names.filter((other) => other !== name)
    const addresses = others.map((other) => [other, { port: network.ports[cluster.names.indexOf(other)]! }])
    return cluster.start(name, { entities, onThreads, lifetimeMs, addresses: Object.fromEntries(addresses) })
  }
  const faults: Record<string, number> = {}
  try {
    for (const name of cluster.names) await start(name)
    await cluster.connected(60_000)
    await cluster.setRate(rate)
    for (let count = 0; goesOn(count); count++) {
      if (count % memoryEvery === 0) await printMemory(cluster)
      network.disturb(choose)
      await sleep(500)
      const node = cluster.live[choose(cluster.live.length)]!
      const fault = possible[choose(possible.length)]!
      faults[fault] = (faults[fault] ?? 0) + 1
      if (fault === 'killed') await node.kill()
      else if (fault === 'left') await node.leave()
      else if (fault === 'cut') network.break(choose)
      else {
        node.pause()
        await sleep(choose(3 * peerTimeoutMs))
        node.goOn()
      }
      await sleep(choose(1_500))
      if (!node.isRunning) await (await start(node.name)).set({ rate })
    }
    await printMemory(cluster)
    network.calm()
    await cluster.connected(60_000)
    await cluster.settle(60_000)
    const custody = await cluster.auditNow()
    return { custody, network: network.figures(), faults }
  } finally {
    await cluster.end()
    await network.end()
  }
}

async function printMemory(cluster: TestCluster): Promise<void> {
  const used = await Promise.all(cluster.live.map((node) => node.memory()))
  const kilobytes = used.map(({ heapUsed, external }) => Math.round((heapUsed + external) / 1024))
  const minutes = ((performance.now() - begin) / 60_000).toFixed(1)
  console.log(`${minutes} min, KB in use after a collection: ${kilobytes.join(', ')}`)
}

function add(counts: Record<string, number>): void {
  for (const [what, count] of Object.entries(counts)) totals[what] = (totals[what] ?? 0) + count
}

function argument(name: string, otherwise: number): number {
  const index = process.argv.indexOf(name)
  return index < 0 ? otherwise : Number(process.argv[index + 1]) || otherwise
}

/** What is chosen follows from the seed; what then happens when is the machine's. */
function chooser(start: number): (count: number) => number {
  let state = start | 0
  return (count) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count
  }
}
