import { afterEach, expect, it, vi } from 'vitest'
import { loadModule } from '../support/generated.ts'
import { freePorts } from './ports.ts'

type Change = (schema: ReturnType<typeof base>) => void

const base = () => ({
  name: 'terms',
  components: {
    Position: { x: 'f32', y: 'f32', z: 'f32' },
    Health: { hp: 'u16', max: 'u16' },
    Stunned: {},
  } as Record<string, Record<string, unknown>>,
  worlds: { forest: { node: 'alpha' }, desert: { node: 'beta' } } as Record<string, Record<string, unknown>>,
  queue: { capacity: 16 },
  cluster: {
    transport: 'tcp',
    nodes: { alpha: { port: 9000 }, beta: { port: 9001 } },
    heartbeatIntervalMs: 30,
    peerTimeoutMs: 300,
    reconnectMinMs: 5,
    reconnectMaxMs: 20,
    timeoutMs: 200,
  } as Record<string, unknown>,
})

/** What alpha has not, what changes for beta, and how each says so. */
const cases: readonly (readonly [string, Change, string, string])[] = [
  [
    'the type of a field',
    ({ components }) => Object.assign(components.Health!, { hp: 'u32' }),
    'components differ, first component Health: here hp: u16, there hp: u32',
    'components differ, first component Health: here hp: u32, there hp: u16',
  ],
  [
    'a field that is gone',
    ({ components }) => delete components.Position!.z,
    'components differ, first component Position: here z: f32, there nothing more',
    'components differ, first component Position: here nothing more, there z: f32',
  ],
  [
    'a component more',
    (schema) => {
      schema.components = { Mana: { points: 'u16' }, ...schema.components }
    },
    'components, links differ, first component Mana is only there',
    'components, links differ, first component Mana is only here',
  ],
  [
    'a component less, the last one',
    ({ components }) => delete components.Stunned,
    'components, links differ, first component Stunned is only here',
    'components, links differ, first component Stunned is only there',
  ],
  [
    'the name of a component',
    (schema) => {
      schema.components = JSON.parse(JSON.stringify(schema.components).replace('Health', 'Vigour'))
    },
    'components differ, first here component Health, there component Vigour',
    'components differ, first here component Vigour, there component Health',
  ],
  [
    'where a world lives',
    (schema) => {
      schema.worlds = { forest: { node: 'beta' }, desert: { node: 'alpha' } }
    },
    'worlds differ, first world forest: here on node alpha, there on node beta',
    'worlds differ, first world forest: here on node beta, there on node alpha',
  ],
  [
    'what is promised',
    ({ cluster }) => Object.assign(cluster, { delivery: 'ack_required' }),
    'links differ, first link forest -> desert: here ordered, there ack_required',
    'links differ, first link forest -> desert: here ack_required, there ordered',
  ],
]

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

interface Heard {
  readonly type: string
  readonly text: string
}

/** A node over real sockets in this process; the list that it fills with refusals. */
async function start(node: string, schema: object, ports: readonly number[]): Promise<string[]> {
  const module = await loadModule(schema, node)
  const told: string[] = []
  const transport = new (module.UdpTransport ?? module.TcpTransport)({
    addresses: { alpha: { port: ports[0] }, beta: { port: ports[1] } },
  })
  const onEvent = ({ type, text }: Heard): void => {
    if (type === 'refused' || type === 'broken') told.push(text)
  }
  const cluster = new module.ClusterCoordinator({ transport, onEvent })
  cluster.join(performance.now())
  const ticking = setInterval(() => cluster.tick(performance.now()), 5)
  ends.push(() => {
    clearInterval(ticking)
    transport.close()
  })
  return told
}

const overBoth = ['the type of a field', 'a component more']
const runs = cases.flatMap(([what, ...rest]) =>
  ['tcp', 'udp']
    .filter((transport) => transport === 'tcp' || overBoth.includes(what))
    .map((transport) => [transport, what, ...rest] as const),
)

it.each(runs)('over %s nodes that differ in %s say so, with both sides, and once', async (...run) => {
  const [transport, , change, atAlpha, atBeta] = run
  const [own, other] = [base(), base()]
  own.cluster.transport = other.cluster.transport = transport
  change(other)
  const ports = await freePorts(2)
  const alpha = await start('alpha', own, ports)
  const beta = await start('beta', other, ports)
  await vi.waitFor(() => {
    expect(alpha.at(-1) ?? '').toContain(`: the ${atAlpha}`)
    expect(beta.at(-1) ?? '').toContain(`: the ${atBeta}`)
  }, 5_000)
  // What a node can say before its peer has answered, and what it can say then.
  for (const told of [alpha, beta]) expect(told.length).toBeLessThanOrEqual(2)
})
