import { expect, it } from 'vitest'
import { loadModule } from '../support/generated.ts'
import { plain } from '../support/plain.ts'

const schema = {
  name: 'written',
  components: {
    Place: { at: 'vec3', turn: 'quat', level: 'u8', wide: 'i64', isOpen: 'bool' },
    Lists: { bytes: 'u8[8]', odd: 'u8[3]', path: 'vec2[2]' },
    Words: { raw: 'bytes<5>', side: { enum: ['red', 'blue'] }, marks: { flags: ['hot', 'cold'] } },
    Body: { pose: { struct: { flag: 'u8', deep: { struct: { weight: 'f64' } } } }, owner: 'entity' },
    Tag: {},
    // Its accessor has the name of a function that the module stores texts with.
    Store: { text: 'string<8>' },
  },
  archetypes: { hauler: ['Place', 'Lists', 'Words', 'Body', 'Tag', 'Store'], mark: ['Tag'] },
  worlds: { here: {}, there: {} },
  queue: { capacity: 16, batchSize: 4 },
}
const module = await loadModule(schema)

const place = {
  at: { x: 1, y: 2, z: 3 },
  turn: { x: 0, y: 0.5, z: -0.5, w: 1 },
  level: 255,
  wide: -7n,
  isOpen: true,
}
const lists = {
  bytes: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 255),
  odd: Uint8Array.of(9, 8, 7),
  path: [
    { x: 1, y: 2 },
    { x: 3, y: 4 },
  ],
}
const body = { pose: { flag: 7, deep: { weight: 1e300 } }, owner: 4_000_000_000 }

it('writes an archetype from single values, in the order of the schema, whatever stood there', () => {
  const [queue] = Object.values<typeof module>(module.queues)
  for (let turn = 0; turn < 40; turn++) {
    const slot = queue.reserve()
    if (turn % 2 === 1) slot.packPlace({ ...place, level: 1, wide: -1n })
    // Components and their fields one after the other, vectors by their lanes, structs by their fields.
    slot.writeHauler(
      ...[77, 3, 1, 2, 3, 0, 0.5, -0.5, 1, 255, -7n, true],
      ...[lists.bytes, lists.odd, lists.path, Uint8Array.of(1, 2), 'blue', 3],
      ...[body.pose.flag, body.pose.deep.weight, body.owner, 'stored'],
    )
    queue.commit()
    queue.flush()
    const hauler = queue.peek()
    expect([hauler.entity, hauler.generation, hauler.isHauler, hauler.full]).toEqual([77, 3, true, true])
    expect([hauler.source, hauler.target]).toEqual([module.World.here, module.World.there])
    expect(plain(hauler.unpackPlace())).toEqual(place)
    expect(plain(hauler.unpackLists())).toEqual(lists)
    expect(plain(hauler.unpackWords())).toEqual({ raw: Uint8Array.of(1, 2), side: 'blue', marks: 3 })
    expect(plain(hauler.unpackBody())).toEqual(body)
    expect([hauler.hasTag, hauler.unpackStore().text]).toEqual([true, 'stored'])
    queue.release()
  }
})

it('writes a batch to the words of its slots', () => {
  const queue = module.queues.hereToThere
  for (let first = 0; first < 60; first += 5) {
    expect(queue.reserveBatch(5)).toBe(5)
    for (let index = 0; index < 5; index++) module.writeMarkTo(queue.wordAt(index), first + index, index)
    queue.commitBatch(5)
    expect(queue.peekBatch(16)).toBe(5)
    for (let index = 0; index < 5; index++) {
      const mark = queue.peekAt(index)
      expect([mark.entity, mark.generation, mark.isMark, mark.full]).toEqual([
        first + index,
        index,
        true,
        true,
      ])
    }
    queue.releaseBatch(5)
  }
})

it('an archetype of tags alone takes no values', () => {
  const queue = module.queues.hereToThere
  queue.reserve().writeMark(5, 6)
  queue.commit()
  queue.flush()
  const mark = queue.peek()
  expect([mark.entity, mark.generation, mark.isMark, mark.isHauler]).toEqual([5, 6, true, false])
  queue.release()
})

it.each(['spsc', 'mpmc'])('overwrites whatever an older packet left in a slot of %s', async (kind) => {
  // Past one word of the mask, so that one is left at zero.
  const fillers = Object.fromEntries(Array.from({ length: 40 }, (_, id) => [`C${id}`, { a: 'u32' }]))
  const { queues, World, C39, Low, High, writeLowTo } = await loadModule({
    name: `overwritten-${kind}`,
    components: fillers,
    archetypes: { low: ['C0', 'C1'], high: ['C39'] },
    worlds: { here: {}, there: {} },
    queue: { kind, capacity: 2, batchSize: 1 },
  })
  const queue = queues.hereToThere
  const send = (fill: (slot: typeof queue) => void): typeof queue => {
    expect(queue.reserveBatch(1)).toBe(1)
    fill(queue.overwriteAt(0))
    queue.commitBatch(1)
    return queue.peek()
  }
  for (let turn = 0; turn < 4; turn++) {
    const low = send((slot) => slot.writeLow(8, turn, 1, 2))
    expect([low.entity, low.generation, low.isLow, low.hasC39, low.full]).toEqual([
      8,
      turn,
      true,
      false,
      true,
    ])
    expect([low.source, low.target, low.priority]).toEqual([World.here, World.there, false])
    expect(plain(low.unpackLow(new Low()))).toEqual({
      entity: 8,
      generation: turn,
      c0: { a: 1 },
      c1: { a: 2 },
    })
    queue.release()
    const high = send((slot) =>
      slot.packHigh({ entity: 9, generation: turn, c39: Object.assign(new C39(), { a: 7 }) }),
    )
    expect([high.isHigh, high.hasC0, high.hasC1]).toEqual([true, false, false])
    expect(plain(high.unpackHigh(new High()))).toEqual({ entity: 9, generation: turn, c39: { a: 7 } })
    queue.release()
    expect(queue.reserveBatch(1)).toBe(1)
    writeLowTo(queue.wordAt(0), 6, turn, 3, 4)
    queue.commitBatch(1)
    const direct = queue.peek()
    expect([direct.entity, direct.generation, direct.isLow, direct.hasC39, direct.full]).toEqual([
      6,
      turn,
      true,
      false,
      true,
    ])
    expect([direct.source, direct.target, direct.priority]).toEqual([World.here, World.there, false])
    expect([direct.c0A, direct.c1A]).toEqual([3, 4])
    queue.release()
    const priority = send((slot) => {
      slot.writeLow(1, 1, 1, 1)
      slot.priority = true
      slot.destroyOnArrive = true
    })
    expect([priority.priority, priority.destroyOnArrive]).toEqual([true, true])
    queue.release()
  }
})
