import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Plan, QueuePlan } from '../../generator/plan/plan.ts'
import { planOf } from '../../generator/planOf.ts'
import { deliveryKinds } from '../../schemas/delivery.ts'
import { topologyKinds } from '../../schemas/topology.ts'

function plansOf(schema: object): readonly Plan[] {
  const { plans, diagnostics } = planOf(schema)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return plans
}

const ports = (names: readonly string[]) =>
  Object.fromEntries(names.map((name, index) => [name, { port: 9000 + index }]))

const arena = {
  name: 'arena',
  components: { Position: { x: 'f64', y: 'u8' }, Purse: { gold: 'u32' }, Stunned: {} },
  worlds: {
    lobby: { node: 'alpha' },
    forest: { node: 'alpha', components: ['Position'] },
    desert: { node: 'beta' },
    cave: { node: 'gamma' },
  },
  links: [
    { from: 'desert', to: 'cave' },
    { from: 'lobby', to: 'desert', delivery: ['ordered', 'fire_and_forget'], timeoutMs: 50, retries: 1 },
    { from: 'forest', to: 'desert', queue: { capacity: 16, batchSize: 4, priorityCapacity: 8 } },
    { from: 'lobby', to: 'forest', delivery: ['ordered', 'ack_required'] },
    { from: 'desert', to: 'lobby', delivery: 'ack_required' },
  ],
  queue: { capacity: 32, batchSize: 8 },
  cluster: { transport: 'tcp', nodes: ports(['alpha', 'beta', 'gamma']), retries: 2 },
}

const shown = ({ name, role, delivery }: QueuePlan): string => `${name} ${role} ${delivery ?? '-'}`

