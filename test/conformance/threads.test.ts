import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { planOf } from '../../generator/planOf.ts'
import { importModule, writeModule } from '../support/generated.ts'
import { type Report, Threads } from '../support/threads.ts'

const threads = new Threads()
afterEach(() => threads.end())

const stressWorker = new URL('stressWorker.mjs', import.meta.url)
const exchangeWorker = new URL('exchangeWorker.mjs', import.meta.url)

const stressSchema = (kind: 'spsc' | 'mpmc', transferPoolSize = 64) => ({
  name: 'stress',
  components: { Load: { a: 'i32', b: 'i32', c: 'i32', d: 'u32', e: 'f32', f: 'f64' } },
  worlds: { a: {}, b: {} },
  links: [{ from: 'a', to: 'b' }],
  queue: { kind, capacity: 1024, batchSize: 256 },
  transferPoolSize,
})

/** A generated module whose one queue stands as if `startIndex` packets had gone through it. */
async function prepare(kind: 'spsc' | 'mpmc', startIndex = 0, transferPoolSize?: number) {
  const schema = stressSchema(kind, transferPoolSize)
  const path = writeModule(schema)
  const { memory } = await importModule(path)
  const plan = planOf(schema).plans[0]!
  const queue = plan.queues[0]!
  const words = new Int32Array(memory)
  words[queue.word] = startIndex
  words[queue.word + 32] = startIndex
  if (kind === 'mpmc') {
    for (let slot = 0; slot < queue.capacity; slot++) {
      words[queue.word + 64 + slot * queue.slotWords] = startIndex
    }
  }
  // Anew, because a queue reads its indices when its module is imported.
  const module = await importModule(path, memory)
  const coordinator = new module.WorldCoordinator()
  coordinator.start()
  return {
    coordinator,
    words,
    plan,
    indices: () => [words[queue.word], words[queue.word + 32]],
    shared: { path, memory, memoryName: 'stressMemory' },
  }
}

// The indices pass 2^31, where they turn negative, in the midst of the run; and 2^32, where they turn to 0.
const turns = [
  [10_000_000, '2^31', (2 ** 31 - 5_000_000) & ~1023],
  [2_000_000, '2^32', -1_000_000 & ~1023],
] as const

