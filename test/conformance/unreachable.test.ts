import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { UdpTransport } from '../../templates/kernel/udp-transport.ts'
import { freePorts } from '../process/ports.ts'
import { importModule, writeModule } from '../support/generated.ts'

const path = writeModule({
  name: 'nowhere',
  components: { Purse: { gold: 'u32' } },
  worlds: { forest: { node: 'alpha' }, desert: { node: 'beta' } },
  cluster: { transport: 'udp', nodes: { alpha: { port: 9000 }, beta: { port: 9001 } } },
})
const HELLO = 1
const TRANSFERS = 5

// biome-ignore lint/suspicious/noExplicitAny: the module's types are made while the test runs
let cluster: any
// biome-ignore lint/suspicious/noExplicitAny: the same
let transport: any

beforeEach(async () => {
  const module = await importModule(path)
  const [alpha, beta] = await freePorts(2)
  transport = new module.UdpTransport({ addresses: { alpha: { port: alpha }, beta: { port: beta } } })
  cluster = new module.ClusterCoordinator({ transport })
  cluster.join(performance.now())
  await sleep(100)
})
afterEach(() => transport.close())

it('datagrams that claim to come from port 0 are dropped: nothing can be sent there', () => {
  const hello = Buffer.alloc(1_200)
  hello[0] = HELLO
  // Behind header and cookie.
  hello.write('ECSG', 32, 'latin1')
  const transfers = Buffer.alloc(96)
  transfers[0] = TRANSFERS
  for (const bytes of [hello, transfers]) transport.received(bytes, { address: '127.0.0.1', port: 0 })
  expect(cluster.getClusterStats().streamsTurnedAway).toBe(2)
})

it('what is sent where the system has no way to is lost, and no error', async () => {
  const lines = new UdpTransport()
  // Nobody may connect to everybody.
  const line = lines.connect({ address: '255.255.255.255', port: 9 })
  await sleep(50)
  line.send(new Uint8Array(16))
  line.flush()
  line.close()
})
