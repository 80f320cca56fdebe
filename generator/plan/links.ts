import type { ClusterInput } from '../../schemas/cluster.ts'
import { defaults } from '../../schemas/defaults.ts'
import { type DeliveryKind, deliveriesOf } from '../../schemas/delivery.ts'
import type { LinkInput } from '../../schemas/link.ts'
import { isJoined } from '../../schemas/topology.ts'
import { pascal } from './casing.ts'

export interface Link {
  readonly from: number
  readonly to: number
  readonly kind: 'spsc' | 'mpmc'
  readonly capacity: number
  readonly batchSize: number
  readonly priorityCapacity: number
  /** Between nodes: the first is what a transfer takes for which none is named. */
  readonly deliveries: readonly DeliveryKind[]
  readonly lifetimeMs: number
}

/** By world, the number of the node that it lives on; null without a transport. */
export function resolveHomes(input: ClusterInput): number[] | null {
  if ((input.cluster?.transport ?? defaults.transport) === 'none') return null
  const nodes = Object.keys(input.cluster?.nodes ?? {})
  return Object.values(input.worlds).map(({ node }) => nodes.indexOf(node ?? ''))
}

/** Whether the topology connects two nodes, by number; a node is always connected with itself. */
export function connects(input: ClusterInput, a: number, b: number): boolean {
  const nodes = Object.keys(input.cluster?.nodes ?? {})
  const topology = input.cluster?.topology ?? defaults.topology
  return a === b || isJoined(topology, nodes.length, hubOf(input), a, b)
}

/** The node in the middle of a star. */
export function hubOf(input: ClusterInput): number {
  const nodes = Object.keys(input.cluster?.nodes ?? {})
  return input.cluster?.hub === undefined ? 0 : nodes.indexOf(input.cluster.hub)
}

/**
 * Every directed pair of worlds that is linked, by source then target, with all settings resolved. "all" are
 * those that the topology connects.
 */
export function resolveLinks(input: ClusterInput): Link[] {
  const names = Object.keys(input.worlds)
  const listed = input.links ?? defaults.links
  const homes = resolveHomes(input)
  const isConnected = (from: number, to: number): boolean =>
    homes === null || connects(input, homes[from]!, homes[to]!)
  const pairs =
    listed === 'all'
      ? names.flatMap((from, source) =>
          names
            .filter((_, target) => target !== source && isConnected(source, target))
            .map((to): LinkInput => ({ from, to })),
        )
      : listed
  const links = pairs.map((pair): Link => {
    const { from, to, queue } = pair
    const channel = { ...defaults, ...definedOf(input.cluster ?? {}), ...definedOf(pair) }
    const capacity =
      queue?.capacity ?? input.worlds[to]?.capacity ?? input.queue?.capacity ?? defaults.queueCapacityPackets
    return {
      from: names.indexOf(from),
      to: names.indexOf(to),
      kind: queue?.kind ?? input.queue?.kind ?? defaults.queueKind,
      capacity,
      batchSize: Math.min(queue?.batchSize ?? input.queue?.batchSize ?? defaults.queueBatchSize, capacity),
      priorityCapacity:
        queue?.priorityCapacity ?? input.queue?.priorityCapacity ?? defaults.queuePriorityCapacityPackets,
      deliveries: deliveriesOf(channel.delivery),
      lifetimeMs: channel.timeoutMs * (1 + channel.retries),
    }
  })
  return links.sort((a, b) => a.from - b.from || a.to - b.to)
}

type ChannelInput = Pick<NonNullable<ClusterInput['cluster']>, 'delivery' | 'timeoutMs' | 'retries'>

/** What a link or the cluster says about its channels; what it leaves out is absent, not undefined. */
function definedOf({ delivery, timeoutMs, retries }: ChannelInput) {
  return {
    ...(delivery === undefined ? {} : { delivery }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(retries === undefined ? {} : { retries }),
  }
}

const deliverySuffixes: Readonly<Record<DeliveryKind, string>> = {
  fire_and_forget: 'FireAndForget',
  ack_required: 'AckRequired',
  ordered: 'Ordered',
}

/** `lobbyToForest`, with a delivery that is not the first of its link, and for priority transfers. */
export function ringName(
  worlds: readonly string[],
  link: Pick<Link, 'from' | 'to'>,
  delivery: DeliveryKind | null,
  isPriority: boolean,
): string {
  const suffix = delivery === null ? '' : deliverySuffixes[delivery]
  return `${worlds[link.from]}To${pascal(worlds[link.to]!)}${suffix}${isPriority ? 'Priority' : ''}`
}

/** `forest` -> `forestReturned`: the ring of what could not be delivered. */
export function returnedName(world: string): string {
  return `${world}Returned`
}
