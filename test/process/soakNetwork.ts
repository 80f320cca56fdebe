import { CuttingProxy } from './cuttingProxy.ts'
import { LossyProxy, undisturbed } from './lossyProxy.ts'
import { freePorts } from './ports.ts'
import type { TestCluster } from './testCluster.ts'

/** What lies between the nodes of a soak: proxies, by the transport that they pass on. */
export interface SoakNetwork {
  /** Where the others find each node, in the order of the nodes. */
  readonly ports: readonly number[]
  /** Makes everything a little worse, or better, as is chosen. */
  disturb(choose: (count: number) => number): void
  /** Breaks something at once; what is not mended by itself is by `disturb` or `calm`. */
  break(choose: (count: number) => number): void
  calm(): void
  figures(): Record<string, number>
  end(): Promise<void>
}

/** Between nodes that are connected: connections are cut. */
export async function cuttingNetwork(cluster: TestCluster): Promise<SoakNetwork> {
  const ports = await freePorts(cluster.names.length)
  const proxies = await Promise.all(
    cluster.names.map((name, index) => CuttingProxy.start(ports[index]!, cluster.ports.get(name)!)),
  )
  return {
    ports,
    disturb(choose) {
      for (const proxy of proxies) proxy.bytesMax = choose(2) === 0 ? 0 : 8_000
    },
    break() {
      for (const proxy of proxies) proxy.cutAll()
    },
    calm() {
      for (const proxy of proxies) proxy.bytesMax = 0
    },
    figures: () => ({ cuts: proxies.reduce((sum, { cuts }) => sum + cuts, 0) }),
    async end() {
      for (const proxy of proxies) await proxy.end()
    },
  }
}

/** Between nodes that send datagrams: these are lost, doubled, late, and for a while none comes through one way. */
export async function lossyNetwork(cluster: TestCluster, seed: number): Promise<SoakNetwork> {
  const ports = await freePorts(cluster.names.length)
  const proxies = await Promise.all(
    cluster.names.map((name, index) =>
      LossyProxy.start(ports[index]!, cluster.ports.get(name)!, 16 * seed + index),
    ),
  )
  const directions = proxies.flatMap(({ there, back }) => [there, back])
  const sum = (what: 'passed' | 'lost' | 'doubled' | 'dropped'): number =>
    directions.reduce((total, direction) => total + direction[what], 0)
  return {
    ports,
    disturb(choose) {
      for (const direction of directions) {
        direction.isBlocked = false
        direction.conditions = {
          loss: [0, 0.05, 0.25][choose(3)]!,
          duplication: [0, 0.25][choose(2)]!,
          delayMs: [0, 10, 100][choose(3)]!,
          jitterMs: [0, 5, 50][choose(3)]!,
        }
      }
    },
    break(choose) {
      directions[choose(directions.length)]!.isBlocked = true
    },
    calm() {
      for (const direction of directions) {
        direction.isBlocked = false
        direction.conditions = undisturbed
      }
    },
    figures: () => ({
      datagrams: sum('passed'),
      datagramsLost: sum('lost'),
      datagramsDoubled: sum('doubled'),
      datagramsDropped: sum('dropped'),
    }),
    async end() {
      for (const proxy of proxies) await proxy.end()
    },
  }
}