describe('the plan of a node', () => {
  test('has the rings that begin or end there, in the order of links and deliveries', () => {
    const [alpha, beta, gamma] = plansOf(arena)
    expect(alpha!.queues.map(shown)).toEqual([
      'lobbyToForest local -',
      'lobbyToDesert outbound ordered',
      'lobbyToDesertFireAndForget outbound fire_and_forget',
      'forestToDesert outbound ordered',
      'forestToDesertPriority outbound ordered',
      'desertToLobby inbound ack_required',
      'lobbyReturned returned -',
      'forestReturned returned -',
    ])
    expect(beta!.queues.map(shown)).toEqual([
      'lobbyToDesert inbound ordered',
      'lobbyToDesertFireAndForget inbound fire_and_forget',
      'forestToDesert inbound ordered',
      'forestToDesertPriority inbound ordered',
      'desertToLobby outbound ack_required',
      'desertToCave outbound ordered',
      'desertReturned returned -',
    ])
    expect(gamma!.queues.map(shown)).toEqual(['desertToCave inbound ordered'])
  })

  test('brings what was not delivered back through a ring as large as the largest window', () => {
    const returned = plansOf(arena)[0]!.queues.filter(({ role }) => role === 'returned')
    expect(
      returned.map(({ capacity, batchSize, kind, carried }) => [capacity, batchSize, kind, carried]),
    ).toEqual([
      [32, 8, 'spsc', [7]],
      [16, 4, 'spsc', [1]],
    ])
  })

  test('shows inbound and returned rings in the inbox of their world, and none of another node', () => {
    const { worlds } = plansOf(arena)[0]!
    expect(worlds.map(({ inbound }) => inbound)).toEqual([
      ['desertToLobby', 'lobbyReturned'],
      ['lobbyToForest', 'forestReturned'],
      [],
      [],
    ])
    expect(worlds.map(({ isLocal, poolSize }) => [isLocal, poolSize > 0])).toEqual([
      [true, true],
      [true, true],
      [false, false],
      [false, false],
    ])
    const [, , desert, cave] = worlds
    expect(desert!.statsWord).toBe(cave!.statsWord)
  })

  test('lets outbound rings wake the network, the others their world', () => {
    const { queues, worlds, cluster } = plansOf(arena)[0]!
    const { network } = cluster!
    for (const queue of queues) {
      const sleepers = queue.role === 'outbound' ? network.sleeperWord : worlds[queue.target]!.sleeperWord
      expect([queue.name, queue.sleeperWord]).toEqual([queue.name, sleepers])
    }
    const outbound = queues.filter(({ role }) => role === 'outbound')
    expect(outbound.map(({ readyWord, readyBit }) => [readyWord, readyBit])).toEqual(
      outbound.map((_, index) => [network.readyWord, index]),
    )
  })

  test('knows its peers, their channels, and how long a transfer is tried', () => {
    const [alpha] = plansOf(arena)
    expect(alpha!.cluster).toMatchObject({
      host: '127.0.0.1',
      port: 9000,
      quorum: 2,
      topology: 'mesh',
      hub: null,
    })
    expect(alpha!.cluster!.peers).toEqual([
      {
        node: 1,
        name: 'beta',
        host: '127.0.0.1',
        port: 9001,
        outbound: [
          { queue: 'lobbyToDesert', delivery: 'ordered', lifetimeMs: 100, returns: 'lobbyReturned' },
          {
            queue: 'lobbyToDesertFireAndForget',
            delivery: 'fire_and_forget',
            lifetimeMs: 100,
            returns: 'lobbyReturned',
          },
          { queue: 'forestToDesert', delivery: 'ordered', lifetimeMs: 3000, returns: 'forestReturned' },
          {
            queue: 'forestToDesertPriority',
            delivery: 'ordered',
            lifetimeMs: 3000,
            returns: 'forestReturned',
          },
        ],
        inbound: [{ queue: 'desertToLobby', delivery: 'ack_required', carried: [7] }],
      },
      { node: 2, name: 'gamma', host: '127.0.0.1', port: 9002, outbound: [], inbound: [] },
    ])
  })

  test('rounds packets on the wire up to 64 bits', () => {
    const { packet, components } = plansOf(arena)[0]!
    expect(packet.headerWireWords).toBe(4)
    // Position ends at 32 (f64 16, u8 24), Purse at 36, the tag where Purse does.
    expect(components.map(({ end, wireWords }) => [end, wireWords])).toEqual([
      [32, 8],
      [36, 10],
      [36, 10],
    ])
  })

  test.each([
    [
      'mesh',
      {},
      [
        [1, 2, 3],
        [0, 2, 3],
        [0, 1, 3],
        [0, 1, 2],
      ],
      [3, 3, 3, 3],
    ],
    ['star', {}, [[1, 2, 3], [0], [0], [0]], [3, 2, 2, 2]],
    ['star', { hub: 'c' }, [[2], [2], [0, 1, 3], [2]], [2, 2, 3, 2]],
    [
      'ring',
      {},
      [
        [1, 3],
        [0, 2],
        [1, 3],
        [0, 2],
      ],
      [2, 2, 2, 2],
    ],
  ])('has the peers of a %s %o, and a majority of them as quorum', (topology, hub, peers, quorums) => {
    const names = ['a', 'b', 'c', 'd']
    const plans = plansOf({
      name: 'shape',
      components: { P: { x: 'f32' } },
      worlds: Object.fromEntries(names.map((node) => [`on${node.toUpperCase()}`, { node }])),
      cluster: { transport: 'tcp', nodes: ports(names), topology, ...hub },
    })
    expect(plans.map(({ cluster }) => cluster!.peers.map(({ node }) => node))).toEqual(peers)
    expect(plans.map(({ cluster }) => cluster!.quorum)).toEqual(quorums)
    // "all" links follow the connections.
    for (const { queues, worlds, cluster } of plans) {
      const reached = queues
        .filter(({ role }) => role === 'outbound')
        .map(({ target }) => worlds[target]!.node)
      expect(reached).toEqual(cluster!.peers.map(({ node }) => node))
    }
  })

  test('a ring of two and a cluster of one', () => {
    const two = plansOf({
      ...arena,
      links: 'all',
      worlds: { lobby: { node: 'alpha' }, desert: { node: 'beta' } },
      cluster: { transport: 'tcp', nodes: ports(['alpha', 'beta']), topology: 'ring' },
    })
    expect(two.map(({ cluster }) => cluster!.peers.length)).toEqual([1, 1])
    const one = plansOf({
      ...arena,
      links: 'all',
      worlds: { lobby: { node: 'alpha' }, desert: { node: 'alpha' } },
      cluster: { transport: 'tcp', nodes: ports(['alpha']) },
    })
    expect(one[0]!.features).toMatchObject({ queues: true, remote: false, tcp: false })
    expect(one[0]!.leftOut.map(({ what }) => what)).toContain('connections and the cluster coordinator')
  })

  test('a node without worlds is a member with peers and memory, and no ring', () => {
    const { plans } = planOf({
      ...arena,
      cluster: { ...arena.cluster, nodes: ports(['alpha', 'beta', 'gamma', 'idle']) },
    })
    const idle = plans[3]!
    expect(idle.queues).toEqual([])
    expect(idle.features).toMatchObject({ queues: true, spsc: true, remote: true })
    expect(idle.memory.bytes).toBeGreaterThan(0)
    expect(idle.cluster!.peers.length).toBe(3)
  })

  test('without a transport every node has all worlds, and knows no cluster', () => {
    const plans = plansOf({
      name: 'still',
      components: { P: { x: 'f32' } },
      worlds: { left: {}, right: {} },
      cluster: { nodes: { alpha: {}, beta: {} } },
    })
    expect(plans.map(({ cluster, ownership }) => [cluster, ownership])).toEqual([
      [null, null],
      [null, null],
    ])
    expect(plans[0]!.queues).toEqual(plans[1]!.queues)
    expect(plans[0]!.queues.every(({ role, delivery }) => role === 'local' && delivery === null)).toBe(true)
    expect(plans[0]!.memory).toEqual(plans[1]!.memory)
  })

  test('leaves out what the topology does not connect, and says so', () => {
    const { plans, diagnostics } = planOf({
      ...arena,
      links: 'all',
      cluster: { ...arena.cluster, topology: 'star', hub: 'beta' },
    })
    expect(diagnostics.map(({ code }) => code)).toEqual(['ECS324'])
    expect(plans[0]!.leftOut).toContainEqual({
      what: 'links to gamma (cave)',
      why: 'a star does not connect alpha with gamma',
    })
  })
})

