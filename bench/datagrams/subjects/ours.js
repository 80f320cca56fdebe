// Our side: the modules of two nodes, used as a program with one thread uses them; like the transport bench's.

import { change, Player } from '../../transport/packet.js'
import { add } from '../../transport/players.js'

/** As many as the bare socket writes in a turn of the event loop. */
const BATCH = 768
const TICK_MS = 5
const queueNames = { fire_and_forget: 'FireAndForget', ack_required: 'AckRequired', ordered: 'Ordered' }

/** The first delivery of a link has the queue without a name of its own. */
function queueOf(queues, way, delivery) {
  return queues[way + queueNames[delivery]] ?? queues[way]
}

export async function send({ module, delivery, ...options }, gotReply) {
  const node = await import(module.replace('NODE', 'alpha'))
  const { WorldCoordinator, World, queues, writePlayerTo } = node
  const cluster = await join(node, options, () => poll())
  const queue = queueOf(queues, 'aToB', delivery)
  const worlds = new WorldCoordinator()
  const player = new Player()
  // Written where it is sent: see the transport bench.
  const { position, velocity, spin, aim, health, owner, timer } = player
  const { q } = player.rotation

  /** Each with the time of its own, or with that which is given. */
  function fill(index, packets, at) {
    for (let slot = 0; slot < packets; slot++, index++) {
      change(player, index)
      if (at !== undefined) timer.at = at
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

  function poll() {
    if (worlds.popTransferFor(World.a) !== null) gotReply()
  }

  return {
    send(first) {
      // What cannot leave yet is not piled up: it would be out of the caches when it does.
      const mayFill = delivery !== 'fire_and_forget' || queue.length === 0
      const count = mayFill ? queue.reserveBatch(BATCH) : 0
      fill(first, count)
      if (count > 0) queue.commitBatch(count)
      cluster.flush()
      return count
    },
    sendStamped(at) {
      if (queue.reserveBatch(1) === 0) return false
      fill(0, 1, at)
      queue.commitBatch(1)
      return true
    },
    flush() {
      cluster.tick(performance.now())
    },
    sendOne(index) {
      if (queue.reserveBatch(1) === 0) throw new Error('the receiver is too slow')
      fill(index, 1)
      queue.commitBatch(1)
      cluster.flush()
    },
  }
}

export async function receive({ module, delivery, ...options }, sink) {
  const node = await import(module.replace('NODE', 'beta'))
  const { queues } = node
  const cluster = await join(node, options, () => poll())
  const arriving = queueOf(queues, 'aToB', delivery)
  const back = queueOf(queues, 'bToA', delivery)
  return {}

  function poll() {
    for (let count = arriving.peekBatch(4096); count > 0; count = arriving.peekBatch(4096)) {
      if (sink.isEchoing) {
        if (back.reserveBatch(1) === 0) throw new Error('the sender is too slow')
        back.slotAt(0).entity = 1
        back.commitBatch(1)
      } else if (sink.latencies !== null) {
        const now = sink.now()
        for (let slot = 0; slot < count; slot++) sink.latencies.push(now - arriving.peekAt(slot).timerAt)
      } else add(arriving, count, sink.sums)
      arriving.releaseBatch(count)
      sink.took(count)
    }
    cluster.flush()
  }
}

async function join(node, { port, hosts, loss }, onArrival) {
  const [alpha, beta] = hosts ?? ['127.0.0.1', '127.0.0.1']
  const addresses = { alpha: { host: alpha, port }, beta: { host: beta, port: port + 1 } }
  const inner = new (node.UdpTransport ?? node.TcpTransport)({ addresses })
  const transport = loss > 0 ? losing(inner, loss) : inner
  const cluster = new node.ClusterCoordinator({ transport, onArrival })
  cluster.join(performance.now())
  setInterval(() => cluster.tick(performance.now()), TICK_MS).unref()
  while (cluster.countConnectedPeers() < 1) await new Promise((resolve) => setTimeout(resolve, 10))
  return cluster
}

/** The same transport, on which so much of what arrives is lost; the same datagrams in each run. */
function losing(transport, loss) {
  let state = 1
  const isLost = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32 < loss
  }
  const { open } = transport
  transport.open = (handler) =>
    open.call(transport, {
      received(bytes, from) {
        if (!isLost()) handler.received(bytes, from)
      },
      due: () => handler.due(),
      failed: (reason) => handler.failed(reason),
    })
  return transport
}
