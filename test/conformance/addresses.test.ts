import { networkInterfaces } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { freePorts } from '../process/ports.ts'
import { importModule, writeModule } from '../support/generated.ts'

const hasIPv6 = networkInterfaces().lo?.some(({ family }) => family === 'IPv6') ?? false
/** Where alpha and beta listen, and are dialed. */
const pairs: readonly (readonly [string, string])[] = [
  ['127.0.0.1', '127.0.0.1'],
  ['localhost', '127.0.0.1'],
  ['localhost', 'localhost'],
  ['::1', '::1'],
  ['127.0.0.1', '::1'],
  ['::1', 'localhost'],
]

describe.each(['tcp', 'udp'] as const)('nodes over %s', (transport) => {
  const path = writeModule({
    name: `places-${transport}`,
    components: { Purse: { gold: 'u32' } },
    worlds: { forest: { node: 'alpha' }, desert: { node: 'beta' } },
    cluster: { transport, nodes: { alpha: { port: 9000 }, beta: { port: 9001 } } },
  })
  const modules = Promise.all([
    importModule(path),
    importModule(join(dirname(path), `places-${transport}.beta.gen.js`)),
  ])

  for (const hosts of pairs) {
    // Not every container has the loopback of IPv6.
    const test = hosts.includes('::1') && !hasIPv6 ? it.skip : it
    test(`find each other at ${hosts.join(' and ')}`, async () => {
      const [alpha, beta] = await modules
      const ports = await freePorts(2)
      const addresses = {
        alpha: { host: hosts[0], port: ports[0]! },
        beta: { host: hosts[1], port: ports[1]! },
      }
      const events: object[] = []
      const [alphaCluster, betaCluster] = [alpha, beta].map((module) => {
        const Transport = module.UdpTransport ?? module.TcpTransport
        const onEvent = (event: object): number => events.push(event)
        return new module.ClusterCoordinator({ transport: new Transport({ addresses }), onEvent })
      })
      const [alphaWorlds, betaWorlds] = [new alpha.WorldCoordinator(), new beta.WorldCoordinator()]
      const { forest, desert } = alpha.World
      for (const cluster of [alphaCluster, betaCluster]) cluster.join(performance.now())
      const tick = async (): Promise<void> => {
        for (const cluster of [alphaCluster, betaCluster]) cluster.tick(performance.now())
        await sleep(2)
      }
      const transfer = alphaWorlds.createTransfer(forest, desert, 42)
      transfer.packPurse({ gold: 7 })
      expect(alphaWorlds.queueTransfer(forest, desert, transfer)).toBe(true)
      const end = performance.now() + 10_000
      let gold = 0
      while (gold === 0 && performance.now() < end) {
        await tick()
        gold = betaWorlds.popTransferFor(desert)?.purseGold ?? 0
      }
      expect({ gold, failures: events.filter((event) => /failed/.test(JSON.stringify(event))) }).toEqual({
        gold: 7,
        failures: [],
      })
      for (const cluster of [alphaCluster, betaCluster]) cluster.leave(performance.now())
      while (alphaCluster.getState() !== 'stopped' || betaCluster.getState() !== 'stopped') await tick()
    })
  }
})
