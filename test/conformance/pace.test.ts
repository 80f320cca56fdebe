import { dirname, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type {
  DatagramAddress,
  DatagramHandler,
  DatagramTransport,
} from '../../templates/kernel/datagram-transport.ts'
import { importModule, writeModule } from '../support/generated.ts'

const STEP_MS = 0.05

const addressOf = (node: number): DatagramAddress => ({ address: '127.0.0.1', port: node + 1 })

/** A network on which everything arrives one step later, and nothing takes any other time. */
class StepNetwork {
  now = 0
  private readonly ends: { handler: DatagramHandler | null; wakesAt: number }[] = []
  private underWay: { readonly bytes: Uint8Array; readonly from: DatagramAddress; readonly to: number }[] = []

  transportOf(node: number): DatagramTransport {
    const end = { handler: null as DatagramHandler | null, wakesAt: Number.POSITIVE_INFINITY }
    this.ends[node] = end
    const from = addressOf(node)
    const send = (bytes: Uint8Array, to: DatagramAddress): void => {
      this.underWay.push({ bytes: bytes.slice(), from, to: to.port - 1 })
    }
    return {
      open: (handler) => {
        end.handler = handler
      },
      addressOf,
      send,
      connect: (to) => ({ send: (bytes) => send(bytes, to), flush: () => {}, close: () => {} }),
      now: () => this.now,
      wakeIn: (milliseconds) => {
        end.wakesAt = this.now + milliseconds
      },
      entropy: (bytes) => crypto.getRandomValues(bytes),
      close: () => {},
    }
  }

  run(milliseconds: number): void {
    for (const end = this.now + milliseconds; this.now < end; ) {
      this.now += STEP_MS
      for (const { bytes, from, to } of this.underWay.splice(0)) this.ends[to]!.handler!.received(bytes, from)
      for (const each of this.ends) {
        if (each.wakesAt > this.now) continue
        each.wakesAt = Number.POSITIVE_INFINITY
        each.handler!.due()
      }
    }
  }
}

/** Two nodes on such a network, connected; five transfers fit a datagram. */
async function connectedPair(onArrival: (pop: () => number) => void) {
  const path = writeModule({
    name: 'pair',
    components: { Purse: { gold: 'u32' }, Name: { text: 'bytes<200>' } },
    worlds: { forest: { node: 'alpha' }, desert: { node: 'beta' } },
    cluster: { transport: 'udp', nodes: { alpha: { port: 1 }, beta: { port: 2 } } },
  })
  const alpha = await importModule(path)
  const beta = await importModule(join(dirname(path), 'pair.beta.gen.js'))
  const network = new StepNetwork()
  const { forest, desert } = alpha.World
  const [alphaWorlds, betaWorlds] = [new alpha.WorldCoordinator(), new beta.WorldCoordinator()]
  const pop = (): number => betaWorlds.popTransferBatchFor(desert, 1_000, () => {})
  const nodes = [
    new alpha.ClusterCoordinator({ transport: network.transportOf(0) }),
    new beta.ClusterCoordinator({ transport: network.transportOf(1), onArrival: () => onArrival(pop) }),
  ]
  const run = (milliseconds: number): void => {
    network.run(milliseconds)
    for (const node of nodes) node.tick(network.now)
  }
  const text = new Uint8Array(200)
  const send = (count: number): void => {
    for (let entity = 0; entity < count; entity++) {
      const transfer = alphaWorlds.createTransfer(forest, desert, entity)
      transfer.packName({ text })
      expect(alphaWorlds.queueTransfer(forest, desert, transfer)).toBe(true)
    }
    alphaWorlds.endTick(forest)
    nodes[0].flush()
  }
  for (const node of nodes) node.join(0)
  while (nodes.some((node) => node.getState() !== 'active')) run(5)
  run(50)
  return { network, run, send, pending: () => nodes[0].getPeerStats(alpha.Node.beta).pending }
}

test('a burst does not wait for an acknowledgement that nobody asks for, however many single datagrams went before', async () => {
  let arrived = 0
  const { network, run, send } = await connectedPair((pop) => {
    arrived += pop()
  })
  for (let single = 0; single < 80; single++) {
    send(1)
    run(5)
  }
  run(20)
  expect(arrived).toBe(80)
  // More than three windows of those that a stream begins with.
  send(500)
  network.run(5)
  expect(arrived).toBe(580)
})

test('a program that throws when it is told at the end of a turn does not stop what else is due', async () => {
  let arrived = 0
  let told = 0
  const thrown: unknown[] = []
  vi.stubGlobal('queueMicrotask', (task: () => void) => {
    try {
      task()
    } catch (error) {
      thrown.push(error)
    }
  })
  const { network, send, pending } = await connectedPair((pop) => {
    arrived += pop()
    // The first time a datagram is being read.
    if (++told === 2) throw new Error('of the program')
  })
  send(50)
  // No ticks: what arms itself goes on.
  network.run(100)
  vi.unstubAllGlobals()
  expect(thrown).toEqual([new Error('of the program')])
  expect(arrived).toBe(50)
  expect(pending()).toBe(0)
})
