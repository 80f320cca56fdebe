import { describe, expect, it } from 'vitest'
import { twoWorlds } from './worlds.ts'

describe.each(['bitecs', 'versioned', 'koota', 'miniplex', 'soa'])('an adapter of %s', (kind) => {
  it('moves an entity under one id, and takes it off its world', async () => {
    const { left, right, spawn, move } = await twoWorlds(kind)
    const entity = spawn(left, 7, { Position: { x: 1.5, y: -2 }, Stunned: {} })
    expect(left.entities.idOf(entity)).toBe(0)
    const there = move(left, right, entity)
    expect([left.count(), left.isAlive(entity), left.entities.size]).toEqual([0, false, 0])
    const value = right.read(there)
    expect(value).toEqual({ Serial: { number: 7 }, Position: { x: 1.5, y: -2 }, Stunned: {} })
    const id = right.entities.idOf(there)
    expect(id).toBeGreaterThan(0)
    expect(right.entities.find(id)).toBe(there)
    const back = move(right, left, there)
    expect(left.entities.idOf(back)).toBe(id)
    expect(left.read(back)).toEqual(value)
    expect([right.count(), right.entities.find(id)]).toEqual([0, null])
  })

  it('keeps the entity when the queue is full, and sends it under the same id later', async () => {
    const { left, right, spawn, World, coordinator } = await twoWorlds(kind, { queue: { capacity: 2 } })
    const entities = [0, 1, 2].map((number) => spawn(left, number))
    const ids = entities.map((entity) => left.entities.adopt(entity))
    expect(entities.map((entity) => left.entities.send(entity, World.right))).toEqual([true, true, false])
    expect(left.isAlive(entities[2])).toBe(true)
    expect(left.entities.sendAll([entities[2]], World.right)).toBe(0)
    coordinator.flush()
    expect(right.entities.receiveAll()).toBe(2)
    expect(left.entities.sendAll([entities[2], entities[2]], World.right)).toBe(2)
    coordinator.flush()
    const late = right.entities.receive()
    expect(right.entities.idOf(late)).toBe(ids[2])
    // Named twice it goes twice and is there once.
    right.entities.receiveAll()
    expect(right.count()).toBe(3)
    expect(left.count()).toBe(0)
  })

  it('never takes one entity for another that has its local id by now', async () => {
    const { left, right, spawn, move } = await twoWorlds(kind)
    const first = spawn(left, 1)
    const id = left.entities.adopt(first)
    left.despawn(first)
    const second = spawn(left, 2)
    expect(left.entities.find(id)).toBe(null)
    expect(left.entities.idOf(second)).toBe(0)
    const there = move(left, right, second)
    expect(right.entities.idOf(there)).not.toBe(id)
    expect(right.entities.idOf(there)).toBeGreaterThan(0)
    expect(() => left.entities.send(first, 1)).toThrow(RangeError)
    expect(() => left.entities.adopt(second)).toThrow(RangeError)
    expect(left.entities.size).toBe(0)
  })

  it('takes ids of your own, once each', async () => {
    const { left, right, spawn, move } = await twoWorlds(kind)
    const [first, second] = [spawn(left, 1), spawn(left, 2)]
    left.entities.adoptAs(first, 4_000_000_000, 5)
    expect([left.entities.idOf(first), left.entities.generationOf(first)]).toEqual([4_000_000_000, 5])
    for (const id of [4_000_000_000, 0, -1, 1.5, 2 ** 32])
      expect(() => left.entities.adoptAs(second, id)).toThrow(RangeError)
    left.entities.adoptAs(first, 12)
    expect([left.entities.find(4_000_000_000), left.entities.find(12)]).toEqual([null, first])
    left.entities.adoptAs(first, 13, 9)
    const there = move(left, right, first)
    expect([right.entities.idOf(there), right.entities.generationOf(there)]).toEqual([13, 9])
  })

  it('brings an entity that is there already up to date, and leaves the original of a copy', async () => {
    const { left, right, spawn, World, coordinator } = await twoWorlds(kind)
    const entity = spawn(left, 1, { Position: { x: 1, y: 1 } })
    expect(left.entities.copy(entity, World.right)).toBe(true)
    coordinator.flush()
    const there = right.entities.receive()
    left.fill(entity, { Team: { side: 'green' } })
    expect(left.isAlive(entity)).toBe(true)
    left.entities.send(entity, World.right)
    coordinator.flush()
    expect(right.entities.receive()).toBe(there)
    expect(right.count()).toBe(1)
    expect(right.read(there)).toEqual({
      Serial: { number: 1 },
      Position: { x: 1, y: 1 },
      Team: { side: 'green' },
    })
  })

  it('applies an update to an entity that is there, and none to one that is not', async () => {
    const { module, left, right, spawn, move, World, coordinator } = await twoWorlds(kind)
    const there = move(left, right, spawn(left, 1))
    const update = coordinator.createTransfer(World.left, World.right)
    for (const id of [right.entities.idOf(there), 77]) {
      update.reset(id, 0)
      update.full = false
      update.packPosition(Object.assign(new module.Position(), { x: 3, y: 4 }))
      coordinator.queueTransfer(World.left, World.right, update)
    }
    expect(right.entities.receiveAll()).toBe(2)
    expect([right.count(), right.read(there).Position]).toEqual([1, { x: 3, y: 4 }])
  })

  it('takes in no more than the schema has room for, and loses none of the rest', async () => {
    const { left, right, spawn, World, coordinator } = await twoWorlds(kind, {
      worlds: {
        left: { ecs: kind === 'versioned' ? 'bitecs' : kind },
        right: { ecs: kind === 'versioned' ? 'bitecs' : kind, entityCapacity: 3 },
      },
    })
    for (const number of [0, 1, 2, 3, 4]) left.entities.send(spawn(left, number), World.right)
    coordinator.flush()
    const taken: unknown[] = []
    const take = () => right.entities.receiveAll(10, (entity: unknown) => taken.push(entity))
    // Koota's own entity of the world takes the first index.
    const isBounded = kind === 'soa' || kind === 'miniplex'
    if (isBounded) expect([take(), take()]).toEqual([3, 0])
    else for (const _ of [1, 2]) expect(take).toThrow(RangeError)
    expect([taken.length, right.count()]).toEqual([3, 3])
    right.entities.send(taken[0], World.left)
    expect(isBounded ? take() : taken.length).toBe(isBounded ? 1 : 3)
    if (!isBounded) expect(take).toThrow(RangeError)
    expect(taken.slice(1).map((entity) => right.serialOf(entity))).toEqual([1, 2, 3])
    expect(right.count()).toBe(3)
  })

  it('sends nothing of an entity that cannot be packed, and keeps it', async () => {
    const { left, right, spawn, move, coordinator, World } = await twoWorlds(kind)
    const entity = spawn(left, 4, { Note: { raw: new Uint8Array(5) } })
    expect(() => left.entities.send(entity, World.right)).toThrow(RangeError)
    coordinator.flush()
    expect([left.isAlive(entity), right.entities.receive()]).toEqual([true, null])
    const other = spawn(left, 5, { Note: { raw: new Uint8Array(4) } })
    expect(right.read(move(left, right, other))).toEqual({
      Serial: { number: 5 },
      Note: { raw: new Uint8Array(4) },
    })
  })
})
