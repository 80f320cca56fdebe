import { describe, expect, it } from 'vitest'
import { loadModule } from '../support/generated.ts'
import { crossing } from './schema.ts'

const returned = 1 << 19
const inDoubt = 1 << 20

/** A node whose only link leads to another node: what cannot be delivered comes back to the world `left`. */
const module = loadModule(
  crossing('soa', 'bitecs', {
    worlds: { left: { ecs: 'soa', node: 'alpha' }, right: { ecs: 'bitecs', node: 'beta' } },
    cluster: { transport: 'tcp', nodes: { alpha: { port: 9001 }, beta: { port: 9002 } } },
  }),
  'alpha',
)

async function sendAndReturn(flags: number, isCopy = false) {
  const { LeftStore, LeftEntities, LeftComponent, World, queues, memory, WorldCoordinator } = await module
  const store = new LeftStore()
  const asked: number[] = []
  let answer = true
  const entities = new LeftEntities({
    store,
    takesInDoubt: (transfer: { entity: number }) => {
      asked.push(transfer.entity)
      return answer
    },
  })
  const entity = store.spawn()
  store.addSerial(entity, 7)
  const id = entities.adopt(entity)
  expect(isCopy ? entities.copy(entity, World.right) : entities.send(entity, World.right)).toBe(true)
  new WorldCoordinator().flush()
  /** What the channel does once it has given up: it moves the packet into the ring of returns and marks it. */
  const giveBack = (): void => {
    const sent = queues.leftToRight.peek()
    const back = queues.leftReturned.reserve()
    const words = new Int32Array(memory)
    words.copyWithin(back.word, sent.word, sent.word + 24)
    words[back.word + 2]! |= flags
    queues.leftReturned.commit()
    queues.leftReturned.flush()
    queues.leftToRight.release()
  }
  giveBack()
  return { store, entities, id, asked, LeftComponent, refuse: () => (answer = false) }
}

describe('what comes back from another node', () => {
  it('lives again under its id', async () => {
    const { store, entities, id, asked } = await sendAndReturn(returned)
    expect(store.size).toBe(0)
    const back = entities.receive()
    expect([store.serial.number[store.rowOf(back)], entities.idOf(back), asked.length]).toEqual([7, id, 0])
  })

  it('is dropped when it was a copy: its original is here', async () => {
    const { store, entities } = await sendAndReturn(returned, true)
    expect([entities.receive(), store.size]).toEqual([null, 1])
  })

  it('in doubt, lives again or not as the program decides', async () => {
    const kept = await sendAndReturn(returned | inDoubt)
    expect(kept.entities.idOf(kept.entities.receive())).toBe(kept.id)
    expect(kept.asked).toEqual([kept.id])
    const given = await sendAndReturn(returned | inDoubt)
    given.refuse()
    expect([given.entities.receive(), given.store.size, given.asked]).toEqual([null, 0, [given.id]])
  })
})

describe('ids', () => {
  it.each([
    ['worlds', { worlds: 2, nodes: 0, talks: false, range: false }],
    ['nodes that do not talk, with the same worlds', { worlds: 2, nodes: 3, talks: false, range: false }],
    ['nodes that talk, with worlds of their own', { worlds: 4, nodes: 2, talks: true, range: false }],
    ['ranges of nodes', { worlds: 4, nodes: 2, talks: true, range: true }],
    ['ranges of nodes with the same worlds', { worlds: 3, nodes: 2, talks: false, range: true }],
  ])('of different %s never meet, and lie in the range of their node', async (_, choice) => {
    const { planOf } = await import('../../generator/planOf.ts')
    const nodes = Array.from({ length: choice.nodes }, (_, index) => `n${index}`)
    const worlds = Array.from({ length: choice.worlds }, (_, index) => [
      `w${index}`,
      { ecs: 'bitecs', ...(choice.talks && { node: nodes[index % nodes.length] }) },
    ])
    const { plans, diagnostics } = planOf({
      name: 'ids',
      components: { A: {} },
      worlds: Object.fromEntries(worlds),
      ...(choice.nodes > 0 && {
        cluster: {
          nodes: Object.fromEntries(
            nodes.map((node, index) => [node, choice.talks ? { port: 9000 + index } : {}]),
          ),
          ...(choice.talks && { transport: 'tcp' }),
          ...(choice.range && { ownership: { strategy: 'range', entitiesPerNode: 1_000_000 } }),
        },
      }),
    })
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    const spaces = plans.flatMap((plan) =>
      plan.worlds.flatMap(({ ecs }) => (ecs === null ? [] : [{ node: plan.node?.id ?? 0, ...ecs }])),
    )
    expect(spaces.length).toBe(choice.talks ? choice.worlds : choice.worlds * Math.max(1, choice.nodes))
    spaces.sort((a, b) => a.firstId - b.firstId)
    for (const [index, { node, firstId, lastId }] of spaces.entries()) {
      expect(firstId).toBeGreaterThan(spaces[index - 1]?.lastId ?? 0)
      expect(lastId - firstId).toBeGreaterThan(65_536)
      if (choice.range)
        expect([firstId, lastId].map((id) => Math.floor(id / 1_000_000))).toEqual([node, node])
    }
    expect(spaces.at(-1)!.lastId).toBeLessThan(2 ** 32)
  })
})
