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

// Of the same shape: what reads the one reads the other.
const kinds = [
  { name: 'SpscQueue', make: (map: QueueMap): SpscQueue => new SpscQueue(map), isMpmc: false },
  { name: 'MpmcQueue', make: (map: QueueMap): SpscQueue => asSpsc(new MpmcQueue(map)), isMpmc: true },
]

/** The same public members; the compiler tells the two apart only by the private ones. */
function asSpsc(queue: Pick<SpscQueue, keyof SpscQueue>): SpscQueue {
  return queue as SpscQueue
}

function drain(queue: SpscQueue): number[] {
  const entities: number[] = []
  for (let transfer = queue.peek(); transfer !== null; transfer = queue.peek()) {
    entities.push(entityOf(transfer)!)
    queue.release()
  }
  return entities
}

function put(queue: SpscQueue, entity: number): boolean {
  const slot = queue.reserve()
  if (slot === null) return false
  stamp(slot, entity)
  queue.commit()
  return true
}

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
    I32[map.sleeperWord] = wakeWord
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

describe('SpscQueue', () => {
  it('publishes after batchSize commits, on flush, and when it finds the ring full', () => {
    const [producer, consumer] = [new SpscQueue(queueMap()), new SpscQueue(queueMap())]
    for (let entity = 0; entity < 3; entity++) put(producer, entity)
    expect(consumer.length).toBe(0)
    expect(consumer.peek()).toBe(null)
    expect(isReadyBitSet()).toBe(false)
    put(producer, 3)
    expect(consumer.length).toBe(4)
    expect(isReadyBitSet()).toBe(true)
    put(producer, 4)
    expect(consumer.length).toBe(4)
    producer.flush()
    expect(consumer.length).toBe(5)
    expect(producer.sent).toBe(5)

    const big = new SpscQueue(queueMap({ batchSize: 8, capacity: 8, word: 1024 }))
    const bigger = new SpscQueue(queueMap({ batchSize: 100, capacity: 8, word: 2048 }))
    for (let entity = 0; entity < 7; entity++) put(big, entity)
    expect(big.length).toBe(0)
    for (let entity = 0; entity < 8; entity++) put(bigger, entity)
    expect(bigger.length).toBe(0)
    expect(put(bigger, 8)).toBe(false)
    expect(bigger.length).toBe(8)
  })

  it('publishes what was committed before when a transfer is pushed', () => {
    const [producer, consumer] = [new SpscQueue(queueMap()), new SpscQueue(queueMap())]
    put(producer, 1)
    producer.push(makeTransfer(2))
    expect(drain(consumer)).toEqual([1, 2])
  })

  it('hands slots back in batches, and all of them once it has read what it knew of', () => {
    const [producer, consumer] = [new SpscQueue(queueMap()), new SpscQueue(queueMap())]
    for (let entity = 0; entity < 6; entity++) put(producer, entity)
    producer.flush()
    for (let count = 0; count < 3; count++) {
      consumer.peek()
      consumer.release()
    }
    expect(I32[headWord]).toBe(0)
    consumer.peek()
    consumer.release()
    expect(I32[headWord]).toBe(4)
    drain(consumer)
    expect(I32[headWord]).toBe(6)
  })
})