const random = fc
  .record({
    nodeCount: fc.integer({ min: 1, max: 6 }),
    homes: fc.array(fc.nat(), { minLength: 2, maxLength: 14 }),
    topology: fc.constantFrom(...topologyKinds),
    deliveries: fc.array(fc.uniqueArray(fc.constantFrom(...deliveryKinds), { minLength: 1 }), {
      minLength: 1,
      maxLength: 5,
    }),
    priorityCapacity: fc.constantFrom(0, 4),
    capacities: fc.array(fc.constantFrom(2, 8, 64), { minLength: 1, maxLength: 5 }),
  })
  .map(({ nodeCount, homes, topology, deliveries, priorityCapacity, capacities }) => {
    const nodes = Array.from({ length: nodeCount }, (_, index) => `n${index}`)
    const worlds = homes.map((home, index) => ({
      name: `w${index}`,
      world: { node: nodes[home % nodeCount]!, capacity: capacities[index % capacities.length] },
    }))
    const home = (index: number): number => homes[index]! % nodeCount
    const isLinked = (from: number, to: number): boolean => {
      const [a, b] = [home(from), home(to)]
      const steps = Math.abs(a - b)
      if (from === to) return false
      if (a === b || topology === 'mesh') return true
      return topology === 'star' ? a === 0 || b === 0 : steps === 1 || steps === nodeCount - 1
    }
    const links = worlds.flatMap(({ name: from }, source) =>
      worlds.flatMap(({ name: to }, target) =>
        isLinked(source, target)
          ? [{ from, to, delivery: deliveries[(source * 7 + target) % deliveries.length] }]
          : [],
      ),
    )
    return {
      name: 'random',
      components: { Position: { x: 'f64', y: 'u8' }, Tag: {} },
      worlds: Object.fromEntries(worlds.map(({ name, world }) => [name, world])),
      links: links.length === 0 ? [] : links,
      queue: { capacity: 8, batchSize: 2, priorityCapacity },
      transferPoolSize: 3,
      cluster: { transport: 'tcp', nodes: ports(nodes), topology },
    }
  })

