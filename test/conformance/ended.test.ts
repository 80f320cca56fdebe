import { afterEach, expect, it, vi } from 'vitest'
import { importModule, writeModule } from '../support/generated.ts'

afterEach(() => vi.restoreAllMocks())

const kinds = [
  ['spsc', 0],
  ['spsc', 2],
  ['mpmc', 0],
  ['mpmc', 2],
] as const

const files = new Map(
  kinds.map(([kind, priorityCapacity]) => {
    const queue = { kind, capacity: 2, priorityCapacity, ...(kind === 'spsc' ? { batchSize: 1 } : {}) }
    const worlds = { left: {}, target: {} }
    return [kind + priorityCapacity, writeModule({ name: 'ended', components: { Tag: {} }, worlds, queue })]
  }),
)

/** Three threads, all of which have been there from the start: one sends, one receives and ends, one goes on. */
async function start(kind: string, priorityCapacity: number) {
  const file = files.get(kind + priorityCapacity)!
  const { memory, World } = await importModule(file)
  const coordinators = []
  for (let thread = 0; thread < 3; thread++) {
    const { WorldCoordinator } = await importModule(file, memory)
    coordinators.push(new WorldCoordinator())
  }
  const [sender, receiver, successor] = coordinators
  const send = (entity: number): boolean => {
    const transfer = sender.createTransfer(World.left, World.target, entity)
    transfer.priority = priorityCapacity > 0
    return sender.queueTransfer(World.left, World.target, transfer)
  }
  const takeAll = (coordinator: typeof sender): number[] => {
    const taken: number[] = []
    coordinator.popTransferBatchFor(World.target, 10, ({ entity }: { entity: number }) => taken.push(entity))
    return taken
  }
  return { World, send, receiver, successor, takeAll }
}

it.each(kinds)('what a thread has hidden that ended is found: %s, priority %i', async (kind, priority) => {
  const { World, send, receiver, successor, takeAll } = await start(kind, priority)
  send(1)
  const original = Atomics.and
  // It is ended where it has cleared the bit of a queue, and has not looked yet whether one more has come.
  vi.spyOn(Atomics, 'and').mockImplementation(((...operands: Parameters<typeof original>) => {
    vi.restoreAllMocks()
    send(2)
    send(3)
    original(...operands)
    throw new Error('ended')
  }) as never)
  expect(() => takeAll(receiver)).toThrow('ended')
  expect([takeAll(successor), send(4)]).toEqual([[], false])
  successor.endTick(World.target)
  expect([takeAll(successor), send(4), takeAll(successor)]).toEqual([[2, 3], true, [4]])
})

it.each(kinds)('so is what nobody was told of: %s, priority %i', async (kind, priority) => {
  const { World, send, receiver, takeAll } = await start(kind, priority)
  // The sender is ended where it has published, and has not set the bit yet.
  vi.spyOn(Atomics, 'or').mockImplementation(() => {
    throw new Error('ended')
  })
  expect(() => send(1)).toThrow('ended')
  vi.restoreAllMocks()
  expect(takeAll(receiver)).toEqual([])
  receiver.endTick(World.target)
  expect(takeAll(receiver)).toEqual([1])
})

it.each(kinds)('a world that passes on has nothing twice: %s, priority %i', async (kind, priority) => {
  const { World, send, receiver, successor, takeAll } = await start(kind, priority)
  vi.spyOn(Atomics, 'or').mockImplementation((() => 0) as unknown as typeof Atomics.or)
  send(1)
  vi.restoreAllMocks()
  receiver.endTick(World.target)
  expect(takeAll(successor)).toEqual([1])
  successor.endTick(World.target)
  expect(takeAll(receiver)).toEqual([])
  send(2)
  expect(takeAll(receiver)).toEqual([2])
})
