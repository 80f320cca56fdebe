// Everything at once, for as long as wanted: clusters of chosen sizes and deliveries whose connections are cut, or
// whose datagrams are lost, doubled and late, and whose processes are killed, stopped and asked to leave.
// npm run soak -- [--minutes N] [--seed N] [--transport udp]
import { setTimeout as sleep } from 'node:timers/promises'
import type { Custody } from './custody.ts'
import { type DeliveryName, type NodeName, peerTimeoutMs } from './schema.ts'
import { cuttingNetwork, lossyNetwork } from './soakNetwork.ts'
import { TestCluster } from './testCluster.ts'

const minutes = argument('--minutes', 10)
const isOverDatagrams = process.argv.includes('udp')
let seed = argument('--seed', Date.now() % 1_000_000)
const deliverySets: readonly (readonly DeliveryName[])[] = [
  ['ordered'],
  ['ack_required', 'ordered'],
  ['fire_and_forget', 'ack_required', 'ordered'],
]
const entities = 200
const totals: Record<string, number> = {}

for (const end = performance.now() + minutes * 60_000; performance.now() < end; seed++) {
  const choose = chooser(seed)
  const nodes = 2 + choose(4)
  const delivery = deliverySets[choose(deliverySets.length)]!
  const onThreads = choose(3) === 0
  const rounds = 3 + choose(4)
  const { custody, network, faults } = await round({ nodes, delivery, onThreads, rounds, choose })
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
  rounds: number
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
    return cluster.start(name, { entities, onThreads, addresses: Object.fromEntries(addresses) })
  }
  const faults: Record<string, number> = {}
  try {
    for (const name of cluster.names) await start(name)
    await cluster.connected(60_000)
    await cluster.setRate(10)
    for (let count = 0; count < setup.rounds; count++) {
      network.disturb(choose)
      await sleep(500)
      const node = cluster.live[choose(cluster.live.length)]!
      const fault = (['killed', 'stopped', 'left', 'cut'] as const)[choose(4)]!
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
