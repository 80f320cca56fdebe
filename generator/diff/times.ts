import { count } from '../explain/units.ts'
import type { ClusterPlan, Plan } from '../plan/plan.ts'
import { between, type Change, pairUp } from './change.ts'

type BareChange = Omit<Change, 'nodes' | 'breaks' | 'action'>

/** What differs in how a node reaches its peers and how long it waits. Nodes need not agree on it. */
export function compareTimes(before: Plan, after: Plan): Change[] {
  if (before.cluster === null || after.cluster === null || after.node === null) return []
  const nodes = [after.node.name]
  return [
    ...compareClocks(before.cluster, after.cluster),
    ...compareLifetimes(before.cluster, after.cluster),
    ...compareAddresses(before, after),
  ].map((change) => ({ ...change, action: 'changed', breaks: false, nodes }))
}

const clocks = ['heartbeatIntervalMs', 'peerTimeoutMs', 'reconnectMinMs', 'reconnectMaxMs'] as const

function compareClocks(before: ClusterPlan, after: ClusterPlan): BareChange[] {
  // While both are up, one writes as seldom as it is told and the other waits as short.
  const interval = Math.max(before.heartbeatIntervalMs, after.heartbeatIntervalMs)
  const patience = Math.min(before.peerTimeoutMs, after.peerTimeoutMs)
  const risk =
    patience < 2 * interval
      ? `until all are upgraded, one node writes every ${count(interval)} ms and another waits ${count(patience)} ms: raise peerTimeoutMs everywhere before heartbeatIntervalMs, and lower them the other way round`
      : null
  return clocks.flatMap((name) =>
    between('', count(before[name]), count(after[name])).map((difference) => ({
      subject: 'time',
      name,
      message: `${name}: ${difference}`,
      hint: name === 'heartbeatIntervalMs' || name === 'peerTimeoutMs' ? risk : null,
    })),
  )
}

function compareLifetimes(before: ClusterPlan, after: ClusterPlan): BareChange[] {
  const channels = ({ peers }: ClusterPlan) =>
    peers.flatMap(({ outbound }) => outbound.map(({ queue, lifetimeMs }) => ({ name: queue, lifetimeMs })))
  return pairUp(channels(before), channels(after)).flatMap(({ name, before: old, after: now }) =>
    old === null || now === null
      ? []
      : between('', count(old.lifetimeMs), `${count(now.lifetimeMs)} ms`)
          .filter(() => old.lifetimeMs !== now.lifetimeMs)
          .map((difference) => ({
            subject: 'time',
            name,
            message: `what ${name} does not deliver comes back after: ${difference}`,
            hint: null,
          })),
  )
}

function compareAddresses(before: Plan, after: Plan): BareChange[] {
  const addresses = ({ node, cluster }: Plan) => [
    { name: node!.name, text: `${cluster!.host} port ${cluster!.port}` },
    ...cluster!.peers.map(({ name, host, port }) => ({ name, text: `${host} port ${port}` })),
  ]
  return pairUp(addresses(before), addresses(after)).flatMap(({ name, before: old, after: now }) =>
    old === null || now === null
      ? []
      : between('', old.text, now.text).map((difference) => ({
          subject: 'address',
          name,
          message: `address of ${name}: ${difference}`,
          hint: 'its peers find it again when it and they are upgraded, or when they are given the address at run time',
        })),
  )
}