describe('between threads', () => {
  it.each(turns)(
    'an spsc queue carries %i packets over %s: none lost, doubled, torn or out of order',
    async (packets, _, startIndex) => {
      const { shared, indices } = await prepare('spsc', startIndex)
      const [, consumer] = await threads.run(stressWorker, shared, [
        { role: 'produceBatches', producer: 0, count: packets },
        { role: 'consumeBatches', total: packets },
      ])
      expect(consumer).toEqual({ taken: packets, torn: 0, misplaced: 0 })
      const end = (startIndex + packets) | 0
      expect(indices()).toEqual([end, end])
    },
    120_000,
  )

  it.each(turns)(
    'an mpmc queue carries %i packets of two producers to two consumers over %s, likewise',
    async (packets, _, startIndex) => {
      const { shared, indices } = await prepare('mpmc', startIndex)
      const ledger = { counter: new SharedArrayBuffer(4), seen: new SharedArrayBuffer(packets / 8) }
      const reports = await threads.run(stressWorker, shared, [
        { role: 'produceSingles', producer: 0, count: packets / 2 },
        { role: 'produceSingles', producer: 1, count: packets / 2 },
        { role: 'consumeShared', total: packets, producers: 2, ...ledger },
        { role: 'consumeShared', total: packets, producers: 2, ...ledger },
      ])
      for (const report of reports.slice(2)) expect(report).toEqual({ torn: 0, doubled: 0, misplaced: 0 })
      expect(new Int32Array(ledger.counter)[0]).toBe(packets)
      expect(new Int32Array(ledger.seen).every((bits) => bits === -1)).toBe(true)
      // Every sixteenth packet was sent at the second try: its first slot was given up, and passed over.
      const end = (startIndex + packets + packets / 16) | 0
      expect(indices()).toEqual([end, end])
    },
    240_000,
  )

  it('an mpmc queue carries the transfers of three threads that fill them at a time', async () => {
    const packets = 600_000
    const { shared } = await prepare('mpmc')
    const ledger = { counter: new SharedArrayBuffer(4), seen: new SharedArrayBuffer(packets / 8) }
    const reports = await threads.run(stressWorker, shared, [
      ...[0, 1, 2].map((producer) => ({ role: 'produceTransfers', producer, count: packets / 3 })),
      { role: 'consumeShared', total: packets, producers: 3, ...ledger },
    ])
    expect(reports[3]).toEqual({ torn: 0, doubled: 0, misplaced: 0 })
    expect(new Int32Array(ledger.seen).every((bits) => bits === -1)).toBe(true)
  }, 120_000)

  it('an mpmc queue carries the transfers of a thread that stays while many come and go, with few pools for them', async () => {
    const packets = 400_000
    const producers = 20
    const { shared, plan } = await prepare('mpmc', 0, 65_536)
    expect(plan.worlds[0]!.poolCount).toBe(4)
    const ledger = { counter: new SharedArrayBuffer(4), seen: new SharedArrayBuffer(packets / 8) }
    const count = packets / producers
    const reports = await threads.run(stressWorker, shared, [
      { role: 'produceSlowly', producer: 0, count, producers, ...ledger },
      { role: 'produceInSuccession', count, producers },
      { role: 'consumeShared', total: packets, producers, ...ledger },
    ])
    expect(reports[2]).toEqual({ torn: 0, doubled: 0, misplaced: 0 })
    expect(new Int32Array(ledger.seen).every((bits) => bits === -1)).toBe(true)
  }, 120_000)
})

describe.each(['spsc', 'mpmc'] as const)('a world that sleeps on %s queues', (kind) => {
  it.each([
    { seed: 1, worlds: [1] },
    { seed: 2, worlds: [0, 1] },
  ])(
    'is woken for every transfer, and only then: %j',
    async ({ seed, worlds }) => {
      const transfers = 10_000
      const taken = new SharedArrayBuffer(4)
      const { shared, coordinator } = await prepare(kind)
      const [sender, receiver] = await threads.run(stressWorker, shared, [
        { role: 'sendWithPauses', count: transfers, seed, taken },
        { role: 'sleepAndReceive', total: transfers, taken, worlds },
      ])
      expect(receiver).toMatchObject({ received: transfers, lost: 0, early: 0 })
      // Else the pauses were too short to send it to sleep, and the test says nothing.
      expect(receiver!.slept).toBeGreaterThan(1_000)
      expect(sender).toEqual({ sent: transfers })
      expect(coordinator.isRunning()).toBe(false)
    },
    120_000,
  )

  it('sleeps on when a wake-up comes late, for a transfer that it has taken already', async () => {
    const { shared, coordinator, words, plan } = await prepare(kind)
    const { reports } = await threads.start(stressWorker, shared, [
      { role: 'waitOnce', delay: 0, timeout: 4_000 },
    ])
    await sleep(200)
    // A sender does this after its publication; the receiver may have taken the transfer in between.
    Atomics.add(words, plan.worlds[1]!.wakeWord, 1)
    Atomics.notify(words, plan.worlds[1]!.wakeWord)
    await sleep(200)
    coordinator.queueTransfer(0, 1, coordinator.createTransfer(0, 1, 5))
    const [report] = await reports
    expect(report).toMatchObject({ isReady: true })
    expect(report!.waited).toBeGreaterThan(300)
    expect(report!.waited).toBeLessThan(3_000)
  })

  it('says no after its time, and at once when the coordinator stops', async () => {
    const { shared, coordinator } = await prepare(kind)
    const [late] = await threads.run(stressWorker, shared, [{ role: 'waitOnce', delay: 0, timeout: 300 }])
    expect(late).toMatchObject({ isReady: false })
    expect(late!.waited).toBeGreaterThanOrEqual(299)
    const { reports } = await threads.start(stressWorker, shared, [
      { role: 'waitOnce', delay: 0, timeout: 20_000 },
    ])
    await sleep(200)
    coordinator.stop()
    const [stopped] = await reports
    expect(stopped).toMatchObject({ isReady: false })
    expect(stopped!.waited).toBeLessThan(10_000)
  })
})

