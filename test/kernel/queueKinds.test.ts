import { beforeEach, describe, expect, it } from 'vitest'
import { MpmcQueue } from '../../templates/kernel/mpmc-queue.ts'
import { type EntityTransfer, I32, SLOT_WORDS_MPMC } from '../../templates/kernel/sample.ts'
import { SpscQueue } from '../../templates/kernel/spsc-queue.ts'
import {
  clearMemory,
  entityOf,
  headWord,
  isReadyBitSet,
  makeTransfer,
  queueMap,
  readyWord,
  slotsWord,
  stamp,
  tailWord,
} from './memory.ts'
import { asSpsc, drain, put } from './queueHelpers.ts'

beforeEach(clearMemory)

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

  it('finds the room that its own thread has released, where that is both ends', () => {
    const queue = new SpscQueue(queueMap({ capacity: 8, batchSize: 4 }))
    for (let entity = 0; entity < 4; entity++) put(queue, entity)
    for (let entity = 0; entity < 3; entity++) {
      expect(entityOf(queue.peek())).toBe(entity)
      queue.release()
    }
    // The last of these finds the ring full but for the three slots, which are not handed back yet.
    for (let entity = 4; entity < 11; entity++) expect(put(queue, entity)).toBe(true)
    expect(put(queue, 11)).toBe(false)
    expect([queue.refused, drain(queue)]).toEqual([1, [3, 4, 5, 6, 7, 8, 9, 10]])
  })

  it('publishes what was committed before when a transfer is pushed', () => {
    const [producer, consumer] = [new SpscQueue(queueMap()), new SpscQueue(queueMap())]
    put(producer, 1)
    producer.push(makeTransfer(2))
    expect(drain(consumer)).toEqual([1, 2])
  })

  it('knows on the receiving side what is left, though slots are handed back in batches', () => {
    const [producer, consumer] = [new SpscQueue(queueMap()), new SpscQueue(queueMap())]
    for (let entity = 0; entity < 6; entity++) put(producer, entity)
    producer.flush()
    for (const left of [5, 4, 3]) {
      consumer.peek()
      consumer.release()
      expect([consumer.length, producer.length]).toEqual([left, 6])
    }
    consumer.peek()
    consumer.release()
    expect([consumer.length, producer.length]).toEqual([2, 2])
  })

  it('sends nothing of what is abandoned', () => {
    const queue = new SpscQueue(queueMap())
    stamp(queue.reserve()!, 1)
    queue.abandon()
    put(queue, 2)
    queue.flush()
    expect(drain(queue)).toEqual([2])
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

  it('passes over abandoned slots, on every lap, and lets go what waits behind them', () => {
    const [failing, other, consumer] = [1, 2, 3].map(() => new MpmcQueue(queueMap())) as [
      MpmcQueue,
      MpmcQueue,
      MpmcQueue,
    ]
    failing.abandon()
    expect(failing.length).toBe(0)
    for (let lap = 0; lap < 20; lap++) {
      stamp(failing.reserve()!, 1000)
      expect(other.push(makeTransfer(lap))).toBe(true)
      expect(consumer.peek()).toBe(null)
      I32[readyWord] = 0
      failing.abandon()
      // The consumer may have looked in vain, and cleared the bit, while the slot was reserved.
      expect(isReadyBitSet()).toBe(true)
      expect(() => failing.commit()).toThrow('commit without a reserved slot')
      expect(drain(asSpsc(consumer))).toEqual([lap])
    }
    expect([failing.sent, other.sent, consumer.received, consumer.length]).toEqual([0, 20, 20, 0])
    for (let count = 0; count < 8; count++) {
      failing.reserve()
      failing.abandon()
    }
    expect(failing.reserve()).toBe(null)
    expect(consumer.peek()).toBe(null)
    expect(failing.push(makeTransfer(5))).toBe(true)
    expect(drain(asSpsc(consumer))).toEqual([5])
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
          if (random(8) === 0) {
            producer.queue.abandon()
            producer.next--
          } else producer.queue.commit()
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
