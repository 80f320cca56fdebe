import { VirtualClock } from './clock.ts'
import { Counts } from './counts.ts'
import { VirtualDatagramNetwork } from './datagramNetwork.ts'
import { factoryOf, type GeneratedModule, type ModuleFactory, modulesOf } from './moduleFactory.ts'
import { VirtualNetwork } from './network.ts'
import { Random } from './random.ts'
import type { SimulatedNetwork, TransportName } from './simulatedNetwork.ts'
import { Trace } from './trace.ts'

const datagrams = {
  latencyMs: 5,
  readDelayMs: 1,
  duplication: 0,
  corruption: 0,
  late: 0,
  lateMs: 10,
  bufferDatagrams: 1_024,
}
const streams = {
  latencyMs: 5,
  readDelayMs: 1,
  bufferBytes: 4_096,
  backpressure: 0.01,
  connectTimeoutMs: 100,
}

interface PairNode {
  readonly cluster: GeneratedModule
  readonly coordinator: GeneratedModule
  /** Towards the world of the other node. */
  readonly transfer: GeneratedModule
}

/** The modules of two nodes, each with the world of its number. */
export function pairModules(transport: TransportName, settings: object, link: object): ModuleFactory[] {
  const between = { queue: { capacity: 64 }, ...link }
  return modulesOf({
    name: 'pair',
    components: { Gold: { amount: 'u32' } },
    worlds: { wa: { node: 'a' }, wb: { node: 'b' } },
    links: [
      { from: 'wa', to: 'wb', ...between },
      { from: 'wb', to: 'wa', ...between },
    ],
    cluster: {
      transport,
      nodes: { a: { host: 'localhost', port: 9_000 }, b: { host: 'localhost', port: 9_001 } },
      ...settings,
    },
  }).map(factoryOf)
}

/** Two nodes on a virtual network that nobody disturbs but who uses it: for what the simulator does not come to. */
export class NodePair {
  readonly clock = new VirtualClock()
  readonly network: SimulatedNetwork
  readonly nodes: readonly PairNode[]
  private readonly random: Random

  constructor(factories: readonly ModuleFactory[], transport: TransportName, seed: number, loss = 0) {
    const { clock } = this
    const random = new Random(seed)
    this.random = random
    const parts = [clock, random, new Trace(null), new Counts()] as const
    this.network =
      transport === 'udp'
        ? new VirtualDatagramNetwork({ ...datagrams, loss }, ...parts)
        : new VirtualNetwork(streams, ...parts)
    this.nodes = factories.map((factory, node) => {
      const module = factory.make()
      const cluster = new module.ClusterCoordinator({
        transport: this.network.transportOf(this.network.addHost(node), () => clock.now),
        random: random.fraction,
        incarnation: 1,
      })
      cluster.join(clock.now)
      const coordinator = new module.WorldCoordinator()
      return { cluster, coordinator, transfer: coordinator.createTransfer(node, 1 - node) }
    })
  }

  /** Has each node do this, and tick, every 3 to 5 ms. */
  everyTick(play: (node: PairNode, number: number) => void): void {
    this.nodes.forEach((node, number) => {
      const tick = (): void => {
        node.cluster.tick(this.clock.now)
        play(node, number)
        this.clock.after(3 + 2 * this.random.fraction(), tick)
      }
      tick()
    })
  }
}
