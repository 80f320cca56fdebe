import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MpmcQueue } from '../../templates/kernel/mpmc-queue.ts'
import { Inbox, ReadyQueues } from '../../templates/kernel/ready-queues.ts'
import { type EntityTransfer, I32 } from '../../templates/kernel/sample.ts'
import { SpscQueue } from '../../templates/kernel/spsc-queue.ts'
import { Random } from '../support/random.ts'
import { clearMemory, entityOf, queueMap } from './memory.ts'
import { asSpsc, put } from './queueHelpers.ts'

beforeEach(clearMemory)
afterEach(() => vi.restoreAllMocks())

const readyWord = 128
const urgentWord = 132
const sleeperWord = 136
const firstQueueWord = 1024
const capacity = 4
/** Entities say which queue they took, and the how manieth there they are. */
const perQueue = 1_000

/** Both ends of `count` queues into one world, the ready bits of which begin at `ready`. */
function queuesInto(ready: number, count: number, first: number) {
  const maps = Array.from({ length: count }, (_, index) =>
    queueMap({
      capacity,
      batchSize: 1,
      word: firstQueueWord + (first + index) * 128,
      readyWord: ready + (index >>> 5),
      readyBit: 1 << (index & 31),
      sleeperWord,
    }),
  )
  return {
    producers: maps.map((map) => new SpscQueue(map)),
    consumers: maps.map((map) => new SpscQueue(map)),
  }
}

function inboxOn(normal: readonly SpscQueue[], urgent: readonly SpscQueue[] = []): Inbox {
  return new Inbox(
    new ReadyQueues(normal, readyWord, sleeperWord),
    new ReadyQueues(urgent, urgentWord, sleeperWord),
  )
}

/** A world that `normal` queues and two urgent ones lead into, and what was sent and came, by queue. */
function worldOf(normal: number) {
  const { producers, consumers } = queuesInto(readyWord, normal, 0)
  const urgent = queuesInto(urgentWord, 2, normal)
  const all = [...producers, ...urgent.producers]
  const sent = all.map(() => 0)
  const came = all.map(() => 0)
  return {
    inbox: inboxOn(consumers, urgent.consumers),
    sent,
    came,
    send(queue: number): void {
      if (put(all[queue]!, queue * perQueue + sent[queue]!)) sent[queue]!++
    },
    take(transfer: EntityTransfer | null): void {
      const entity = entityOf(transfer)!
      const queue = Math.floor(entity / perQueue)
      expect(entity % perQueue, `the order of queue ${queue}`).toBe(came[queue])
      came[queue]!++
    },
  }
}

