import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { Authority } from '../support/certificates.ts'
import { importModule, writeModule } from '../support/generated.ts'
import { freePorts } from './ports.ts'

const PACKETS = 150_000
/** Above what the system takes without a reader: so writes wait while their slots are in the ring. */
const CAPACITY = 65_536
const BATCH = 8_192

function schemaOf(security: 'tls' | null): object {
  return {
    name: 'lending',
    components: {
      Position: { x: 'f64', y: 'f64' },
      Count: { low: 'i32', high: 'u32' },
      Note: { bytes: 'u8[96]' },
    },
    archetypes: { whole: ['Position', 'Count', 'Note'] },
    worlds: { a: { node: 'alpha' }, b: { node: 'beta' } },
    links: [{ from: 'a', to: 'b', delivery: ['fire_and_forget', 'ordered'] }],
    queue: { capacity: CAPACITY },
    cluster: {
      transport: 'tcp',
      ...(security !== null && { security }),
      nodes: { alpha: { port: 9000 }, beta: { port: 9001 } },
      timeoutMs: 60_000,
      peerTimeoutMs: 30_000,
    },
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the modules' types are made while the test runs
type Any = any
const clusters: Any[] = []
afterEach(() => {
  for (const cluster of clusters.splice(0)) {
    cluster.leave()
    for (let turn = 0; turn < 50; turn++) cluster.tick(1e7 + turn * 1_000)
  }
})

async function start(security: 'tls' | null): Promise<{ alpha: Any; beta: Any; from: Any; to: Any }> {
  const authority = new Authority()
  const [alphaPort, betaPort] = await freePorts(2)
  const addresses = { alpha: { port: alphaPort }, beta: { port: betaPort } }
  const modules = []
  for (const name of ['alpha', 'beta']) {
    const module = await importModule(writeModule(schemaOf(security), name))
    const transport =
      security === null
        ? new module.TcpTransport({ addresses })
        : new module.TlsTransport({ addresses, tls: authority.issue({ names: [name] }) })
    const cluster = new module.ClusterCoordinator({ transport })
    cluster.join(performance.now())
    clusters.push(cluster)
    modules.push(module)
  }
  const [from, to] = clusters
  while (from.countConnectedPeers() + to.countConnectedPeers() < 2) {
    from.tick(performance.now())
    to.tick(performance.now())
    await nextTurn()
  }
  return { alpha: modules[0], beta: modules[1], from, to }
}

for (const security of [null, 'tls'] as const)
  for (const delivery of ['fire_and_forget', 'ordered'] as const)
    it(`long runs are written from the ring, ${security ?? 'plain'}, ${delivery}: none is written over on its way`, async () => {
      const { alpha, beta, from, to } = await start(security)
      const name = delivery === 'ordered' ? 'aToBOrdered' : 'aToB'
      const [source, target] = [alpha.queues[name], beta.queues[name]]
      const note = new Uint8Array(96)
      let [sent, got, waits] = [0, 0, 0]
      for (let turn = 0; got < PACKETS; turn++) {
        for (;;) {
          const count = source.reserveBatch(Math.min(BATCH, PACKETS - sent))
          for (let slot = 0; slot < count; slot++, sent++) {
            note.fill(sent & 255)
            source.slotAt(slot).writeWhole(sent, 0, sent + 0.5, -sent, sent | 0, ~sent >>> 0, note)
          }
          if (count === 0) break
          source.commitBatch(count)
          from.flush()
        }
        if (source.length > 0) waits++
        from.tick(performance.now())
        to.tick(performance.now())
        // The reader takes its time: what is written waits in the system, and then in the ring.
        if (turn % 4 === 3)
          for (let count = target.peekBatch(20_000); count > 0; count = 0) {
            for (let slot = 0; slot < count; slot++, got++) {
              const whole = target.peekAt(slot)
              const isRight =
                whole.entity === got &&
                whole.positionX === got + 0.5 &&
                whole.positionY === -got &&
                whole.countLow === got &&
                whole.countHigh === ~got >>> 0
              const bytes = whole.unpackNote().bytes
              if (!isRight || bytes[0] !== (got & 255) || bytes[95] !== (got & 255))
                expect.unreachable(`packet ${got} came as ${whole.entity}`)
            }
            target.releaseBatch(count)
          }
        await nextTurn()
      }
      expect(sent).toBe(PACKETS)
      expect(waits).toBeGreaterThan(0)
      expect(from.getPeerStats(alpha.Node.beta).transfersLost ?? 0).toBe(0)
    }, 60_000)
