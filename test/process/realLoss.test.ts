import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { Namespaces } from '../support/namespaces.ts'
import { prepare } from './prepare.ts'
import type { SchemaOptions } from './schema.ts'
import { TestCluster } from './testCluster.ts'

const reason = Namespaces.whyNot()
if (reason !== null) console.log(`clusters under real loss are not tested here: ${reason}`)

const entities = 900
const options: SchemaOptions = {
  nodes: 2,
  delivery: ['fire_and_forget', 'ack_required', 'ordered'],
  cluster: { transport: 'udp', peerTimeoutMs: 3_000, timeoutMs: 30_000 },
}

describe.skipIf(reason !== null)('between network namespaces', () => {
  prepare(options)
  let namespaces: Namespaces
  let cluster: TestCluster
  afterEach(async () => {
    await cluster.end()
    await namespaces.end()
  })

  it('with a quarter of all packets dropped and a quarter doubled by the system, nothing is lost but what says so', async () => {
    namespaces = await Namespaces.create()
    cluster = await TestCluster.create(options, namespaces)
    await cluster.startAll({ entities })
    for (const side of [0, 1]) namespaces.set(side, { loss: 0.25, duplication: 0.25 })
    await cluster.connected()
    await cluster.setRate(20)
    await sleep(5_000)
    const custody = await cluster.audit()
    const dropped = namespaces.dropped(0) + namespaces.dropped(1)
    console.log(`${custody.transfers} transfers, ${dropped} datagrams dropped,`, custody)
    expect(dropped).toBeGreaterThan(100)
    expect(custody.errors).toEqual([])
    expect(custody.vanished).toBeLessThanOrEqual(custody.countedLost)
    expect(custody.held).toBe(2 * entities - custody.vanished)
    expect(custody).toMatchObject({ doubtful: 0, returned: 0 })
  })
})