describe('what arrives at a world', () => {
  it.each([1, 2, 31, 32, 33, 70])(
    'is all seen, in order, with %i queues and sends at every step',
    (normal) => {
      for (let seed = 0; seed < 40; seed++) {
        clearMemory()
        const random = new Random(seed)
        const { inbox, sent, came, send, take } = worldOf(normal)
        let isSending = false
        /** Another thread gets the processor: it may come between any two atomic operations of this one. */
        const interrupt = (): void => {
          if (isSending || !random.once(5)) return
          isSending = true
          // A few busy queues and a rare one, so that bits are set again while they are being cleared.
          send(random.below(1 + random.below(1 + random.below(sent.length))))
          isSending = false
        }
        for (const name of ['load', 'and', 'store'] as const) {
          const original = Atomics[name] as (...operands: unknown[]) => unknown
          vi.spyOn(Atomics, name).mockImplementation(((...operands: unknown[]) => {
            interrupt()
            const result = original(...operands)
            interrupt()
            return result
          }) as never)
        }
        for (let turn = 0; turn < 150; turn++) {
          const choice = random.below(10)
          if (choice < 3) {
            const transfer = inbox.pop()
            if (transfer !== null) take(transfer)
          } else if (choice === 3) inbox.isReady()
          else inbox.popBatch(1 + random.below(12), take)
        }
        vi.restoreAllMocks()
        while (inbox.popBatch(1_000, take) !== 0);
        expect(came, `seed ${seed}`).toEqual(sent)
        // Or an idle look would cost a look at each queue.
        expect(inbox.isReady()).toBe(false)
        expect([I32[readyWord], I32[readyWord + 1], I32[readyWord + 2], I32[urgentWord]]).toEqual([
          0, 0, 0, 0,
        ])
      }
    },
  )

  it('lets each queue have its turn, whatever a busy one has', () => {
    const { inbox, came, send, take } = worldOf(3)
    for (let round = 0; round < 30; round++) {
      for (let count = 0; count < capacity; count++) send(0)
      send(1)
      send(2)
      inbox.popBatch(2, take)
    }
    expect(Math.min(...came.slice(0, 3))).toBeGreaterThan(5)
  })

  it('shows what is urgent first', () => {
    const { inbox, send } = worldOf(2)
    for (const queue of [0, 1, 2, 3]) send(queue)
    const order: number[] = []
    inbox.popBatch(3, (transfer) => order.push(Math.floor(entityOf(transfer)! / perQueue)))
    expect(order).toEqual([2, 3, 0])
    send(3)
    expect(Math.floor(entityOf(inbox.pop())! / perQueue)).toBe(3)
    expect(Math.floor(entityOf(inbox.pop())! / perQueue)).toBe(1)
    expect(inbox.pop()).toBe(null)
  })

  it('stays free for other threads where it came too late for this batch', () => {
    const maps = [0, 1].map((index) =>
      queueMap({
        capacity,
        word: firstQueueWord + index * 256,
        readyWord,
        readyBit: 1 << index,
        sleeperWord,
      }),
    )
    const threadsEnd = () => maps.map((map) => asSpsc(new MpmcQueue(map)))
    const [late, full] = threadsEnd()
    const inboxOf = () => inboxOn(threadsEnd())
    put(late!, 1)
    put(full!, 2)
    // The first queue is found empty, the second fills the batch, then the first gets one more.
    const original = Atomics.and
    vi.spyOn(Atomics, 'and').mockImplementation(((...operands: Parameters<typeof original>) => {
      put(late!, 3)
      return original(...operands)
    }) as never)
    const seen: (number | null)[] = []
    const see = (transfer: EntityTransfer) => seen.push(entityOf(transfer))
    expect(inboxOf().popBatch(2, see)).toBe(2)
    vi.restoreAllMocks()
    expect(inboxOf().popBatch(2, see)).toBe(1)
    expect(seen).toEqual([1, 2, 3])
  })

  it('comes again where the visitor throws, also if another thread has found the queue empty meanwhile', () => {
    const threadsEnd = () =>
      asSpsc(new MpmcQueue(queueMap({ capacity, readyWord, readyBit: 1, sleeperWord })))
    const sender = threadsEnd()
    const [failing, other] = [inboxOn([threadsEnd()]), inboxOn([threadsEnd()])]
    const fail = (): void => {
      throw new Error('no room')
    }
    for (const entity of [1, 2]) {
      put(sender, entity)
      for (let times = 0; times < 2; times++) {
        expect(() => failing.popBatch(9, fail)).toThrow('no room')
        expect(other.popBatch(9, fail)).toBe(0)
        expect(failing.isReady()).toBe(true)
      }
      if (entity === 1) expect(failing.popBatch(9, (transfer) => expect(entityOf(transfer)).toBe(1))).toBe(1)
      else expect(entityOf(failing.pop())).toBe(2)
      expect(failing.pop()).toBe(null)
      expect(failing.isReady()).toBe(false)
    }
  })

  it('comes again, and nothing else is lost, where the visitor throws', () => {
    const { inbox, came, send, take } = worldOf(3)
    for (const queue of [0, 0, 1, 2]) send(queue)
    let calls = 0
    const visit = (transfer: EntityTransfer): void => {
      if (++calls === 2) throw new Error('no room')
      take(transfer)
    }
    expect(() => inbox.popBatch(10, visit)).toThrow('no room')
    expect(inbox.popBatch(10, visit)).toBe(3)
    expect(came.slice(0, 3)).toEqual([2, 1, 1])
  })
})

it('refuses to take for a world in the midst of showing its transfers', () => {
  const { inbox, send, take, came } = worldOf(3)
  for (let queue = 0; queue < 3; queue++) for (let count = 0; count < 4; count++) send(queue)
  inbox.popBatch(9, (transfer) => {
    expect(() => inbox.popBatch(2, take)).toThrow('visit takes')
    expect(() => inbox.pop()).toThrow('visit takes')
    expect(inbox.isReady()).toBe(true)
    inbox.letGo()
    take(transfer)
  })
  expect(() =>
    inbox.popBatch(9, () => {
      throw new Error('of visit')
    }),
  ).toThrow('of visit')
  for (let transfer = inbox.pop(); transfer !== null; transfer = inbox.pop()) take(transfer)
  expect(came.slice(0, 3)).toEqual([4, 4, 4])
})

it('wakes a thread that fell asleep while another one looked whether a queue is empty', () => {
  const threadsEnd = () => asSpsc(new MpmcQueue(queueMap({ readyWord, readyBit: 1, sleeperWord })))
  const sender = threadsEnd()
  const [busy, sleeper] = [inboxOn([threadsEnd()]), inboxOn([threadsEnd()])]
  put(sender, 1)
  busy.popBatch(1, () => {})
  const original = Atomics.and
  vi.spyOn(Atomics, 'and').mockImplementation(((...operands: Parameters<typeof original>) => {
    // Too late for the busy thread, and while nobody sleeps.
    put(sender, 2)
    const result = original(...operands)
    I32[sleeperWord] = 1
    expect(sleeper.isReady()).toBe(false)
    return result
  }) as never)
  expect(busy.isReady()).toBe(true)
  vi.restoreAllMocks()
  expect([sleeper.isReady(), I32[sleeperWord + 1]]).toEqual([true, 1])
})
