import { expect, it } from 'vitest'
import { Random } from '../support/random.ts'
import { twoWorlds } from './worlds.ts'

// biome-ignore lint/suspicious/noExplicitAny: a subject has the entities of whatever ECS it is of
type Any = any

/** What an entity is to have, wherever it is. */
interface Wanted {
  Serial: { number: number }
  Position?: { x: number; y: number }
  Stunned?: object
}

const rounds = 3_000

// Not with versioned ids: bitECS 0.4.0 itself loses track of them.
it.each([
  ['bitecs', 1],
  ['koota', 3],
  ['miniplex', 4],
  ['soa', 5],
])(
  '%s: entities that are sent, changed and killed at random are each in one place, as they were',
  async (kind, seed) => {
    const random = new Random(seed)
    const { left, right, World, coordinator } = await twoWorlds(kind, { queue: { capacity: 16 } })
    const sides = [left, right] as Any[]
    const targets = [World.right, World.left]
    /** By side, the entities that the program has there, with what they are to have. */
    const here: Map<Any, Wanted>[] = [new Map(), new Map()]
    const onTheWay = new Map<number, Wanted>()
    const dead: Any[][] = [[], []]
    let serial = 0
    const pick = (side: number): Any => [...here[side]!.keys()][random.below(here[side]!.size)]
    const gone = (side: number, entity: Any): void => {
      const wanted = here[side]!.get(entity)!
      here[side]!.delete(entity)
      dead[side]!.push(entity)
      onTheWay.set(wanted.Serial.number, wanted)
    }
    const take = (side: number, limit: number): void => {
      const subject = sides[side]
      const throwsAt = random.below(4) === 0 ? random.below(4) : -1
      let count = 0
      const visit = (entity: Any): void => {
        if (count++ === throwsAt) throw new Error('of the program')
        const number = subject.serialOf(entity)
        const wanted = onTheWay.get(number)
        if (wanted === undefined) throw new Error(`${number} has come twice`)
        onTheWay.delete(number)
        here[side]!.set(entity, wanted)
      }
      try {
        subject.entities.receiveAll(limit, visit)
      } catch (error) {
        if (!String(error).includes('of the program')) throw error
      }
    }
    for (let round = 0; round < rounds; round++) {
      const side = random.below(2)
      const subject = sides[side]
      const entity = here[side]!.size > 0 ? pick(side) : null
      switch (random.below(9)) {
        case 0:
        case 1: {
          const value: Wanted = { Serial: { number: ++serial } }
          if (random.below(2) === 0) value.Position = { x: random.below(100), y: serial }
          if (random.below(2) === 0) value.Stunned = {}
          const born = subject.spawn()
          subject.fill(born, value)
          here[side]!.set(born, value)
          break
        }
        case 2:
          if (entity === null || here[side]!.size < 20) break
          subject.despawn(entity)
          here[side]!.delete(entity)
          dead[side]!.push(entity)
          break
        case 3: {
          if (entity === null) break
          const wanted = here[side]!.get(entity)!
          if (wanted.Stunned !== undefined) {
            subject.remove(entity, 'Stunned')
            delete wanted.Stunned
          } else if (wanted.Position === undefined) {
            subject.fill(entity, { Position: { x: 1, y: 2 } })
            wanted.Position = { x: 1, y: 2 }
          }
          break
        }
        case 4:
        case 5:
          if (entity !== null && subject.entities.send(entity, targets[side])) gone(side, entity)
          break
        case 6: {
          const list = [
            ...new Set(Array.from({ length: 5 }, () => (here[side]!.size > 0 ? pick(side) : null))),
          ]
          const wanted = list.filter((one) => one !== null)
          const old = dead[side]![random.below(dead[side]!.length + 1)]
          // An id of bitECS may be that of another entity by now.
          const hasDead = old !== undefined && kind !== 'bitecs' && random.below(3) === 0
          const at = random.below(wanted.length + 1)
          if (hasDead) wanted.splice(at, 0, old)
          const before = wanted.filter((one) => here[side]!.has(one))
          try {
            subject.entities.sendAll(wanted, targets[side])
          } catch (error) {
            expect([hasDead, error instanceof RangeError]).toEqual([true, true])
          }
          for (const one of before) if (!subject.isAlive(one)) gone(side, one)
          break
        }
        default:
          coordinator.flush()
          take(side, 1 + random.below(8))
      }
    }
    for (let step = 0; step < 100 && onTheWay.size > 0; step++) {
      coordinator.flush()
      for (const side of [0, 1]) take(side, 100)
    }
    expect(onTheWay.size).toBe(0)
    for (const side of [0, 1]) {
      expect(sides[side].count()).toBe(here[side]!.size)
      for (const [entity, wanted] of here[side]!) expect(sides[side].read(entity)).toEqual(wanted)
    }
  },
)