it.each([
  { stays: [1], leaves: [1] },
  { stays: [0, 1], leaves: [1] },
  { stays: [1], leaves: [1, 0] },
  { stays: [1, 0], leaves: [0, 1] },
])(
  'a thread that sleeps for an mpmc world is woken though another has stopped to wait for it: %j',
  async ({ stays, leaves }) => {
    const { shared, coordinator } = await prepare('mpmc')
    const { reports } = await threads.start(stressWorker, shared, [
      { role: 'waitOnce', delay: 0, timeout: 4_000, worlds: stays },
      { role: 'waitOnce', delay: 100, timeout: 100, worlds: leaves },
    ])
    await sleep(700)
    coordinator.queueTransfer(0, 1, coordinator.createTransfer(0, 1, 5))
    const [stayed, left] = await reports
    expect(stayed).toMatchObject({ isReady: true })
    expect(stayed!.waited).toBeLessThan(3_000)
    expect(left).toMatchObject({ isReady: false })
  },
)

describe.each(['spsc', 'mpmc'] as const)('three worlds on three threads over %s queues', (kind) => {
  it('lose and double no entity and no gold, however much they exchange, and shut down cleanly', async () => {
    const path = writeModule({
      name: 'exchange',
      components: { Purse: { gold: 'u32' }, Journey: { hops: 'u32' } },
      worlds: { a: {}, b: {}, c: {} },
      // Small, so that the queues are often full.
      queue: { kind, capacity: 32, batchSize: 8 },
    } as { name: string })
    const { memory, WorldCoordinator } = await importModule(path)
    const coordinator = new WorldCoordinator()
    coordinator.start()
    const perWorld = 300
    const roles: Report[] = [0, 1, 2].map((world) => ({
      world,
      seed: world + 1,
      entities: Array.from({ length: perWorld }, (_, index) => [world * perWorld + index, 1_000]),
    }))
    const { reports } = await threads.start(
      exchangeWorker,
      { path, memory, memoryName: 'exchangeMemory' },
      roles,
    )
    await sleep(3_000)
    coordinator.stop()
    const found = (await reports).flatMap(({ residents }) => residents as number[][])
    const refused = (await reports).reduce((sum, report) => sum + (report.refused as number), 0)

    // This thread takes the worlds over; its queues go on where the others left theirs.
    const late = coordinator
    const left = late.totalPendingTransfers()
    const settled = found.length
    for (const world of [0, 1, 2]) {
      late.popTransferBatchFor(
        world,
        1_000,
        (transfer: { entity: number; purseGold: number; journeyHops: number }) => {
          found.push([transfer.entity, transfer.purseGold, transfer.journeyHops])
        },
      )
    }
    expect(found.length - settled).toBe(left)
    const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
    expect(found.map(([entity]) => entity!).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 3 * perWorld }, (_, index) => index),
    )
    expect(sum(found.map(([, gold]) => gold!))).toBe(3 * perWorld * 1_000)
    const stats = late.getAtomicStats()
    const sent = sum(stats.transfersSent)
    expect(sent).toBeGreaterThan(10_000)
    expect(sum(found.map(([, , hops]) => hops!))).toBe(sent)
    expect(sum(stats.transfersReceived)).toBe(sent - left)
    expect(sum(stats.queueFull)).toBe(refused)
    expect(refused).toBeGreaterThan(0)
  }, 60_000)
})