describe('MpmcQueue', () => {
  it('publishes each commit at once; flush changes nothing', () => {
    const [producer, consumer] = [new MpmcQueue(queueMap()), new MpmcQueue(queueMap())]
    put(asSpsc(producer), 1)
    expect(isReadyBitSet()).toBe(true)
    expect(entityOf(consumer.peek())).toBe(1)
    const before = I32.slice()
    producer.flush()
    expect(I32.every((word, index) => word === before[index])).toBe(true)
  })

  it('gives two producers two slots, and holds back what is behind an uncommitted one', () => {
    const [first, second, consumer] = [1, 2, 3].map(() => new MpmcQueue(queueMap())) as [
      MpmcQueue,
      MpmcQueue,
      MpmcQueue,
    ]
    const early = first.reserve()!
    const late = second.reserve()!
    expect(late.word).not.toBe(early.word)
    stamp(late, 2)
    second.commit()
    expect(consumer.peek()).toBe(null)
    expect(consumer.length).toBe(2)
    stamp(early, 1)
    first.commit()
    expect(drain(asSpsc(consumer))).toEqual([1, 2])
    expect([first.sent, second.sent]).toEqual([1, 1])
  })

  it('keeps a reserved slot through a refused push of another producer and a lap of the ring', () => {
    const [slow, quick] = [new MpmcQueue(queueMap()), new MpmcQueue(queueMap())]
    const slot = slow.reserve()!
    let pushed = 0
    while (quick.push(makeTransfer(10 + pushed))) pushed++
    expect(pushed).toBe(7)
    expect(slow.reserve()!.word).toBe(slot.word)
    stamp(slot, 9)
    slow.commit()
    expect(drain(asSpsc(quick))).toEqual([9, 10, 11, 12, 13, 14, 15, 16])
  })

  it('uses the reserved slot for a push, so that none is left uncommitted', () => {
    const queue = new MpmcQueue(queueMap())
    queue.reserve()
    queue.push(makeTransfer(1))
    expect(queue.length).toBe(1)
    expect(drain(asSpsc(queue))).toEqual([1])
  })

  it('gives each transfer to one of two consumers, released in any order', () => {
    const [producer, left, right] = [1, 2, 3].map(() => new MpmcQueue(queueMap())) as [
      MpmcQueue,
      MpmcQueue,
      MpmcQueue,
    ]
    for (let entity = 0; entity < 8; entity++) producer.push(makeTransfer(entity))
    expect(entityOf(left.peek())).toBe(0)
    expect(entityOf(right.peek())).toBe(1)
    right.release()
    // The slot of 1 is free, but the ring goes on only from the slot of 0.
    expect(producer.push(makeTransfer(8))).toBe(false)
    expect(producer.length).toBe(6)
    expect(entityOf(left.peek())).toBe(0)
    left.release()
    expect(producer.push(makeTransfer(8))).toBe(true)
    expect(producer.push(makeTransfer(9))).toBe(true)
    expect(producer.push(makeTransfer(10))).toBe(false)
    expect(entityOf(left.peek())).toBe(2)
    expect(drain(asSpsc(right))).toEqual([3, 4, 5, 6, 7, 8, 9])
    left.release()
    expect([left.received, right.received]).toEqual([2, 8])
  })

  it('keeps a transfer on which a visit threw from other consumers', () => {
    const [first, second] = [new MpmcQueue(queueMap()), new MpmcQueue(queueMap())]
    first.push(makeTransfer(1))
    first.push(makeTransfer(2))
    const fail = (): never => {
      throw new Error('not now')
    }
    expect(() => first.popBatch(2, fail)).toThrow('not now')
    expect(drain(asSpsc(second))).toEqual([2])
    expect(drain(asSpsc(first))).toEqual([1])
  })

  it('refuses to commit or release what it does not hold', () => {
    const queue = new MpmcQueue(queueMap())
    expect(() => queue.commit()).toThrow('commit without a reserved slot')
    expect(() => queue.release()).toThrow('release without a held transfer')
    queue.push(makeTransfer(1))
    expect(() => queue.commitBatch(1)).toThrow('commit without a reserved slot')
    queue.peek()
    queue.release()
    expect(() => queue.releaseBatch(1)).toThrow('release without a held transfer')
    expect([queue.sent, queue.received, queue.length]).toEqual([1, 1, 0])
  })

  it('loses no transfer in any interleaving of producers and consumers', () => {
    // One thread, steps in a random order that a seed replays: claims and commits lie apart as with threads.
    let seed = 12345
    const random = (bound: number): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0
      return (seed >>> 16) % bound
    }
    I32[tailWord] = I32[headWord] = 0x7fff_ff00
    for (let slot = 0; slot < 4; slot++) I32[slotsWord + slot * SLOT_WORDS_MPMC] = 0x7fff_ff00
    const map = queueMap({ capacity: 4 })
    const producers = Array.from({ length: 3 }, () => ({
      queue: new MpmcQueue(map),
      next: 0,
      isFilled: false,
    }))
    const consumers = Array.from({ length: 3 }, () => ({ queue: new MpmcQueue(map), last: [-1, -1, -1] }))
    const shown = consumers.map((): EntityTransfer | null => null)
    const seen = new Set<number>()
    for (let step = 0; step < 40_000; step++) {
      const who = random(3)
      const producer = producers[who]!
      const consumer = consumers[who]!
      if (random(2) === 0) {
        if (producer.isFilled) {
          producer.queue.commit()
          producer.isFilled = false
        } else {
          const slot = producer.queue.reserve()
          if (slot !== null) {
            stamp(slot, producer.next++ * 3 + who)
            producer.isFilled = true
          }
        }
      } else if (shown[who] == null) {
        shown[who] = consumer.queue.peek()
      } else {
        const entity = entityOf(shown[who])!
        expect(seen.has(entity)).toBe(false)
        seen.add(entity)
        // To each consumer, the transfers of each producer come in their order.
        expect(entity).toBeGreaterThan(consumer.last[entity % 3]!)
        consumer.last[entity % 3] = entity
        consumer.queue.release()
        shown[who] = null
      }
    }
    for (const { queue, isFilled } of producers) if (isFilled) queue.commit()
    for (const { queue } of consumers) for (const entity of drain(asSpsc(queue))) seen.add(entity)
    expect(seen.size).toBe(producers.reduce((sum, { next }) => sum + next, 0))
    expect(seen.size).toBeGreaterThan(5000)
    expect(I32[headWord]).toBeLessThan(0)
  })
})
