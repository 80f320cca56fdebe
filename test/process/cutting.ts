import { CuttingProxy } from './cuttingProxy.ts'
import { freePorts } from './ports.ts'
import type { NodeName } from './schema.ts'
import { type StartOptions, type TestCluster, waitUntil } from './testCluster.ts'

/** Starts two nodes that reach each other through proxies, and waits until they are connected. */
export async function startBehindProxies(
  cluster: TestCluster,
  optionsOf: (name: NodeName) => StartOptions,
): Promise<CuttingProxy[]> {
  const ports = await freePorts(2)
  const proxies = await Promise.all(
    cluster.names
      .slice(0, 2)
      .map((name, index) => CuttingProxy.start(ports[index]!, cluster.ports.get(name)!)),
  )
  await cluster.start('alpha', { ...optionsOf('alpha'), addresses: { beta: { port: ports[1]! } } })
  await cluster.start('beta', { ...optionsOf('beta'), addresses: { alpha: { port: ports[0]! } } })
  await cluster.connected()
  return proxies
}

/** Has entities move while connections are cut at bytes by chance, at least so often; returns how often. */
export async function cutTimes(
  cluster: TestCluster,
  proxies: readonly CuttingProxy[],
  cutsWanted: number,
  bytesMax = 12_000,
): Promise<number> {
  // What is open by now, too.
  for (const proxy of proxies) proxy.cutAll()
  for (const proxy of proxies) proxy.bytesMax = bytesMax
  await cluster.setRate(20)
  const cuts = (): number => proxies.reduce((sum, { cuts }) => sum + cuts, 0)
  await waitUntil(`${cutsWanted} cuts`, 30_000, () => cuts() >= cutsWanted)
  await cluster.setRate(0)
  for (const proxy of proxies) proxy.bytesMax = 0
  return cuts()
}
