import { describe, expect, test } from 'vitest'
import { generate } from '../../generator/index.ts'

function problemsOf(elements: number, transport: string, restricted: object = {}): string[] {
  const schema = {
    name: 'arena',
    components: { Position: { x: 'f32' }, Bag: { slots: `u32[${elements}]` } },
    worlds: { left: { node: 'alpha' }, inner: { node: 'alpha' }, right: { node: 'beta', ...restricted } },
    cluster: { transport, nodes: { alpha: { port: 9000 }, beta: { port: 9001 } } },
  }
  return generate(schema, { node: 'alpha' })
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code, message, hint, path }) => `${code} ${path.join('.')}: ${message}; ${hint}`)
}

describe('packets over UDP', () => {
  test('have to fit a datagram: the numbers and the remedy are told', () => {
    // 16 bytes of header, 4 of Position, and the bag; 32 bytes stand before a packet in its datagram.
    expect(problemsOf((1_200 - 32 - 20) / 4, 'udp')).toEqual([])
    const remedy =
      'keep Bag out of one of the two worlds, shorten its arrays, strings or bytes, or write "transport": "tcp"'
    expect(problemsOf((1_200 - 32 - 20) / 4 + 1, 'udp')).toEqual([
      `ECS604 cluster.transport: a packet from left to right takes up to 1176 bytes, and 1168 fit a datagram of 1200 (4 links are too long); ${remedy}`,
    ])
  })

  test('may be longer over TCP, between worlds of one node, and where no link between nodes carries them whole', () => {
    expect(problemsOf(500, 'tcp')).toEqual([])
    expect(problemsOf(500, 'udp', { components: ['Position'] })).toEqual([])
  })
})
