import { beforeEach, describe, expect, it } from 'vitest'
import { writeModule } from '../support/generated.ts'
import type { HandStream } from '../support/handTransport.ts'
import { type Case, type ClusterSchema, identityOf, startNode } from './clusterCase.ts'
import { type Identity, type Message, MessageReader, reasons, writeMessage } from './messages.ts'

const schema: ClusterSchema = {
  name: 'paper',
  components: { Position: { x: 'f32' } },
  worlds: { a: { node: 'alpha' }, b: { node: 'beta' } },
  queue: { capacity: 16, priorityCapacity: 0 },
  cluster: {
    transport: 'tcp',
    nodes: { alpha: { port: 9000 }, beta: { port: 9001 } },
    delivery: ['ordered'],
  },
}

/** What the schema comes to, by docs/wire-format.md. */
const paperTerms = [
  'component Position; x: f32',
  'world a; on node alpha',
  'world b; on node beta',
  'node alpha',
  'node beta',
  'topology; mesh',
  'security; none',
  'ownership; none',
  'link a -> b; ordered; without priority; carries all',
  'link b -> a; ordered; without priority; carries all',
]

function hashOfTerm(text: string): number {
  const mask = (1n << 64n) - 1n
  const hash = [...text].reduce(
    (sum, letter) => ((sum ^ BigInt(letter.charCodeAt(0))) * 0x1_0000_0001_b3n) & mask,
    0xcbf2_9ce4_8422_2325n,
  )
  return Number(((hash >> 32n) ^ (hash & 0xffff_ffffn)) & 0x7fff_ffffn) || 1
}

const path = writeModule(schema, 'alpha')
let node: Case
let dials = 0
const none = { place: 0, hasYours: false, text: '' }
const noCounts = [{ channel: 0, received: 0, free: 16 }]

beforeEach(async () => {
  node = await startNode(schema, path)
  dials = 0
})

function hello(changes: Partial<Identity> = {}): Message {
  return {
    kind: 'hello',
    identity: { ...identityOf(node), dials: ++dials, ...changes },
    terms: [],
    counts: noCounts,
  }
}

function dial(message: Message): { stream: HandStream; answers: Message[] } {
  const stream = node.transport.connect()!
  stream.feed(writeMessage(message))
  return { stream, answers: new MessageReader(schema, false).read(stream.take()) }
}

/** The node dials beta, which answers as it likes. Returns what the node has said. */
function answer(message: Message): { stream: HandStream; said: Message[] } {
  node.pass(5000)
  const stream = node.transport.dialedTo(1)!
  stream.handler.opened()
  stream.feed(writeMessage(message))
  return { stream, said: new MessageReader(schema, true).read(stream.take()) }
}

function expectRefusal({ stream, answers }: ReturnType<typeof dial>, reason: string, known = 0n): void {
  expect(answers).toHaveLength(1)
  const [refusal] = answers
  if (refusal?.kind !== 'refusal') throw new Error(`no refusal but ${refusal?.kind}`)
  expect(reasons[refusal.reason]).toBe(reason)
  const { fingerprints, ...identity } = refusal.identity
  expect(fingerprints.every((value) => value !== 0)).toBe(true)
  expect(identity).toEqual({
    magic: 'ECSG',
    version: 2,
    schemaHash: node.module.schemaHash,
    node: 0,
    peer: 1,
    dials: 0,
    incarnation: 7_000_000_001n,
    known,
    cluster: 'paper',
    name: 'alpha',
  })
  expect(stream.isEnded).toBe(true)
  // Whatever else comes is read and thrown away.
  expect(stream.feed(new Uint8Array(100_000))).toBe(100_000)
  expect(stream.take()).toHaveLength(0)
}

const refused = (): { reason: string; text: string }[] => node.events.filter(({ type }) => type === 'refused')

