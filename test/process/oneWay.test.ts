import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { importModule, writeModule } from '../support/generated.ts'
import { freePorts } from './ports.ts'

const peerTimeoutMs = 20_000

// What the dialer of a stream without channels sends is so short that there is no room for the answer, unless it is filled up.
it.each([false, true])(
  'a process that starts anew behind a link of one direction is found out (sealed: %s)',
  async (isSealed) => {
    const [alphaPort, betaPort] = await freePorts(2)
    const schema = {
      name: 'oneWay',
      components: { Position: { x: 'f32' } },
      worlds: { here: { node: 'alpha' }, there: { node: 'beta' } },
      links: [{ from: 'here', to: 'there' }],
      cluster: {
        transport: 'udp',
        ...(isSealed && { security: 'pre_shared_key' }),
        nodes: { alpha: { port: alphaPort }, beta: { port: betaPort } },
        heartbeatIntervalMs: 200,
        peerTimeoutMs,
        reconnectMinMs: 10,
        reconnectMaxMs: 100,
      },
    }
    const paths = { alpha: writeModule(schema, 'alpha'), beta: writeModule(schema, 'beta') }
    const keys = { keys: [{ epoch: 1, key: new Uint8Array(32).fill(1) }], currentEpoch: 1 }
    const start = async (node: 'alpha' | 'beta', incarnation: number) => {
      const module = await importModule(paths[node])
      const transport = new module.UdpTransport()
      const options = { transport, incarnation, ...(isSealed && { preSharedKeys: keys }) }
      const cluster = new module.ClusterCoordinator(options)
      cluster.join(performance.now())
      return { cluster, transport }
    }
    const alpha = await start('alpha', 1)
    let beta = await start('beta', 1)
    const run = async (isDone: () => boolean, ms: number): Promise<boolean> => {
      for (const end = performance.now() + ms; performance.now() < end && !isDone(); await sleep(3))
        for (const { cluster } of [alpha, beta]) cluster.tick(performance.now())
      return isDone()
    }
    const isConnected = (): boolean =>
      alpha.cluster.getPeerState(1) === 'connected' && beta.cluster.getPeerState(0) === 'connected'
    expect(await run(isConnected, 10_000)).toBe(true)
    await run(() => false, 500)

    // Without a word, as a process that is killed.
    beta.transport.close()
    beta = await start('beta', 2)
    const isNew = (): boolean => isConnected() && alpha.cluster.getPeerStats(1).incarnation === 2
    expect(await run(isNew, peerTimeoutMs / 2)).toBe(true)
    for (const { transport } of [alpha, beta]) transport.close()
  },
  90_000,
)