describe('random clusters', () => {
  test('number the channels alike on both sides, with one ring at each end', () => {
    fc.assert(
      fc.property(random, (schema) => {
        const plans = plansOf(schema)
        for (const here of plans) {
          for (const peer of here.cluster!.peers) {
            const there = plans[peer.node]!
            const back = there.cluster!.peers.find(({ node }) => node === here.node!.id)!
            const sent = peer.outbound.map(({ queue, delivery }) => [queue, delivery])
            expect(sent).toEqual(back.inbound.map(({ queue, delivery }) => [queue, delivery]))
            for (const [index, { queue }] of peer.outbound.entries()) {
              const ends = [here, there].map((plan) => plan.queues.find(({ name }) => name === queue)!)
              expect(ends.map(({ role }) => role)).toEqual(['outbound', 'inbound'])
              expect(ends[0]!.carried).toEqual(back.inbound[index]!.carried)
              expect(ends[0]!.capacity).toBe(ends[1]!.capacity)
            }
          }
        }
        expect(new Set(plans.map(({ schemaHash }) => schemaHash)).size).toBe(1)
        expect(new Set(plans.map(({ layoutHash }) => layoutHash)).size).toBe(plans.length)
        expect(new Set(plans.map(({ cluster }) => JSON.stringify(cluster!.fingerprints))).size).toBe(1)
      }),
      { numRuns: 25 },
    )
  })

  test('give every ring, pool and control word of a node a place of its own', () => {
    fc.assert(
      fc.property(random, (schema) => {
        for (const plan of plansOf(schema)) {
          const regions = regionsOf(plan)
          for (const [index, [start, end, what]] of regions.entries()) {
            expect(end, what).toBeLessThanOrEqual(plan.memory.bytes / 4)
            expect(start, what).toBeGreaterThanOrEqual(0)
            const next = regions[index + 1]
            if (next !== undefined) expect([what, next[2], end <= next[0]]).toEqual([what, next[2], true])
          }
        }
      }),
      { numRuns: 25 },
    )
  })

  test('give every ring a ready bit of its own, in the order in which its receiver looks', () => {
    fc.assert(
      fc.property(random, (schema) => {
        for (const plan of plansOf(schema)) {
          const byName = new Map(plan.queues.map((queue) => [queue.name, queue]))
          const bits = (names: readonly string[], first: number) =>
            names.map((name) => 32 * (byName.get(name)!.readyWord - first) + byName.get(name)!.readyBit)
          const inOrder = (names: readonly string[]) => names.map((_, index) => index)
          for (const world of plan.worlds) {
            expect(bits(world.inbound, world.readyWord)).toEqual(inOrder(world.inbound))
            expect(bits(world.inboundPriority, world.priorityReadyWord)).toEqual(
              inOrder(world.inboundPriority),
            )
          }
          const outbound = plan.queues.filter(({ role }) => role === 'outbound').map(({ name }) => name)
          expect(bits(outbound, plan.cluster!.network.readyWord)).toEqual(inOrder(outbound))
        }
      }),
      { numRuns: 25 },
    )
  })
})

/** What a node uses of its memory, in the order of places; empty parts aside. */
function regionsOf(plan: Plan): [start: number, end: number, what: string][] {
  const { memory, packet } = plan
  const regions: [start: number, end: number, what: string][] = [
    [memory.hashWord, memory.sharedWakeWord + 1, 'control words'],
  ]
  const lines = (what: string, first: number, words: number, sleeper: number): void => {
    regions.push([first, first + words, `${what} ready`], [sleeper, sleeper + 2, `${what} sleepers`])
  }
  const elsewhere = plan.worlds.find(({ isLocal }) => !isLocal)
  for (const world of plan.worlds.filter((candidate) => candidate.isLocal || candidate === elsewhere)) {
    lines(world.name, world.readyWord, world.sleeperWord - world.readyWord, world.sleeperWord)
    regions.push([world.statsWord, world.statsWord + 17, `${world.name} stats`])
    regions.push([world.poolWord, world.poolWord + world.poolSize * packet.words, `${world.name} pool`])
  }
  const { network, peers } = plan.cluster!
  if (peers.length > 0) lines('network', network.readyWord, network.readyWords, network.sleeperWord)
  for (const queue of plan.queues) {
    regions.push([queue.word, queue.word + 64 + queue.capacity * queue.slotWords, queue.name])
  }
  return plan.memory.bytes === 0
    ? []
    : regions.filter(([start, end]) => end > start).sort((a, b) => a[0] - b[0])
}
