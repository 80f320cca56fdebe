import { describe, expect, it } from 'vitest'
import { twoWorlds } from './worlds.ts'

describe.each(['bitecs', 'koota', 'miniplex', 'soa'])('references between entities of %s', (kind) => {
  it('are empty while what they refer to is elsewhere, and are filled by "defer" once it comes', async () => {
    const { left, right, spawn, move, none, aiming } = await twoWorlds(kind)
    const target = spawn(left, 1)
    const holder = spawn(left, 2, aiming)
    left.refer(holder, 'next', target)
    left.refer(holder, 'last', target)
    const there = move(left, right, holder)
    expect(right.read(there).Aim).toEqual({ next: none, last: none, home: 0 })
    const targetThere = move(left, right, target)
    expect(right.read(there).Aim).toEqual({ next: targetThere, last: none, home: 0 })
  })

  it('are there at once when what they refer to is there already', async () => {
    const { left, right, spawn, move, aiming } = await twoWorlds(kind)
    // Other local ids than at home.
    for (let count = 0; count < 5; count++) right.spawn()
    const target = spawn(left, 1)
    const holder = spawn(left, 2, aiming)
    left.refer(holder, 'next', target)
    left.refer(holder, 'last', target)
    left.entities.adopt(target)
    left.entities.copy(target, 1)
    const there = move(left, right, holder)
    // The copy came first.
    expect(right.serialOf(there)).toBe(1)
    const holderThere = right.entities.receive()
    expect(right.read(holderThere).Aim).toEqual({ next: there, last: there, home: 0 })
  })

  it('of a cycle hold when it goes together, and when one goes after the other', async () => {
    for (const isTogether of [true, false]) {
      const { left, right, spawn, coordinator, World, aiming } = await twoWorlds(kind)
      for (let count = 0; count < 5; count++) right.spawn()
      const entities = [0, 1, 2, 3].map((number) => spawn(left, number, aiming))
      // The last one refers to itself.
      const nexts = [1, 2, 0, 3]
      for (const [index, entity] of entities.entries()) left.refer(entity, 'next', entities[nexts[index]!])
      if (isTogether) expect(left.entities.sendAll(entities, World.right)).toBe(4)
      else for (const entity of entities) expect(left.entities.send(entity, World.right)).toBe(true)
      coordinator.flush()
      const there: unknown[] = []
      right.entities.receiveAll(10, (entity: unknown) => there.push(entity))
      expect(there.map((entity) => right.read(entity).Aim.next)).toEqual(nexts.map((index) => there[index]))
    }
  })

  it('that wait travel on as what they wait for', async () => {
    const { left, right, spawn, move, none, aiming } = await twoWorlds(kind)
    const target = spawn(left, 1)
    const holder = spawn(left, 2, aiming)
    left.refer(holder, 'next', target)
    const id = left.entities.adopt(target)
    const there = move(left, right, holder)
    expect(right.read(there).Aim.next).toBe(none)
    const back = move(right, left, there)
    expect(left.read(back).Aim.next).toBe(target)
    expect(left.entities.idOf(target)).toBe(id)
  })

  it('that wait are left alone once the program has filled them, or their holder is gone', async () => {
    const { left, right, spawn, move, aiming } = await twoWorlds(kind)
    const target = spawn(left, 1)
    const holders = [2, 3].map((number) => spawn(left, number, aiming))
    for (const holder of holders) left.refer(holder, 'next', target)
    const there = holders.map((holder) => move(left, right, holder))
    const own = spawn(right, 9, aiming)
    right.refer(there[0], 'next', own)
    right.despawn(there[1])
    // It may have the local id of the one that is gone.
    const heir = spawn(right, 10, aiming)
    right.entities.adopt(heir)
    const targetThere = move(left, right, target)
    expect(right.serialOf(targetThere)).toBe(1)
    expect(right.read(there[0]).Aim.next).toBe(own)
    expect(right.read(heir).Aim.next).toBe(aiming.Aim.next)
  })

  it('to what is gone for good are empty', async () => {
    const { left, right, spawn, move, none, aiming } = await twoWorlds(kind)
    const target = spawn(left, 1)
    const holder = spawn(left, 2, aiming)
    left.refer(holder, 'next', target)
    left.refer(holder, 'last', target)
    left.despawn(target)
    const there = move(left, right, holder)
    expect(right.read(there).Aim).toEqual({ next: none, last: none, home: 0 })
  })

  it('to what is gone for good are empty, also where its number was that of one which has left', async () => {
    const { left, right, spawn, move, none, aiming } = await twoWorlds(kind)
    const holder = spawn(left, 1, aiming)
    const former = spawn(left, 2)
    move(left, right, former)
    const heir = spawn(left, 3)
    left.entities.adopt(heir)
    left.refer(holder, 'last', heir)
    left.despawn(heir)
    const there = move(left, right, holder)
    expect(right.read(there).Aim.last).toBe(none)
  })

  it('never are local ids on the wire, and a handle is what the program has put there', async () => {
    const { left, spawn, coordinator, World, aiming } = await twoWorlds(kind)
    for (let count = 0; count < 50; count++) left.spawn()
    const target = spawn(left, 1)
    const holder = spawn(left, 2, { Aim: { ...aiming.Aim, home: 4_000_000_000 } })
    left.refer(holder, 'next', target)
    left.refer(holder, 'last', target)
    left.entities.adoptAs(target, 3_000_000_000)
    left.entities.send(holder, World.right)
    coordinator.flush()
    const { aimNext, aimLast, aimHome, destroyOnArrive } = coordinator.popTransferFor(World.right)
    expect([aimNext, aimLast, aimHome]).toEqual([3_000_000_000, 3_000_000_000, 4_000_000_000])
    expect(destroyOnArrive).toBe(true)
  })

  it('wait for one thing at a time, however often they are brought up to date', async () => {
    const { left, right, spawn, move, aiming, coordinator } = await twoWorlds(kind)
    const targets = [1, 2, 3].map((number) => spawn(left, number))
    const holder = spawn(left, 4, aiming)
    for (const target of targets) {
      left.refer(holder, 'next', target)
      left.entities.copy(holder, 1)
    }
    coordinator.flush()
    const there = right.entities.receive()
    expect(right.entities.receiveAll()).toBe(2)
    for (const target of [targets[0], targets[1]]) move(left, right, target)
    expect(right.read(there).Aim.next).toBe(aiming.Aim.next)
    const last = move(left, right, targets[2])
    expect(right.read(there).Aim.next).toBe(last)
  })
})
