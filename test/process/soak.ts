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
const gentleFaults = ['stopped', 'cut'] as const
const allFaults = ['killed', 'left', ...gentleFaults] as const
const begin = performance.now()
/** Nobody is left behind by a soak that was killed. */
const lifetimeMs = (minutes + 5) * 60_000
const totals: Record<string, number> = {}

for (const end = performance.now() + minutes * 60_000; performance.now() < end; seed++) {
  const choose = chooser(seed)
  const nodes = isOneCluster ? 3 : 2 + choose(4)
  const delivery = deliverySets[isOneCluster ? 1 : choose(deliverySets.length)]!
  const onThreads = !isOneCluster && choose(3) === 0
  const rounds = isOneCluster ? Number.POSITIVE_INFINITY : 3 + choose(4)
  const goesOn = (count: number) => count < rounds && performance.now() < end
  const { custody, network, faults } = await round({ nodes, delivery, onThreads, goesOn, choose })
  add({ clusters: 1, ...network, ...faults, transfers: custody.transfers, doubtful: custody.doubtful })
  add({ returned: custody.returned, vanished: custody.vanished })
  const { held, diedInWorld, diedLeaving, diedArrived, inDoubt, vanished } = custody
  const explained = held + diedInWorld + diedLeaving + diedArrived + inDoubt + vanished
  const isRight = custody.errors.length === 0 && explained === custody.born && vanished <= custody.countedLost
  console.log(`seed ${seed}: ${nodes} nodes, ${delivery.join('+')}${onThreads ? ', threads' : ''}`, custody)
  console.log('so far:', totals)
  if (!isRight) {
    console.log(
      `FAIL: npm run soak -- --minutes 1 --seed ${seed}${isOverDatagrams ? ' --transport udp' : ''}`,
    )
    process.exit(1)
  }
}
process.exit(0)

async function round(setup: {
  nodes: number
  delivery: readonly DeliveryName[]
  onThreads: boolean
  goesOn: (count: number) => boolean
  choose: (count: number) => number
}): Promise<{ custody: Custody; network: Record<string, number>; faults: Record<string, number> }> {
  const { choose, onThreads } = setup
  const { nodes, delivery } = setup
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
    // All that happens to an entity is written down, and followed at the end.
    await cluster.setRate(isOneCluster ? 1 : 10)
    for (let count = 0; setup.goesOn(count); count++) {
      if (isOneCluster && count % 30 === 0) await printMemory(cluster)
      network.disturb(choose)
      await sleep(500)
      const node = cluster.live[choose(cluster.live.length)]!
      const fault = isOneCluster ? gentleFaults[choose(2)]! : allFaults[choose(4)]!
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
      if (!node.isRunning) await (await start(node.name)).set({ rate: 10 })
    }
    if (isOneCluster) await printMemory(cluster)
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
