import { beforeEach, describe, expect, it } from 'vitest'
import { MpmcQueue } from '../../templates/kernel/mpmc-queue.ts'
import { Inbox, ReadyQueues } from '../../templates/kernel/ready-queues.ts'
import { I32 } from '../../templates/kernel/sample.ts'
import { SpscQueue } from '../../templates/kernel/spsc-queue.ts'
import { Random } from '../support/random.ts'
import {
  clearMemory,
  entityOf,
  headWord,
  isReadyBitSet,
  queueMap,
  readyWord,
  sleeperWord,
  stamp,
  startPositions,
  tailWord,
} from './memory.ts'
import { asSpsc, drain, put } from './queueHelpers.ts'

beforeEach(clearMemory)

/** As many threads as handles: each side of the ring belongs to one of them at a time. */
function handles(count: number, start = 0): SpscQueue[] {
  I32[tailWord] = start
  I32[headWord] = start
  return Array.from({ length: count }, () => new SpscQueue(queueMap({ capacity: 8, batchSize: 4 })))
}

describe('a world that passes from thread to thread', () => {
  it('is received for where the last thread stopped, by one that was there before it', () => {
    const [early, producer, worker] = handles(3) as [SpscQueue, SpscQueue, SpscQueue]
    for (let entity = 0; entity < 20; entity += 4) {
      for (let next = entity; next < entity + 4; next++) put(producer, next)
      expect(drain(worker)).toEqual([entity, entity + 1, entity + 2, entity + 3])
    }
    put(producer, 20)
    producer.flush()
    expect(drain(early)).toEqual([20])
    expect([early.received, worker.received, early.length]).toEqual([1, 20, 0])
  })

  it('is sent from where the last thread stopped', () => {
    const [early, worker, consumer] = handles(3) as [SpscQueue, SpscQueue, SpscQueue]
    for (const entity of [0, 1, 2]) put(worker, entity)
    worker.flush()
    for (const entity of [3, 4]) put(early, entity)
    early.flush()
    expect(drain(consumer)).toEqual([0, 1, 2, 3, 4])
    expect([worker.sent, early.sent]).toEqual([3, 2])
  })

  it.each(startPositions)(
    'loses and doubles nothing, whoever has which side, from position %i on',
    (start) => {
      for (let seed = 0; seed < 200; seed++) {
        const random = new Random(seed)
        const threads = handles(4, start)
        let [sender, receiver] = [0, 1]
        let sent = 0
        const came: number[] = []
        for (let step = 0; step < 100; step++) {
          const [producer, consumer] = [threads[sender]!, threads[receiver]!]
          for (let count = random.below(6); count > 0; count--) if (put(producer, sent)) sent++
          for (let count = random.below(6); count > 0; count--) {
            const transfer = consumer.peek()
            if (transfer === null) break
            came.push(entityOf(transfer)!)
            consumer.release()
          }
          // What `endTick` does before a world is handed over.
          if (random.once(3)) {
            producer.flush()
            sender = random.below(4)
          }
          if (random.once(3)) {
            consumer.flush()
            receiver = random.below(4)
          }
        }
        threads[sender]!.flush()
        came.push(...drain(threads[receiver]!))
        expect(came).toEqual(Array.from({ length: sent }, (_, entity) => entity))
      }
    },
  )

  it('has its runs end at the end of the ring, also when the other thread has moved it', () => {
    const [early, worker, consumer] = handles(3) as [SpscQueue, SpscQueue, SpscQueue]
    for (let entity = 0; entity < 7; entity++) put(worker, entity)
    worker.flush()
    drain(consumer)
    consumer.flush()
    expect([early.reserveRun(8), worker.reserveRun(8)]).toEqual([1, 1])
  })

  it('tells who had not published what it committed, once, and goes on', () => {
    const [late, worker, consumer] = handles(3) as [SpscQueue, SpscQueue, SpscQueue]
    for (const entity of [0, 1, 2]) put(late, entity)
    for (let entity = 10; entity < 18; entity += 4) {
      for (let next = entity; next < entity + 4; next++) put(worker, next)
      expect(drain(consumer)).toEqual([entity, entity + 1, entity + 2, entity + 3])
    }
    expect(() => late.reserveBatch(8)).toThrow(/another thread.*: 3 transfers/)
    put(late, 5)
    late.flush()
    expect(drain(consumer)).toEqual([5])
  })

  it('may be flushed in the midst of a batch', () => {
    const [producer, consumer] = handles(2) as [SpscQueue, SpscQueue]
    for (let entity = 0; entity < 8; entity++) put(producer, entity)
    const seen: (number | null)[] = []
    expect(
      consumer.popBatch(5, (transfer) => {
        consumer.flush()
        seen.push(entityOf(transfer))
      }),
    ).toBe(5)
    consumer.peek()
    consumer.flush()
    consumer.release()
    expect([seen, drain(consumer)]).toEqual([
      [0, 1, 2, 3, 4],
      [6, 7],
    ])
    producer.reserve()
    producer.flush()
    stamp(producer.slotAt(0), 8)
    producer.commit()
    for (let entity = 9; entity < 16; entity++) expect(put(producer, entity)).toBe(true)
    expect([put(producer, 16), drain(consumer)]).toEqual([false, [8, 9, 10, 11, 12, 13, 14, 15]])
  })
})

it.each([SpscQueue, MpmcQueue])('what %o has, a thread that starts later tells of', (Queue) => {
  const start = () => new Queue(queueMap())
  const published = asSpsc(start())
  put(published, 8)
  published.flush()
  // As a thread leaves it that ends when it has published, and before it has told of it.
  I32[readyWord] = 0
  start()
  expect(isReadyBitSet()).toBe(true)
  drain(published)
  published.flush()
  I32[readyWord] = 0
  start()
  expect(isReadyBitSet()).toBe(false)
})

it('a thread that has looked whether anything waits, and ends, takes nothing with it', () => {
  const inboxOf = (): Inbox => {
    const queue = asSpsc(new MpmcQueue(queueMap({ readyBit: 1 })))
    return new Inbox(
      new ReadyQueues([queue], readyWord, sleeperWord),
      new ReadyQueues([], readyWord + 8, sleeperWord),
    )
  }
  const [ends, goesOn] = [inboxOf(), inboxOf()]
  put(asSpsc(new MpmcQueue(queueMap({ readyBit: 1 }))), 7)
  expect(ends.isReady()).toBe(true)
  expect(goesOn.isReady()).toBe(true)
  expect(entityOf(goesOn.pop())).toBe(7)
  goesOn.letGo()
  expect([ends.isReady(), goesOn.isReady()]).toEqual([false, false])
})
