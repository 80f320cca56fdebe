// Our side: the modules of two nodes that ecs-gen writes for transport.schema.json, used as a program with one
// thread uses them. The sender writes its entity into reserved slots and flushes; the receiver takes transfers when
// they arrive and reads fields in place.

import { change, Player } from '../packet.js'
import { add } from '../players.js'

/** As many as its transport writes at once. */
const BATCH = 2730
const TICK_MS = 100

export const name = 'ours'

export async function send({ port, delivery }, gotReply) {
  const node = await import('../../generated/transport.alpha.gen.js')
  const { ClusterCoordinator, TcpTransport, WorldCoordinator, World, queues, writePlayerTo } = node
  const cluster = await join(
    new ClusterCoordinator({ transport: transportOf(TcpTransport, port), onArrival: () => poll() }),
  )
  const queue = delivery === 'ordered' ? queues.aToBOrdered : queues.aToB
  const worlds = new WorldCoordinator()
  const player = new Player()
  // Written where it is sent, as the bare socket's are: one more function in between, and V8 has inlined its share
  // before it comes to the encoder, whose arguments it then puts on the heap.
  const { position, velocity, spin, aim, health, owner, timer } = player
  const { q } = player.rotation

  function fill(index, packets) {
    for (let slot = 0; slot < packets; slot++, index++) {
      change(player, index)
      // biome-ignore format: one line for each component
      writePlayerTo(
        queue.wordAt(slot), player.entity, player.generation,
        position.x, position.y, position.z,
        velocity.x, velocity.y, velocity.z,
        q.x, q.y, q.z, q.w,
        spin.x, spin.y, spin.z,
        aim.x, aim.y, aim.z,
        health.current, health.max,
        owner.entity,
        timer.at,
      )
    }
  }

  return {
    async send(count) {
      for (let sent = 0; sent < count; ) {
        // What cannot leave yet is not piled up: it would be out of the caches when it does.
        const mayFill = delivery === 'ordered' || queue.length === 0
        const packets = mayFill ? queue.reserveBatch(Math.min(BATCH, count - sent)) : 0
        if (packets === 0) {
          // The window is full: what the peer acknowledges is read by the event loop.
          await new Promise((resolve) => setImmediate(resolve))
          continue
        }
        fill(sent, packets)
        queue.commitBatch(packets)
        sent += packets
        cluster.flush()
      }
    },
    sendOne(index) {
      if (queue.reserveBatch(1) === 0) throw new Error('the receiver is too slow')
      fill(index, 1)
      queue.commitBatch(1)
      cluster.flush()
    },
    tick(count, first) {
      for (let sent = 0; sent < count; ) {
        const packets = queue.reserveBatch(Math.min(BATCH, count - sent))
        if (packets === 0) throw new Error('the receiver is too slow')
        fill(first + sent, packets)
        queue.commitBatch(packets)
        sent += packets
      }
      cluster.tick(performance.now())
    },
  }

  function poll() {
    if (worlds.popTransferFor(World.a) !== null) gotReply()
  }
}

export async function receive({ port, delivery }, { took, sums, isEchoing }) {
  const node = await import('../../generated/transport.beta.gen.js')
  const { ClusterCoordinator, TcpTransport, queues } = node
  const cluster = await join(
    new ClusterCoordinator({ transport: transportOf(TcpTransport, port), onArrival: () => poll() }),
  )
  const back = delivery === 'ordered' ? queues.bToAOrdered : queues.bToA
  const arriving = delivery === 'ordered' ? queues.aToBOrdered : queues.aToB

  return {}

  function poll() {
    if (isEchoing()) {
      if (arriving.peekBatch(1) === 0) return
      arriving.releaseBatch(1)
      if (back.reserveBatch(1) === 0) throw new Error('the sender is too slow')
      back.slotAt(0).entity = 1
      back.commitBatch(1)
      cluster.flush()
      return
    }
    const count = arriving.peekBatch(4096)
    if (count === 0) return
    add(arriving, count, sums)
    arriving.releaseBatch(count)
    cluster.flush()
    took(count)
  }
}

function transportOf(TcpTransport, port) {
  return new TcpTransport({ addresses: { alpha: { port }, beta: { port: port + 1 } } })
}

async function join(cluster) {
  cluster.join(performance.now())
  setInterval(() => cluster.tick(performance.now()), TICK_MS).unref()
  while (cluster.countConnectedPeers() < 1) await new Promise((resolve) => setTimeout(resolve, 10))
  return cluster
}
