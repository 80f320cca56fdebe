import { describe, expect, it } from 'vitest'
import { importModule, loadModule, writeModule } from '../support/generated.ts'
import { zones as base, freshZones, zonesOver } from '../support/zones.ts'

describe.each(['spsc', 'mpmc'] as const)('a coordinator over %s queues', (kind) => {
  const schema = zonesOver(kind)
  const fresh = () => freshZones(schema)

  it('refuses when full, takes nothing then, and counts it', async () => {
    const { coordinator, send } = await fresh()
    for (let entity = 0; entity < 8; entity++) expect(send(0, 1, entity)).toBe(true)
    expect(send(0, 1, 8)).toBe(false)
    expect(coordinator.pendingTransfersFor(1)).toBe(8)
    const seen: number[] = []
    for (let got = coordinator.popTransferFor(1); got; got = coordinator.popTransferFor(1))
      seen.push(got.entity)
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(coordinator.totalPendingTransfers()).toBe(0)
    expect(coordinator.getStats()).toMatchObject({
      transfersSent: [8, 0, 0],
      transfersReceived: [0, 8, 0],
      queueFull: [1, 0, 0],
    })
    coordinator.endTick(0)
    expect(coordinator.getAtomicStats()).toMatchObject({ ticks: [1, 0, 0], transfersSent: [8, 0, 0] })
    coordinator.resetStats()
    expect(coordinator.getStats().transfersSent).toEqual([0, 0, 0])
    expect(coordinator.getAtomicStats().transfersSent).toEqual([0, 0, 0])
  })

  it('holds a slot while it is looked at', async () => {
    const { coordinator, send } = await fresh()
    for (let entity = 0; entity < 8; entity++) send(0, 1, entity)
    const held = coordinator.popTransferFor(1)
    expect([held.entity, send(0, 1, 8)]).toEqual([0, false])
    // Not a call for the same world.
    coordinator.endTick(0)
    expect([held.entity, send(0, 1, 8)]).toEqual([0, false])
    coordinator.popTransferFor(1)
    coordinator.endTick(1)
    expect(send(0, 1, 8)).toBe(true)
  })

  it('gives a transfer again to a visitor that failed on it, and no other', async () => {
    const { coordinator, send } = await fresh()
    for (let entity = 0; entity < 5; entity++) send(0, 1, entity)
    const seen: number[] = []
    const visit = (transfer: { entity: number }): void => {
      if (transfer.entity === 2 && seen.length === 2) throw new Error('not now')
      seen.push(transfer.entity)
    }
    expect(() => coordinator.popTransferBatchFor(1, 10, visit)).toThrow('not now')
    seen.push(-1)
    expect(coordinator.popTransferBatchFor(1, 10, visit)).toBe(3)
    expect(seen).toEqual([0, 1, -1, 2, 3, 4])
  })

  it('takes turns between sources', async () => {
    const { coordinator, send } = await fresh()
    send(2, 1, 500)
    let position = -1
    for (let count = 0; count < 600 && position < 0; count++) {
      while (send(0, 1, count)) {} // a source that floods
      if (coordinator.popTransferFor(1).entity === 500 && count !== 500) position = count
    }
    expect(position).toBeGreaterThanOrEqual(0)
  })

  it('empties the priority queue first', async () => {
    const { coordinator, send } = await fresh()
    send(0, 1, 1)
    const urgent = coordinator.createTransfer(0, 1, 2)
    urgent.priority = true
    coordinator.queueTransfer(0, 1, urgent)
    expect([coordinator.popTransferFor(1).entity, coordinator.popTransferFor(1).entity]).toEqual([2, 1])
  })

  it('takes off what the target does not hold', async () => {
    const { coordinator } = await fresh()
    for (const target of [1, 2]) {
      const transfer = coordinator.createTransfer(0, target, 1)
      transfer.packPurse({ gold: 5 })
      transfer.packCold({ degrees: -3 })
      coordinator.queueTransfer(0, target, transfer)
      const slot = coordinator.getQueue(1, target === 1 ? 0 : target).reserve()
      slot.packCold({ degrees: 1 })
      coordinator.getQueue(1, target === 1 ? 0 : target).commit()
    }
    expect(coordinator.popTransferFor(1).hasCold).toBe(true)
    coordinator.flush()
    for (let got = coordinator.popTransferFor(2); got; got = coordinator.popTransferFor(2)) {
      expect(got.hasCold).toBe(false)
    }
  })

  it('routes by the first rule that fits, else to the default', async () => {
    const { coordinator, module } = await fresh()
    const transfer = coordinator.createTransfer(0, 1)
    expect(coordinator.route(transfer)).toBe(module.World.b)
    transfer.packStunned()
    expect(coordinator.route(transfer)).toBe(module.World.c)
    expect(() => coordinator.route(coordinator.createTransfer(1, 0))).toThrow(RangeError)
  })

  it('throws for worlds that are not linked', async () => {
    const { coordinator } = await fresh()
    expect(() => coordinator.createTransfer(0, 0)).toThrow('no link from a to a')
    expect(() => coordinator.getQueue(0, 7)).toThrow(RangeError)
  })

  it('never queues a transfer whose packet went to a newer one', async () => {
    const { coordinator } = await fresh()
    const old = coordinator.createTransfer(0, 1, 1)
    for (let count = 0; count < 64; count++) coordinator.createTransfer(0, 2, 2)
    expect(() => coordinator.queueTransfer(0, 1, old)).toThrow('expired')
    const queue = coordinator.getQueue(0, 1)
    const good = coordinator.createTransfer(0, 1, 3)
    expect(() => queue.push(old)).toThrow('expired')
    expect(() => queue.pushBatch([old, good])).toThrow('expired')
    expect(coordinator.popTransferFor(1)).toBeNull()
    expect([queue.pushBatch([good, old, good]), coordinator.popTransferFor(1).entity]).toEqual([1, 3])
    expect(coordinator.popTransferFor(1)).toBeNull()
    old.reset(9)
    expect([coordinator.queueTransfer(0, 1, old), coordinator.popTransferFor(1).entity]).toEqual([true, 9])
  })

  it('packs a batch of an archetype as far as there is room', async () => {
    const { coordinator, module } = await fresh()
    const rich = Array.from({ length: 12 }, (_, index) => Object.assign(new module.Rich(), { entity: index }))
    expect(coordinator.queueRichBatch(0, 1, rich, 2)).toBe(8)
    const seen: number[] = []
    coordinator.popTransferBatchFor(1, 100, (transfer: { unpackRich(): { entity: number } }) => {
      seen.push(transfer.unpackRich().entity)
    })
    expect(seen).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('packs a batch over the end of the ring, and ends it behind it before what cannot be packed', async () => {
    const { coordinator, module, send } = await fresh()
    const popAll = () => {
      const seen: number[] = []
      coordinator.popTransferBatchFor(1, 100, ({ entity }: { entity: number }) => seen.push(entity))
      return seen
    }
    for (let entity = 0; entity < 6; entity++) send(0, 1, entity)
    popAll()
    const rich = [1, 2, 3, 4].map((entity) => Object.assign(new module.Rich(), { entity }))
    expect(coordinator.queueRichBatch(0, 1, rich)).toBe(4)
    expect(popAll()).toEqual([1, 2, 3, 4])
    for (let entity = 0; entity < 4; entity++) send(0, 1, entity)
    popAll()
    // Two slots are left before the end.
    expect(coordinator.queueRichBatch(0, 1, [...rich.slice(0, 3), {}, rich[3]])).toBe(3)
    expect(coordinator.queueRichBatch(0, 1, [...rich.slice(0, 2), {}])).toBe(2)
    expect(popAll()).toEqual([1, 2, 3, 1, 2])
  })

  it('ends a batch before what cannot be packed, and throws when that comes first, with nothing taken', async () => {
    const { coordinator, module, send } = await fresh()
    const rich = [1, 2].map((entity) => Object.assign(new module.Rich(), { entity }))
    const values = [rich[0], { entity: 9, generation: 0 }, rich[1]]
    expect(coordinator.queueRichBatch(0, 1, values)).toBe(1)
    expect(() => coordinator.queueRichBatch(0, 1, values, 1)).toThrow(TypeError)
    expect(coordinator.pendingTransfersFor(1)).toBe(kind === 'spsc' ? 1 : 3)
    expect(send(0, 1, 3)).toBe(true)
    expect(coordinator.queueRichBatch(0, 1, values, 2)).toBe(1)
    const seen: number[] = []
    coordinator.popTransferBatchFor(1, 100, ({ entity }: { entity: number }) => seen.push(entity))
    expect(seen).toEqual([1, 3, 2])
    expect(coordinator.getStats()).toMatchObject({ transfersSent: [3, 0, 0], transfersReceived: [0, 3, 0] })
  })

  it('goes on where the shared indices stand when a thread attaches', async () => {
    const path = writeModule(schema)
    const one = await importModule(path)
    const sender = new one.WorldCoordinator()
    for (let entity = 0; entity < 3; entity++) sender.queueTransfer(0, 1, sender.createTransfer(0, 1, entity))
    const two = await importModule(path, one.memory)
    const receiver = new two.WorldCoordinator()
    expect([receiver.popTransferFor(1).entity, receiver.popTransferFor(1).entity]).toEqual([0, 1])
    await expect(importModule(path, new SharedArrayBuffer(64))).rejects.toThrow(
      'not the memory of this module',
    )
  })

  it('runs and stops', async () => {
    const { coordinator, send } = await fresh()
    expect(coordinator.isRunning()).toBe(false)
    coordinator.start()
    expect([coordinator.isRunning(), coordinator.waitForTransfers(1, 1)]).toEqual([true, false])
    send(0, 1, 1)
    expect(coordinator.waitForTransfers(10_000, 0, 1)).toBe(true)
    coordinator.popTransferFor(1)
    coordinator.stop()
    expect([coordinator.isRunning(), coordinator.waitForTransfers(10_000, 1)]).toEqual([false, false])
  })

  it('works where there is no shared memory', async () => {
    const shared = globalThis.SharedArrayBuffer
    const path = writeModule(schema)
    try {
      Reflect.set(globalThis, 'SharedArrayBuffer', undefined)
      const { module, coordinator, send } = await freshZones(schema, path)
      expect(module.memory).toBeInstanceOf(ArrayBuffer)
      expect([send(0, 1, 4), coordinator.popTransferFor(1).entity]).toEqual([true, 4])
      expect(coordinator.waitForTransfers(10_000, 1)).toBe(false)
    } finally {
      Reflect.set(globalThis, 'SharedArrayBuffer', shared)
    }
  })
})

it('shows committed transfers after a batch, on flush, and when the queue is found full', async () => {
  const schema = { ...base, queue: { kind: 'spsc', capacity: 8, batchSize: 4 } }
  const module = await loadModule(schema)
  const queue = module.queues.aToB
  const commit = (count: number): void => {
    for (let index = 0; index < count; index++) {
      expect(queue.reserve()).not.toBeNull()
      queue.commit()
    }
  }
  commit(3)
  expect(queue.length).toBe(0)
  commit(1)
  expect(queue.length).toBe(4)
  commit(1)
  queue.flush()
  expect(queue.length).toBe(5)
  commit(3)
  expect(queue.length).toBe(5)
  expect(queue.reserve()).toBeNull()
  expect(queue.length).toBe(8)
})
