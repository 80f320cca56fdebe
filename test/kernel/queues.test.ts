import { beforeEach, describe, expect, it } from 'vitest'
import { MpmcQueue } from '../../templates/kernel/mpmc-queue.ts'
import { type EntityTransfer, I32, SLOT_WORDS, SLOT_WORDS_MPMC } from '../../templates/kernel/sample.ts'
import { type QueueMap, SpscQueue } from '../../templates/kernel/spsc-queue.ts'
import {
  clearMemory,
  entityOf,
  headWord,
  isReadyBitSet,
  makeTransfer,
  queueMap,
  slotsWord,
  stamp,
  startPositions,
  tailWord,
  wakeWord,
} from './memory.ts'
import { asSpsc, drain, put } from './queueHelpers.ts'

// Of the same shape: what reads the one reads the other.
const kinds = [
  { name: 'SpscQueue', make: (map: QueueMap): SpscQueue => new SpscQueue(map), isMpmc: false },
  { name: 'MpmcQueue', make: (map: QueueMap): SpscQueue => asSpsc(new MpmcQueue(map)), isMpmc: true },
]

beforeEach(clearMemory)

describe.each(kinds)('$name', ({ make, isMpmc }) => {
  /** As a queue stands after so many transfers went through it. */
  function startAt(position: number): void {
    I32[tailWord] = position
    I32[headWord] = position
    if (isMpmc) for (let slot = 0; slot < 8; slot++) I32[slotsWord + slot * SLOT_WORDS_MPMC] = position
  }

  it('is empty on zeroed memory', () => {
    const queue = make(queueMap())
    expect([queue.source, queue.target, queue.capacity]).toEqual([0, 1, 8])
    expect(queue.length).toBe(0)
    expect(queue.peek()).toBe(null)
    expect(queue.peekBatch(10)).toBe(0)
    expect(queue.popBatch(10, () => expect.fail('there is nothing to visit'))).toBe(0)
    expect(isReadyBitSet()).toBe(false)
  })

  it('gives back in order what was put in', () => {
    const [producer, consumer] = [make(queueMap()), make(queueMap())]
    for (const entity of [11, 12, 13]) expect(put(producer, entity)).toBe(true)
    producer.flush()
    expect(consumer.length).toBe(3)
    expect(drain(consumer)).toEqual([11, 12, 13])
    expect(consumer.length).toBe(0)
  })

  it.each(startPositions)('runs many laps from position %i on', (position) => {
    startAt(position)
    const [producer, consumer] = [make(queueMap()), make(queueMap())]
    let next = 0
    let expected = 0
    for (let round = 0; round < 60; round++) {
      for (let count = (round * 5) % 9; count > 0; count--) {
        if (!put(producer, next)) {
          // The spsc consumer hands slots back in batches, so that its ring may be full with some read.
          expect(next - expected).toBeGreaterThan(isMpmc ? 7 : 8 - 4)
          break
        }
        next++
        expect(next - expected).toBeLessThanOrEqual(8)
      }
      producer.flush()
      expect(consumer.length).toBeGreaterThanOrEqual(next - expected)
      expect(consumer.length).toBeLessThanOrEqual(8)
      for (let count = (round * 7) % 8; count > 0; count--) {
        const transfer = consumer.peek()
        if (transfer === null) {
          expect(expected).toBe(next)
          break
        }
        expect(entityOf(transfer)).toBe(expected++)
        consumer.release()
      }
    }
    expect(drain(consumer)).toHaveLength(next - expected)
    expect(next).toBeGreaterThan(80)
    expect((I32[headWord]! - position) | 0).toBe(next)
    expect(producer.sent).toBe(next)
    expect(consumer.received).toBe(next)
  })

  it.each(startPositions)('fills up and drains, from position %i on', (position) => {
    startAt(position)
    const [producer, consumer] = [make(queueMap()), make(queueMap())]
    for (let entity = 0; entity < 8; entity++) expect(put(producer, entity)).toBe(true)
    expect(producer.reserve()).toBe(null)
    expect(producer.reserveBatch(4)).toBe(0)
    expect(producer.push(makeTransfer(99))).toBe(false)
    expect(producer.pushBatch([makeTransfer(99)])).toBe(0)
    expect(producer.refused).toBe(4)
    expect(producer.length).toBe(8)
    expect(producer.sent).toBe(8)
    expect(drain(consumer)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(put(producer, 8)).toBe(true)
    producer.flush()
    expect(drain(consumer)).toEqual([8])
  })

  it('gives the same slot, emptied, when reserved twice', () => {
    const queue = make(queueMap())
    const first = queue.reserve()!
    const word = first.word
    stamp(first, 5)
    I32[word + 3] = -1
    const second = queue.reserve()!
    expect(second.word).toBe(word)
    expect([...I32.subarray(word, word + 4)]).toEqual([0, 0, 0 | (1 << 8), 0])
    stamp(second, 6)
    queue.commit()
    queue.flush()
    expect(drain(queue)).toEqual([6])
    expect(queue.sent).toBe(1)
  })

  it('shows the same transfer until it is released', () => {
    const queue = make(queueMap())
    queue.push(makeTransfer(1))
    queue.push(makeTransfer(2))
    expect(entityOf(queue.peek())).toBe(1)
    expect(entityOf(queue.peek())).toBe(1)
    queue.release()
    expect(entityOf(queue.peek())).toBe(2)
  })

  it('gives no slot away that is being read', () => {
    const [producer, consumer] = [make(queueMap()), make(queueMap())]
    for (let entity = 0; entity < 8; entity++) put(producer, entity)
    const shown = consumer.peek()
    expect(put(producer, 8)).toBe(false)
    expect(entityOf(shown)).toBe(0)
    consumer.release()
    consumer.releaseBatch(0)
    drain(consumer)
    expect(put(producer, 8)).toBe(true)
  })

  it('sets worlds and flags of a pushed transfer: its own worlds, the flags as they were', () => {
    const queue = make(queueMap({ source: 3, target: 4 }))
    const transfer = makeTransfer(7)
    I32[transfer.word + 2] = 0x5_0201
    queue.push(transfer)
    const shown = queue.peek()!
    expect(I32[shown.word + 2]).toBe(0x5_0403)
    expect(I32[transfer.word + 2]).toBe(0x5_0201)
    expect(queue.reserve()!.word).not.toBe(shown.word)
  })

  it('takes off what the link does not carry, however it was queued', () => {
    const queue = make(queueMap({ carried: [0b0110] }))
    const transfer = makeTransfer(1)
    I32[transfer.word + 3] = 0b1111
    queue.push(transfer)
    queue.pushBatch([transfer])
    const slot = queue.reserve()!
    I32[slot.word + 3] = 0b1100
    queue.commit()
    queue.flush()
    queue.reserveBatch(1)
    I32[queue.slotAt(0).word + 3] = 0b1011
    queue.commitBatch(1)
    const masks: number[] = []
    queue.popBatch(10, (shown) => masks.push(I32[shown.word + 3]!))
    expect(masks).toEqual([0b0110, 0b0110, 0b0100, 0b0010])
    expect(I32[transfer.word + 3]).toBe(0b1111)
  })

  it('pushes as many of a batch as fit', () => {
    const [producer, consumer] = [make(queueMap()), make(queueMap())]
    const transfers = Array.from({ length: 6 }, (_, place) => makeTransfer(100 + place, place))
    expect(producer.pushBatch(transfers)).toBe(6)
    expect(producer.pushBatch(transfers)).toBe(2)
    expect(producer.refused).toBe(0)
    expect(producer.pushBatch(transfers)).toBe(0)
    expect(producer.pushBatch([])).toBe(0)
    expect(producer.refused).toBe(1)
    expect(drain(consumer)).toEqual([100, 101, 102, 103, 104, 105, 100, 101])
  })

  it.each(startPositions)(
    'reserves a run only up to the end of the ring, from position %i on',
    (position) => {
      startAt(position)
      const [producer, consumer] = [make(queueMap()), make(queueMap())]
      for (let entity = 0; entity < 6; entity++) put(producer, entity)
      producer.flush()
      drain(consumer)
      const rooms: number[] = []
      for (let filled = 0; filled < 5; filled += rooms.at(-1)!) {
        const room = producer.reserveRun(5 - filled)
        for (let index = 0; index < room; index++) stamp(producer.slotAt(index), filled + index)
        producer.commitBatch(room)
        rooms.push(room)
      }
      expect(rooms).toEqual(isMpmc ? [1, 1, 1, 1, 1] : [2, 3])
      expect(drain(consumer)).toEqual([0, 1, 2, 3, 4])
    },
  )

  it('fills a batch of slots in place', () => {
    const [producer, consumer] = [make(queueMap()), make(queueMap())]
    let entity = 0
    for (let room = producer.reserveBatch(5); room > 0; room = producer.reserveBatch(5 - entity)) {
      expect(room).toBe(isMpmc ? 1 : 5)
      for (let index = 0; index < room; index++) stamp(producer.slotAt(index), entity++)
      producer.commitBatch(room)
    }
    expect(consumer.length).toBe(5)
    expect(consumer.peekBatch(3)).toBe(isMpmc ? 1 : 3)
    expect(entityOf(consumer.peekAt(0))).toBe(0)
    consumer.releaseBatch(1)
    expect(drain(consumer)).toEqual([1, 2, 3, 4])
  })

  it('does nothing for limits and counts of zero', () => {
    const queue = make(queueMap())
    queue.push(makeTransfer(1))
    expect(queue.reserveBatch(0)).toBe(0)
    expect(queue.peekBatch(0)).toBe(0)
    expect(queue.popBatch(0, () => expect.fail('the limit is 0'))).toBe(0)
    queue.commitBatch(0)
    queue.releaseBatch(0)
    expect(queue.refused).toBe(0)
    expect(drain(queue)).toEqual([1])
  })

  it.each(startPositions)('pops at most the limit, from position %i on', (position) => {
    startAt(position)
    const queue = make(queueMap())
    for (let entity = 0; entity < 8; entity++) queue.push(makeTransfer(entity))
    const seen: (number | null)[] = []
    const visit = (transfer: EntityTransfer): number => seen.push(entityOf(transfer))
    expect(queue.popBatch(5, visit)).toBe(5)
    expect(queue.received).toBe(5)
    expect(queue.length).toBe(3)
    expect(queue.popBatch(5, visit)).toBe(3)
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(queue.received).toBe(8)
  })

  it('works with the least capacity, 2', () => {
    const map = queueMap({ capacity: 2, batchSize: 1 })
    const [producer, consumer] = [make(map), make(map)]
    for (let entity = 0; entity < 20; entity += 2) {
      expect(put(producer, entity)).toBe(true)
      expect(put(producer, entity + 1)).toBe(true)
      expect(put(producer, 99)).toBe(false)
      expect(entityOf(consumer.peek())).toBe(entity)
      expect(put(producer, 99)).toBe(false)
      expect(drain(consumer)).toEqual([entity, entity + 1])
    }
  })

  it('keeps the transfer on which a visit threw, and gives back those before', () => {
    const [producer, consumer] = [make(queueMap()), make(queueMap())]
    for (let entity = 0; entity < 8; entity++) put(producer, entity)
    const seen: number[] = []
    const visit = (transfer: EntityTransfer): void => {
      const entity = entityOf(transfer)!
      if (entity === 3) throw new Error('no room in the world')
      seen.push(entity)
    }
    expect(() => consumer.popBatch(8, visit)).toThrow('no room in the world')
    expect(seen).toEqual([0, 1, 2])
    expect(consumer.received).toBe(3)
    for (const entity of [8, 9, 10]) expect(put(producer, entity)).toBe(true)
    expect(put(producer, 11)).toBe(false)
    expect(() => consumer.popBatch(8, visit)).toThrow('no room in the world')
    expect(entityOf(consumer.peek())).toBe(3)
    expect(drain(consumer)).toEqual([3, 4, 5, 6, 7, 8, 9, 10])
    expect(consumer.received).toBe(11)
  })

  it.each(startPositions)('lets an instance go on where another was, from position %i on', (position) => {
    startAt(position)
    const first = make(queueMap())
    for (let entity = 0; entity < 5; entity++) first.push(makeTransfer(entity))
    first.popBatch(2, () => {})
    const second = make(queueMap())
    expect(second.length).toBe(3)
    second.push(makeTransfer(5))
    expect(drain(second)).toEqual([2, 3, 4, 5])
    expect(second.sent).toBe(1)
    expect(second.received).toBe(4)
    for (let entity = 6; entity < 14; entity++) expect(put(second, entity)).toBe(true)
    expect(put(second, 14)).toBe(false)
    expect(drain(make(queueMap()))).toEqual([6, 7, 8, 9, 10, 11, 12, 13])
  })

  it('wakes the world that sleeps, and sets no bit of another queue', () => {
    const map = queueMap()
    const queue = make(map)
    queue.push(makeTransfer(1))
    expect(I32[map.readyWord]).toBe(1 << 5)
    expect(I32[wakeWord]).toBe(0)
    I32[map.sleeperWord] = 1 // one thread sleeps, on the word behind
    queue.push(makeTransfer(2))
    expect(I32[wakeWord]).toBe(1)
  })

  it('touches nothing behind its last slot or before its first word', () => {
    I32.fill(-7, tailWord - 16, tailWord)
    const end = slotsWord + 8 * (isMpmc ? SLOT_WORDS_MPMC : SLOT_WORDS)
    I32.fill(-7, end, end + 32)
    const queue = make(queueMap())
    for (let lap = 0; lap < 3; lap++) {
      for (let entity = 0; entity < 8; entity++) expect(queue.push(makeTransfer(entity))).toBe(true)
      expect(drain(queue)).toHaveLength(8)
    }
    expect(I32.subarray(tailWord - 16, tailWord).every((word) => word === -7)).toBe(true)
    expect(I32.subarray(end, end + 32).every((word) => word === -7)).toBe(true)
  })
})
