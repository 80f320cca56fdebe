import { describe, expect, it } from 'vitest'
import { twoWorlds } from './worlds.ts'

const whole = { Position: { x: 1, y: 2 }, Velocity: { by: { x: 3, y: 4 } }, Stunned: {} }

async function underWay(kind: string, numbers: readonly number[]) {
  const worlds = await twoWorlds(kind)
  const { left, spawn, World, coordinator } = worlds
  for (const number of numbers) left.entities.send(spawn(left, number, whole), World.right)
  coordinator.flush()
  return worlds
}

// Where an observer of bitECS removes the entity that gets a component, bitECS itself throws.
describe.each(['koota', 'miniplex'])('with %s, an observer', (kind) => {
  it('may remove what arrives: it is not shown, and does not come again', async () => {
    const { right, coordinator, World } = await underWay(kind, [1, 2, 3])
    right.watch('Serial', (entity: unknown) => {
      if (right.serialOf(entity) !== 2) right.despawn(entity)
    })
    const shown: number[] = []
    expect(right.entities.receiveAll(9, (entity: unknown) => shown.push(right.serialOf(entity)))).toBe(3)
    expect(shown).toEqual([2])
    expect([right.count(), right.entities.size, coordinator.pendingTransfersFor(World.right)]).toEqual([
      1, 1, 0,
    ])
  })

  it('may put another entity in the place of what arrives, which keeps its values', async () => {
    const { right, spawn } = await underWay(kind, [1])
    let other: unknown = null
    right.watch('Serial', (entity: unknown) => {
      if (other !== null) return
      other = false
      right.despawn(entity)
      other = spawn(right, 7, { Position: { x: 8, y: 9 } })
    })
    expect(right.entities.receive()).toBe(null)
    expect(right.read(other)).toEqual({ Serial: { number: 7 }, Position: { x: 8, y: 9 } })
    expect([right.count(), right.entities.size]).toEqual([1, 0])
  })
})

describe.each(['bitecs', 'versioned', 'koota', 'miniplex'])('with %s, an observer', (kind) => {
  it('sends on what arrives once it is whole, and not before', async () => {
    const { left, right, World, coordinator } = await underWay(kind, [1])
    right.watch('Serial', (entity: unknown) => right.entities.send(entity, World.left))
    if (kind === 'miniplex') right.entities.receiveAll()
    else {
      expect(() => right.entities.receiveAll()).toThrow('the entity is arriving still')
      expect(right.entities.receiveAll(9, (entity: unknown) => right.entities.send(entity, World.left))).toBe(
        1,
      )
    }
    coordinator.flush()
    expect(left.read(left.entities.receive())).toEqual({ Serial: { number: 1 }, ...whole })
    expect([left.entities.receive(), left.count(), right.count()]).toEqual([null, 1, 0])
  })
})
