import type { ClusterPlan, Plan } from '../plan/plan.ts'
import { paddedWireBytes } from './json.ts'
import { table } from './table.ts'
import { count } from './units.ts'

/** The node among its peers: who lives where, what travels between them, and what is waited for how long. */
export function clusterText(plan: Plan, cluster: ClusterPlan): string {
  const hub = cluster.hub === null ? '' : ` around ${plan.nodes[cluster.hub]!.name}`
  const members = `${plan.nodes.length} ${plan.nodes.length === 1 ? 'node' : 'nodes'}`
  const security = cluster.security === null ? '' : `, secured by ${cluster.security}`
  const { heartbeatIntervalMs, peerTimeoutMs, reconnectMinMs, reconnectMaxMs } = cluster
  return [
    `Cluster: a ${cluster.topology}${hub} of ${members} over ${cluster.transport}${security}`,
    `  ${plan.node!.name} listens on ${cluster.host} port ${cluster.port}; hosts and ports can be changed at run time`,
    `  heartbeat every ${count(heartbeatIntervalMs)} ms, a silent peer is gone after ${count(peerTimeoutMs)} ms and dialled again after ${count(reconnectMinMs)} to ${count(reconnectMaxMs)} ms`,
    `  healthy while ${cluster.quorum} of ${1 + cluster.peers.length} are connected: this node and its peers`,
    nodesTable(plan, cluster),
    ...(cluster.peers.some(({ outbound, inbound }) => outbound.length + inbound.length > 0)
      ? [channelsTable(plan, cluster)]
      : []),
  ].join('\n')
}

function nodesTable(plan: Plan, cluster: ClusterPlan): string {
  const peers = new Map(cluster.peers.map((peer) => [peer.node, peer]))
  const rows = plan.nodes.map(({ id, name }) => {
    const peer = peers.get(id)
    const worlds = plan.worlds.filter((world) => world.node === id).map((world) => world.name)
    const here = id === plan.node!.id
    return [
      name,
      here ? 'this node' : peer === undefined ? 'not connected' : `${peer.host} port ${peer.port}`,
      worlds.length === 0 ? 'no world' : worlds.join(', '),
    ]
  })
  return table('Nodes', ['node', 'reached at', 'worlds'], rows)
}

/** By peer and direction, numbered as on the wire. */
function channelsTable(plan: Plan, cluster: ClusterPlan): string {
  const queues = new Map(plan.queues.map((queue) => [queue.name, queue]))
  const rows = cluster.peers.flatMap((peer) => [
    ...peer.outbound.map(({ queue, delivery, lifetimeMs, returns }, number) => [
      `to ${peer.name}`,
      String(number),
      queue,
      delivery,
      count(paddedWireBytes(plan, queues.get(queue)!)),
      count(lifetimeMs),
      returns,
    ]),
    ...peer.inbound.map(({ queue, delivery }, number) => [
      `from ${peer.name}`,
      String(number),
      queue,
      delivery,
      count(paddedWireBytes(plan, queues.get(queue)!)),
      '-',
      '-',
    ]),
  ])
  const head = ['', 'channel', 'queue', 'delivery', 'wire bytes up to', 'lifetime ms', 'comes back by']
  return table('Channels: what travels between the nodes', head, rows)
}
