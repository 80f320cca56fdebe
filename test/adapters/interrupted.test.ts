import { describe, expect, it } from 'vitest'
import { twoWorlds } from './worlds.ts'

const kinds = ['bitecs', 'versioned', 'koota', 'miniplex', 'soa']

describe.each(kinds)('with %s, an entity is in one place', (kind) => {
  it('when one of several that are sent cannot be packed', async () => {
    const { left, right, spawn, World, coordinator } = await twoWorlds(kind)
    const good = [1, 2].map((number) => spawn(left, number))
    const bad = spawn(left, 3, { Note: { raw: new Uint8Array(5) } })
    const last = spawn(left, 4)
    expect(() => left.entities.sendAll([...good, bad, last], World.right)).toThrow(RangeError)
    coordinator.flush()
    right.entities.receiveAll()
    expect([...good, bad, last].map((entity) => left.isAlive(entity))).toEqual([false, false, true, true])
    expect([left.count(), right.count()]).toEqual([2, 2])
  })

  it('when a program spawns others as entities come', async () => {
    const { left, right, spawn, World, coordinator } = await twoWorlds(kind, {
      worlds: {
        left: { ecs: kind === 'versioned' ? 'bitecs' : kind },
        right: { ecs: kind === 'versioned' ? 'bitecs' : kind, entityCapacity: 4 },
      },
    })
    for (const number of [1, 2, 3]) left.entities.send(spawn(left, number), World.right)
    coordinator.flush()
    const taken: unknown[] = []
    const take = (): void => {
      right.entities.receiveAll(10, (entity: unknown) => {
        taken.push(entity)
        right.spawn()
      })
    }
    // Miniplex has room for any number; those alone that have an id are counted.
    if (kind === 'miniplex') take()
    else expect(take).toThrow(RangeError)
    const serials = taken.map((entity) => right.isAlive(entity) && right.serialOf(entity))
    const waiting = coordinator.pendingTransfersFor(World.right)
    expect(serials).toEqual([1, 2, 3].slice(0, 3 - waiting))
  })
})
