import { describe, expect, it, vi } from 'vitest'
import { importModule, loadModule, writeModule } from '../support/generated.ts'
import { zones as base, freshZones, zonesOver } from '../support/zones.ts'

// biome-ignore lint/suspicious/noExplicitAny: the module's types are made while the test runs
type Transfer = any

describe.each(['spsc', 'mpmc'] as const)('the queues of a coordinator over %s queues', (kind) => {
  const schema = zonesOver(kind)
  const fresh = () => freshZones(schema)

  it('links every pair in both directions, and no world with itself', async () => {
    const { module, coordinator, send } = await fresh()
    const pairs = [0, 1, 2].flatMap((source) => [0, 1, 2].map((target) => [source, target] as const))
    for (const [source, target] of pairs) {
      if (source !== target) expect(send(source, target, source * 10 + target)).toBe(true)
      else expect(() => coordinator.getQueue(source, target)).toThrow(RangeError)
    }
    expect(Object.keys(module.queues).filter((name) => !name.endsWith('Priority'))).toEqual([
      'aToB',
      'aToC',
      'bToA',
      'bToC',
      'cToA',
      'cToB',
    ])
    expect([0, 1, 2].map((world) => coordinator.pendingTransfersFor(world))).toEqual([2, 2, 2])
    expect(coordinator.totalPendingTransfers()).toBe(6)
    for (const world of [0, 1, 2]) {
      const seen: number[] = []
      const count = coordinator.popTransferBatchFor(world, 100, (transfer: Transfer) => {
        expect([transfer.source, transfer.target]).toEqual([Math.floor(transfer.entity / 10), world])
        seen.push(transfer.entity)
      })
      expect([count, seen.sort((a, b) => a - b)]).toEqual([
        2,
        [0, 1, 2].filter((source) => source !== world).map((s) => s * 10 + world),
      ])
    }
    expect(coordinator.totalPendingTransfers()).toBe(0)
  })

  it('loses, doubles and reorders nothing while it is full again and again', async () => {
    const { coordinator, send } = await fresh()
    const seen: number[] = []
    let refused = 0
    let state = 7
    for (let entity = 0; entity < 3_000; ) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
      if ((state >>> 16) % 3 !== 0) {
        if (send(0, 1, entity)) entity++
        else refused++
      } else {
        coordinator.popTransferBatchFor(1, 1 + ((state >>> 8) & 3), (transfer: Transfer) =>
          seen.push(transfer.entity),
        )
      }
    }
    coordinator.popTransferBatchFor(1, 100, (transfer: Transfer) => seen.push(transfer.entity))
    expect(seen).toEqual(Array.from({ length: 3_000 }, (_, index) => index))
    expect(refused).toBeGreaterThan(100)
    expect(coordinator.getStats()).toMatchObject({
      transfersSent: [3_000, 0, 0],
      transfersReceived: [0, 3_000, 0],
      queueFull: [refused, 0, 0],
    })
  })

  it('shows the same transfer until it is released', async () => {
    const { coordinator, send } = await fresh()
    const queue = coordinator.getQueue(0, 1)
    expect(queue.peek()).toBeNull()
    for (const entity of [1, 2]) send(0, 1, entity)
    expect([queue.peek().entity, queue.peek().entity]).toEqual([1, 1])
    queue.release()
    expect(queue.peek().entity).toBe(2)
    queue.release()
    expect(queue.peek()).toBeNull()
  })

  it('publishes at the end of a tick', async () => {
    const { coordinator } = await fresh()
    const queue = coordinator.getQueue(0, 1)
    queue.reserve().entity = 3
    queue.commit()
    coordinator.endTick(0)
    expect([coordinator.pendingTransfersFor(1), coordinator.popTransferFor(1).entity]).toEqual([1, 3])
  })

  it('starves no source in batches, whatever another sends', async () => {
    const { coordinator, send } = await fresh()
    send(2, 1, 1_000_000)
    const seen: number[] = []
    for (let entity = 0; seen.length < 64; ) {
      while (send(0, 1, entity)) entity++
      coordinator.popTransferBatchFor(1, 8, (transfer: Transfer) => seen.push(transfer.entity))
    }
    expect(seen.indexOf(1_000_000)).toBeGreaterThanOrEqual(0)
    expect(seen.indexOf(1_000_000)).toBeLessThanOrEqual(16)
  })

  it('refuses urgent transfers when their queue is full, and keeps the others apart', async () => {
    const { coordinator, send } = await fresh()
    const urgent = coordinator.createTransfer(0, 1)
    const sendUrgent = (entity: number): boolean => {
      urgent.reset(entity).priority = true
      return coordinator.queueTransfer(0, 1, urgent)
    }
    expect(send(0, 1, 100)).toBe(true)
    expect([1, 2, 3, 4, 5].map(sendUrgent)).toEqual([true, true, true, true, false])
    expect(send(0, 1, 101)).toBe(true)
    expect(coordinator.pendingTransfersFor(1)).toBe(6)
    const seen: number[] = []
    coordinator.popTransferBatchFor(1, 100, (transfer: Transfer) => {
      seen.push(transfer.entity)
      expect(transfer.priority).toBe(transfer.entity < 100)
    })
    expect(seen).toEqual([1, 2, 3, 4, 100, 101])
  })

  it.each(['push', 'pushBatch', 'reserve', 'reserveBatch', 'hop'])(
    'takes off what the target does not hold, by %s',
    async (way) => {
      const { coordinator } = await fresh()
      const queue = coordinator.getQueue(0, 2)
      const pack = (transfer: Transfer): Transfer => {
        transfer.packPurse({ gold: 5 })
        transfer.packCold({ degrees: -3 })
        return transfer
      }
      if (way === 'push') queue.push(pack(coordinator.createTransfer(0, 2, 1)))
      if (way === 'pushBatch') queue.pushBatch([pack(coordinator.createTransfer(0, 2, 1))])
      if (way === 'reserve') {
        pack(queue.reserve())
        queue.commit()
      }
      if (way === 'reserveBatch') {
        expect(queue.reserveBatch(1)).toBe(1)
        pack(queue.slotAt(0))
        queue.commitBatch(1)
      }
      if (way === 'hop') {
        coordinator.queueTransfer(0, 1, pack(coordinator.createTransfer(0, 1, 1)))
        const passing = coordinator.popTransferFor(1)
        expect(passing.hasCold).toBe(true)
        coordinator.queueTransfer(1, 2, passing)
      }
      coordinator.flush()
      const arrived = coordinator.popTransferFor(2)
      expect([arrived.hasPurse, arrived.purseGold, arrived.hasCold, arrived.unpackCold()]).toEqual([
        true,
        5,
        false,
        null,
      ])
      // Nor do its bytes get out with it.
      expect([...arrived.toBytes().slice(16)].filter((byte) => byte !== 0)).toEqual([5])
    },
  )

  it('lends as many transfers as the pool has, and gives an expired one a packet anew', async () => {
    const module = await loadModule({ ...schema, transferPoolSize: 4 } as { name: string })
    const coordinator = new module.WorldCoordinator()
    const lent = [1, 2, 3, 4].map((entity) => coordinator.createTransfer(0, 1, entity))
    for (const transfer of lent) expect(coordinator.queueTransfer(0, 1, transfer)).toBe(true)
    // The pool of one world is none of another's business.
    for (let count = 0; count < 8; count++) coordinator.createTransfer(1, 0, 9)
    expect(coordinator.queueTransfer(0, 1, lent[0])).toBe(true)
    coordinator.createTransfer(0, 2, 5)
    expect(() => coordinator.queueTransfer(0, 1, lent[0])).toThrow(RangeError)
    expect(coordinator.queueTransfer(0, 1, lent[1])).toBe(true)
    lent[0].reset(6, 2)
    expect(() => coordinator.queueTransfer(0, 1, lent[1])).toThrow(RangeError)
    expect(coordinator.queueTransfer(0, 1, lent[0])).toBe(true)
    const seen: number[][] = []
    coordinator.popTransferBatchFor(1, 100, (transfer: Transfer) =>
      seen.push([transfer.entity, transfer.generation]),
    )
    expect(seen).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
      [4, 0],
      [1, 0],
      [2, 0],
      [6, 2],
    ])
  })

  it('adds up what all threads have counted, and starts again at zero', async () => {
    const path = writeModule(schema)
    const one = await importModule(path)
    const two = await importModule(path, one.memory)
    const [sender, receiver] = [new one.WorldCoordinator(), new two.WorldCoordinator()]
    for (let entity = 0; entity < 9; entity++) sender.queueTransfer(0, 1, sender.createTransfer(0, 1, entity))
    receiver.popTransferBatchFor(1, 5, () => {})
    expect(sender.getAtomicStats().transfersSent).toEqual([0, 0, 0])
    sender.endTick(0)
    receiver.endTick(1)
    receiver.endTick(1)
    const all = {
      ticks: [1, 2, 0],
      transfersSent: [8, 0, 0],
      transfersReceived: [0, 5, 0],
      queueFull: [1, 0, 0],
    }
    expect(sender.getAtomicStats()).toEqual(all)
    expect(receiver.getAtomicStats()).toEqual(all)
    expect(sender.getStats()).toEqual({ ...all, ticks: [1, 0, 0], transfersReceived: [0, 0, 0] })
    sender.resetStats()
    expect(receiver.getAtomicStats().transfersReceived).toEqual([0, 0, 0])
    receiver.popTransferBatchFor(1, 5, () => {})
    receiver.endTick(1)
    expect(sender.getAtomicStats()).toMatchObject({ ticks: [0, 1, 0], transfersReceived: [0, 3, 0] })
  })

  it('refuses the memory of another schema, and one of the same size that is not its own', async () => {
    const path = writeModule(schema)
    const { memory } = await importModule(path)
    await expect(importModule(path, new SharedArrayBuffer(memory.byteLength))).rejects.toThrow(
      'not the memory of this module',
    )
    const other = await loadModule({ ...schema, queue: { ...schema.queue, capacity: 16 } })
    await expect(importModule(path, other.memory)).rejects.toThrow('not the memory of this module')
  })

  it('hands a queue from thread to thread, lap after lap', async () => {
    const path = writeModule(schema)
    const { memory } = await importModule(path)
    const seen: number[] = []
    for (let entity = 0; entity < 30; entity += 3) {
      const sending = await importModule(path, memory)
      const sender = new sending.WorldCoordinator()
      for (const next of [entity, entity + 1, entity + 2])
        sender.queueTransfer(0, 1, sender.createTransfer(0, 1, next))
      const receiving = await importModule(path, memory)
      const receiver = new receiving.WorldCoordinator()
      receiver.popTransferBatchFor(1, entity === 27 ? 100 : 2 + (entity & 1), (transfer: Transfer) =>
        seen.push(transfer.entity),
      )
    }
    expect(seen).toEqual(Array.from({ length: 30 }, (_, index) => index))
  })

  it('waits no longer than it is told', async () => {
    const { coordinator } = await fresh()
    coordinator.start()
    const start = performance.now()
    // A date that stands still, or is set, is none of its business.
    const date = vi.spyOn(Date, 'now').mockReturnValue(0)
    expect(coordinator.waitForTransfers(200, 1, 2)).toBe(false)
    date.mockRestore()
    const waited = performance.now() - start
    expect(waited).toBeGreaterThanOrEqual(199)
    expect(waited).toBeLessThan(5_000)
  })

  it('has no queue where the schema has no link', async () => {
    const links = [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
    ]
    const worlds = { a: {}, b: {}, c: {} }
    const module = await loadModule({ ...schema, worlds, links } as { name: string })
    const coordinator = new module.WorldCoordinator()
    const transfer = coordinator.createTransfer(0, 1, 1)
    for (const [source, target] of [
      [1, 0],
      [0, 2],
      [2, 1],
      [2, 0],
    ]) {
      expect(() => coordinator.queueTransfer(source, target, transfer)).toThrow(RangeError)
      expect(() => coordinator.createTransfer(source, target)).toThrow(RangeError)
      expect(() => coordinator.queueRichBatch(source, target, [new module.Rich()])).toThrow(RangeError)
    }
    expect(coordinator.totalPendingTransfers()).toBe(0)
    expect(coordinator.queueTransfer(0, 1, transfer)).toBe(true)
  })

  it('has nothing for a world that no link leads to', async () => {
    const links = [{ from: 'a', to: 'b' }]
    const module = await loadModule({ ...schema, worlds: { a: {}, b: {} }, links } as { name: string })
    const coordinator = new module.WorldCoordinator()
    coordinator.start()
    expect(coordinator.popTransferFor(0)).toBeNull()
    expect(coordinator.popTransferBatchFor(0, 10, () => {})).toBe(0)
    expect([coordinator.pendingTransfersFor(0), coordinator.waitForTransfers(1, 0)]).toEqual([0, false])
    coordinator.queueTransfer(0, 1, coordinator.createTransfer(0, 1, 3))
    expect([coordinator.popTransferFor(0), coordinator.popTransferFor(1).entity]).toEqual([null, 3])
  })

  it('has a priority queue only where the link asks for one; elsewhere priority changes nothing', async () => {
    const links = [
      { from: 'a', to: 'b', queue: { priorityCapacity: 4 } },
      { from: 'b', to: 'a', queue: { priorityCapacity: 0 } },
    ]
    const module = await loadModule({
      ...schema,
      queue: { kind, capacity: 8, batchSize: 4 },
      worlds: { a: {}, b: {} },
      links,
    } as { name: string })
    const coordinator = new module.WorldCoordinator()
    coordinator.start()
    for (const [source, expected] of [
      [0, [2, 1]],
      [1, [1, 2]],
    ] as const) {
      const target = 1 - source
      for (const entity of [1, 2]) {
        const transfer = coordinator.createTransfer(source, target, entity)
        transfer.priority = entity === 2
        expect(coordinator.queueTransfer(source, target, transfer)).toBe(true)
      }
      const seen: number[] = []
      coordinator.popTransferBatchFor(target, 10, (transfer: Transfer) => seen.push(transfer.entity))
      expect(seen).toEqual(expected)
      expect(coordinator.popTransferFor(target)).toBeNull()
      // A world without urgent queues sleeps as well as one with.
      expect(coordinator.waitForTransfers(1, target)).toBe(false)
    }
  })

  it('keeps 132 queues apart where twelve worlds are all linked', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `w${index}`)
    const module = await loadModule({
      name: 'everyone',
      components: base.components,
      worlds: Object.fromEntries(names.map((name) => [name, {}])),
      queue: { kind, capacity: 4, batchSize: 2 },
    } as { name: string })
    const coordinator = new module.WorldCoordinator()
    const worlds = names.map((_, index) => index)
    const pairs = worlds.flatMap((source) =>
      worlds.filter((target) => target !== source).map((target) => [source, target] as const),
    )
    expect(Object.keys(module.queues)).toHaveLength(pairs.length)
    for (const turn of [1, 2]) {
      for (const [source, target] of pairs) {
        const transfer = coordinator.createTransfer(source, target, turn * 10_000 + source * 100 + target)
        expect(coordinator.queueTransfer(source, target, transfer)).toBe(true)
      }
    }
    expect(worlds.map((world) => coordinator.pendingTransfersFor(world))).toEqual(worlds.map(() => 22))
    for (const world of worlds) {
      const seen: number[] = []
      coordinator.popTransferBatchFor(world, 100, (transfer: Transfer) => {
        expect([transfer.source, transfer.target]).toEqual([Math.floor(transfer.entity / 100) % 100, world])
        seen.push(transfer.entity)
      })
      const expected = [1, 2].flatMap((turn) =>
        worlds.filter((source) => source !== world).map((source) => turn * 10_000 + source * 100 + world),
      )
      expect(seen.sort((a, b) => a - b)).toEqual(expected)
    }
    expect(coordinator.totalPendingTransfers()).toBe(0)
  })

  it('serves forty worlds, more than one word of queues each', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `w${index}`)
    const links = names.flatMap((name, index) =>
      index === 0
        ? []
        : [
            { from: name, to: 'w0' },
            { from: 'w0', to: name },
          ],
    )
    const module = await loadModule({
      name: 'many',
      components: base.components,
      worlds: Object.fromEntries(names.map((name) => [name, {}])),
      links,
      queue: { kind, capacity: 4, batchSize: 2 },
    } as { name: string })
    const coordinator = new module.WorldCoordinator()
    for (let source = 39; source > 0; source--) {
      for (const turn of [0, 1])
        coordinator.queueTransfer(source, 0, coordinator.createTransfer(source, 0, source + turn * 100))
    }
    expect(coordinator.pendingTransfersFor(0)).toBe(78)
    const seen: number[][] = []
    for (let got = coordinator.popTransferFor(0); got; got = coordinator.popTransferFor(0))
      seen.push([got.source, got.entity])
    expect(seen).toHaveLength(78)
    for (let source = 1; source < 40; source++) {
      expect(seen.filter(([from]) => from === source).map(([, entity]) => entity)).toEqual([
        source,
        source + 100,
      ])
    }
    for (let target = 1; target < 40; target++) {
      coordinator.queueTransfer(0, target, coordinator.createTransfer(0, target, target))
      expect(coordinator.popTransferFor(target).entity).toBe(target)
    }
  })
})