describe('a node refuses', () => {
  it('another protocol version', () => {
    expectRefusal(dial(hello({ version: 1 })), 'version')
    expect(refused()).toEqual([
      {
        type: 'refused',
        node: 1,
        reason: 'version',
        text: 'node beta speaks protocol version 1, this node version 2',
      },
    ])
  })

  it('another cluster', () => {
    expectRefusal(dial(hello({ cluster: 'other' })), 'cluster')
    expect(refused()[0]!.text).toBe('node beta belongs to cluster other, this node to paper')
  })

  it('another schema, and names the parts that differ', () => {
    const { said } = answer({ kind: 'heartbeat' })
    const { fingerprints } = (said[0] as Message & { kind: 'hello' }).identity
    const others = fingerprints.with(1, 1).with(3, 1)
    expectRefusal(dial(hello({ schemaHash: '00000000000000ff', fingerprints: others })), 'schema')
    expect(refused()[0]!.text).toBe(
      `node beta was generated from another schema (there 00000000000000ff, here ${node.module.schemaHash}): the worlds, links differ, first where this node has component Position; x: f32`,
    )
  })

  it('another schema, and answers with its own text of the first term that differs', () => {
    const { said } = answer({ kind: 'heartbeat' })
    const { terms } = said[0] as Message & { kind: 'hello' }
    expect(terms).toEqual(paperTerms.map(hashOfTerm))
    const other = { ...hello({ schemaHash: 'ff'.repeat(8) }), terms: terms.with(3, 77) } as Message
    const { answers } = dial(other)
    expect(answers).toMatchObject([{ difference: { place: 4, hasYours: false, text: 'node alpha' } }])
    const moved = { ...hello({ schemaHash: 'ff'.repeat(8) }), terms: terms.slice(1) } as Message
    expect(dial(moved).answers).toMatchObject([
      { difference: { place: 1, hasYours: true, text: 'component Position; x: f32' } },
    ])
  })

  it('one with other channels, and says which numbers they are', () => {
    expect(dial({ ...hello(), counts: [...noCounts, ...noCounts] } as Message).answers).toMatchObject([
      { kind: 'refusal', reason: reasons.indexOf('node') },
    ])
    expect(refused()).toMatchObject([
      { node: 1, reason: 'node', text: 'node beta counts 2 channels from here to there, this node 1' },
    ])
  })

  it('one that was to find another node, and says which', () => {
    dial(hello({ peer: 1 }))
    expect(refused()).toMatchObject([
      { node: 1, reason: 'node', text: 'node beta was to find node 1 here, and this is node 0' },
    ])
  })

  it.each([
    ['one that dialed another node', { peer: 1 }],
    ['one with the number of this node', { node: 0 }],
    ['one with a number that no node has', { node: 7 }],
  ])('%s', (_, changes) => {
    const { answers, stream } = dial(hello(changes))
    expect(answers).toMatchObject([{ kind: 'refusal', reason: reasons.indexOf('node') }])
    expect(stream.isEnded).toBe(true)
  })

  it('a later start while a stream to the known one is open, and takes it afterwards', () => {
    const { stream } = dial(hello({ incarnation: 5n }))
    dials = 0
    expectRefusal(dial(hello({ incarnation: 6n })), 'taken', 5n)
    expect(stream.isOpen).toBe(true)
    stream.close()
    dials = 0
    expect(dial(hello({ incarnation: 6n })).answers).toMatchObject([{ kind: 'welcome' }])
  })

  it('an earlier start, for ever', () => {
    const { stream } = dial(hello({ incarnation: 5n }))
    expectRefusal(dial(hello({ incarnation: 4n })), 'superseded', 5n)
    stream.close()
    expectRefusal(dial(hello({ incarnation: 4n })), 'superseded', 5n)
  })

  it('everybody when it has left', () => {
    const { stream } = dial(hello())
    stream.close()
    const late = node.transport.connect()!
    late.feed(writeMessage(hello()).subarray(0, 150))
    node.cluster.leave()
    for (let round = 0; round < 10; round++) node.pass(1000)
    expect(node.cluster.getState()).toBe('stopped')
    expect(late.isDestroyed).toBe(true)
    expect(node.transport.connect()).toBeNull()
  })
})

it.each([0n, 2n ** 53n, 2n ** 63n + 5n])('nobody has incarnation %i', (incarnation) => {
  expect(dial(hello({ incarnation })).stream.isDestroyed).toBe(true)
  const { stream } = answer({ kind: 'welcome', incarnation, next: [0] })
  expect(stream.isDestroyed).toBe(true)
  expect(node.cluster.getPeerStats(1)).toMatchObject({ incarnation: 0, violations: 1 })
})

it('an older HELLO that is read late is closed, and the newer stream goes on', () => {
  const late = writeMessage(hello())
  const { stream } = dial(hello())
  const other = node.transport.connect()!
  other.feed(late)
  expect(other.isDestroyed).toBe(true)
  expect(stream.isOpen).toBe(true)
})

it('is told what differs, and says it with its own', () => {
  const identity = { ...identityOf(node), schemaHash: 'ff'.repeat(8), fingerprints: [1, 1, 1, 1, 1] }
  const difference = { place: 1, hasYours: false, text: 'component Position; x: f64' }
  answer({ kind: 'refusal', reason: reasons.indexOf('schema'), identity, difference })
  expect(refused()[0]!.text).toMatch(/, first component Position: here x: f32, there x: f64$/)
})

it.each(reasons.slice(1))('is told of a refusal: %s', (reason) => {
  const identity = { ...identityOf(node), schemaHash: 'ff'.repeat(8), fingerprints: [1, 1, 1, 1, 1] }
  const same = { ...identityOf(node), known: 99n }
  const other = { version: { ...same, version: 9 }, cluster: { ...same, cluster: 'x' }, schema: identity }
  const written = other[reason as keyof typeof other] ?? same
  const { stream, said } = answer({
    kind: 'refusal',
    reason: reasons.indexOf(reason),
    identity: written,
    difference: none,
  })
  expect(said).toMatchObject([{ kind: 'hello', identity: { node: 0, peer: 1, known: 0n, dials: 1 } }])
  expect(stream.isDestroyed).toBe(true)
  expect(refused()).toMatchObject([{ node: 1, reason }])
  expect(node.cluster.getPeerStats(1).violations).toBe(0)
  node.pass(5000)
  expect(node.transport.dialedTo(1), 'it dials on').not.toBeNull()
})
