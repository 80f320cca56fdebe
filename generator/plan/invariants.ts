import type { ClusterPlan, Plan } from './plan.ts'

function assert(condition: boolean, claim: string): void {
  if (!condition)
    throw new Error(`the plan breaks its own rule: ${claim} (a bug of ecs-gen, please report it)`)
}

/** The relations that generated code relies on without looking. Throws when the planner is wrong. */
export function assertInvariants(plan: Plan): void {
  const { packet } = plan
  let end = packet.headerSize
  for (const component of plan.components) {
    assert(component.offset >= end, `component ${component.name} starts behind what stands before it`)
    // Views of 2, 4 and 8 byte elements index by division: an unaligned offset would read elsewhere.
    assert(component.offset % component.align === 0, `component ${component.name} is aligned`)
    assert(component.end <= packet.size, `component ${component.name} ends within the packet`)
    let fieldEnd = component.offset
    for (const field of component.fields) {
      assert(field.offset >= fieldEnd, `field ${component.name}.${field.name} overlaps none`)
      assert(field.offset % field.align === 0, `field ${component.name}.${field.name} is aligned`)
      fieldEnd = field.offset + field.size
    }
    assert(fieldEnd <= component.end, `the fields of ${component.name} end within it`)
    end = component.end
  }
  assert(packet.size % 8 === 0, 'a packet is a whole number of 64-bit words')

  let word = 0
  for (const queue of plan.queues) {
    // Positions wrap by `& (capacity - 1)`, and 32-bit indices wrap evenly only over a power of two.
    assert((queue.capacity & (queue.capacity - 1)) === 0, `the capacity of ${queue.name} is a power of two`)
    assert(queue.batchSize <= queue.capacity, `a batch of ${queue.name} fits in it`)
    assert(queue.word % 32 === 0, `${queue.name} starts on a line of its own`)
    assert(queue.word >= word, `${queue.name} overlaps no other queue`)
    // Channels read and fill slots by themselves, and know one kind of ring.
    assert(queue.role === 'local' || queue.kind === 'spsc', `${queue.name} has one thread at each end`)
    assert(
      (queue.delivery === null) === (queue.role === 'local' || queue.role === 'returned'),
      `${queue.name} has a delivery where it leads from node to node`,
    )
    word = queue.word + 64 + queue.capacity * queue.slotWords
    assert(word * 4 <= plan.memory.bytes, `${queue.name} ends within the memory`)
  }
  for (const world of plan.worlds) {
    assert(world.inbound.length <= 32 * world.readyWords, `every queue into ${world.name} has a ready bit`)
    assert(world.wakeWord === world.sleeperWord + 1, `the wake word of ${world.name} follows its sleepers`)
    assert(
      world.isLocal || world.inbound.length === 0,
      `nothing arrives at ${world.name}, which is elsewhere`,
    )
  }
  if (plan.cluster !== null) assertCluster(plan, plan.cluster)
}

function assertCluster(plan: Plan, cluster: ClusterPlan): void {
  const { network, peers } = cluster
  const queues = new Map(plan.queues.map((queue) => [queue.name, queue]))
  const outbound = plan.queues.filter((queue) => queue.role === 'outbound')
  assert(network.wakeWord === network.sleeperWord + 1, 'the wake word of the network follows its sleepers')
  assert(outbound.length <= 32 * network.readyWords, 'every queue to another node has a ready bit')
  // A queue is the window of one channel, and its index the sequence number: two channels cannot share it.
  const sent = peers.flatMap((peer) => peer.outbound.map(({ queue }) => queue))
  const taken = peers.flatMap((peer) => peer.inbound.map(({ queue }) => queue))
  const inbound = plan.queues.filter((queue) => queue.role === 'inbound')
  assert(new Set(sent).size === sent.length && sent.length === outbound.length, 'a queue out is one channel')
  assert(new Set(taken).size === taken.length && taken.length === inbound.length, 'a queue in is one channel')
  for (const peer of peers) {
    assert(peer.node !== plan.node?.id, 'a node is no peer of itself')
    for (const channel of peer.outbound) {
      const window = queues.get(channel.queue)!
      const returns = queues.get(channel.returns)
      // Or a peer that is lost for good would leave transfers where nobody can take them from.
      assert(returns?.target === window.source, `what ${window.name} cannot deliver comes back to its world`)
      assert((returns?.capacity ?? 0) >= window.capacity, `all of ${window.name} can come back`)
    }
  }
  assert(cluster.quorum * 2 > 1 + peers.length, 'two halves of a cluster are never healthy both')
  assert(cluster.peerTimeoutMs >= 2 * cluster.heartbeatIntervalMs, 'one late heartbeat ends no connection')
}
