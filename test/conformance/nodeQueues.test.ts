import { appendFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { importModule, writeModule } from '../support/generated.ts'

/** The queues of a node by themselves: nobody makes a ClusterCoordinator, so that what goes out stays in its rings. */
const path = writeModule(
  {
    name: 'border',
    components: {
      Small: { kind: { enum: ['a', 'b', 'c'] }, isOn: 'bool', bits: { flags: ['x', 'y', 'z'] } },
      Text: { text: 'string<5>', raw: 'bytes<3>', flags: 'bool[4]' },
      Wide: { first: 'u8', value: 'f64', last: 'u8' },
      Tail: { x: 'u8' },
    },
    archetypes: { tiny: ['Tail'] },
    worlds: {
      lobby: { node: 'alpha' },
      forest: { node: 'alpha' },
      desert: { node: 'beta' },
    },
    links: [
      { from: 'lobby', to: 'forest', delivery: 'fire_and_forget' },
      {
        from: 'lobby',
        to: 'desert',
        delivery: ['ordered', 'fire_and_forget'],
        queue: { priorityCapacity: 4 },
      },
      { from: 'desert', to: 'lobby' },
    ],
    queue: { capacity: 8, batchSize: 1 },
    cluster: { transport: 'tcp', nodes: { alpha: { port: 9000 }, beta: { port: 9001 } } },
  },
  'alpha',
)
// What no program needs, and a peer's bytes do.
appendFileSync(path, '\nexport { admitPacket, wireWords, PACKET_WORDS }\n')
const returned = 1 << 19
const inDoubt = 1 << 20

// biome-ignore lint/suspicious/noExplicitAny: the module's types are made while the test runs
let node: any
// biome-ignore lint/suspicious/noExplicitAny: see above
let worlds: any
let words: Int32Array
beforeEach(async () => {
  node = await importModule(path)
  worlds = new node.WorldCoordinator()
  words = new Int32Array(node.memory)
})

describe('sending to another node', () => {
  test('is the same call, and takes the first delivery of the link unless one is named', () => {
    const { World, Delivery, queues } = node
    const transfer = worlds.createTransfer(World.lobby, World.desert, 7)
    expect(worlds.queueTransfer(World.lobby, World.desert, transfer)).toBe(true)
    expect(worlds.queueTransfer(World.lobby, World.desert, transfer, Delivery.ordered)).toBe(true)
    expect(worlds.queueTransfer(World.lobby, World.desert, transfer, Delivery.fireAndForget)).toBe(true)
    expect(queues.lobbyToDesert.length).toBe(2)
    expect(queues.lobbyToDesertFireAndForget.length).toBe(1)
    expect(worlds.getQueue(World.lobby, World.desert, Delivery.fireAndForget)).toBe(
      queues.lobbyToDesertFireAndForget,
    )
  })

  test('takes batches, of any delivery', () => {
    const { World, Delivery, Tiny, queues } = node
    const values = [new Tiny(), new Tiny()]
    expect(worlds.queueTinyBatch(World.lobby, World.desert, values)).toBe(2)
    const once = Delivery.fireAndForget
    expect(worlds.queueTinyBatch(World.lobby, World.desert, values, 1, 2, once)).toBe(1)
    expect([queues.lobbyToDesert.length, queues.lobbyToDesertFireAndForget.length]).toEqual([2, 1])
  })

  test('has a priority queue for each delivery', () => {
    const { World, Delivery, queues } = node
    const transfer = worlds.createTransfer(World.lobby, World.desert, 7)
    transfer.priority = true
    worlds.queueTransfer(World.lobby, World.desert, transfer)
    worlds.queueTransfer(World.lobby, World.desert, transfer, Delivery.fireAndForget)
    expect(queues.lobbyToDesertPriority.length).toBe(1)
    expect(queues.lobbyToDesertFireAndForgetPriority.length).toBe(1)
  })

  test('a link within the node has every delivery, and no link has one that it does not list', () => {
    const { World, Delivery, queues } = node
    expect(Object.keys(Delivery)).toEqual(['fireAndForget', 'ordered'])
    const transfer = worlds.createTransfer(World.lobby, World.forest, 7)
    for (const delivery of Object.values(Delivery))
      worlds.queueTransfer(World.lobby, World.forest, transfer, delivery)
    expect(queues.lobbyToForest.length).toBe(2)
    expect(() => worlds.queueTransfer(World.lobby, World.desert, transfer, 1)).toThrow(RangeError)
    expect(() => worlds.queueTransfer(World.forest, World.desert, transfer)).toThrow(
      'no link from forest to desert',
    )
    expect(() => worlds.createTransfer(World.desert, World.lobby)).toThrow(RangeError)
  })

  test('is backpressure when the window is full, and counts as sent', () => {
    const { World } = node
    const transfer = worlds.createTransfer(World.lobby, World.desert, 7)
    const taken = Array.from({ length: 10 }, () => worlds.queueTransfer(World.lobby, World.desert, transfer))
    expect(taken.filter(Boolean).length).toBe(8)
    const { transfersSent, transfersReceived, queueFull } = worlds.getStats()
    expect([transfersSent[World.lobby], queueFull[World.lobby]]).toEqual([8, 2])
    expect(transfersReceived).toEqual([0, 0, 0])
    expect(worlds.pendingTransfersFor(World.desert)).toBe(8)
    expect(worlds.popTransferFor(World.desert)).toBe(null)
  })
})

describe('what comes back', () => {
  /** Puts a transfer into the ring of returns as the cluster does: source and target stay. */
  function giveBack(flags: number): void {
    const { World, queues } = node
    const ring = queues.lobbyReturned
    expect(ring.reserveBatch(1)).toBe(1)
    const slot = ring.slotAt(0)
    slot.entity = 41
    slot.packTail({ x: 9 })
    words[slot.word + 2] = World.lobby | (World.desert << 8) | flags
    ring.commitBatch(1)
  }

  test('is taken like any other transfer, marked, with its data and its worlds', () => {
    const { World } = node
    giveBack(returned | inDoubt)
    const arrived = worlds.popTransferFor(World.lobby)
    expect([arrived.entity, arrived.unpackTail().x, arrived.source, arrived.target]).toEqual([
      41,
      9,
      World.lobby,
      World.desert,
    ])
    expect([arrived.isReturned, arrived.isInDoubt]).toEqual([true, true])
    expect(worlds.popTransferFor(World.lobby)).toBe(null)
  })

  test('is no longer marked once it is queued again, whichever way', () => {
    const { World, queues } = node
    giveBack(returned | inDoubt)
    giveBack(returned)
    const first = worlds.popTransferFor(World.lobby)
    worlds.queueTransfer(World.lobby, World.forest, first)
    expect(queues.lobbyToDesert.pushBatch([first])).toBe(1)
    const again = queues.lobbyToForest.peek()
    expect([again.entity, again.isReturned, again.isInDoubt]).toEqual([41, false, false])
    const out = queues.lobbyToDesert.peek()
    expect([out.entity, out.isReturned, out.isInDoubt]).toEqual([41, false, false])
    expect(worlds.popTransferFor(World.lobby).isReturned).toBe(true)
  })

  test('is marked in no bytes that leave the module: the wire format has no such flags', () => {
    giveBack(returned | inDoubt)
    const arrived = worlds.popTransferFor(node.World.lobby)
    arrived.priority = true
    const bytes = arrived.toBytes()
    expect(bytes[10]).toBe(2 | (arrived.full ? 4 : 0))
    const copy = worlds.createTransfer(node.World.lobby, node.World.desert)
    expect([copy.fromBytes(bytes), copy.isReturned, copy.isInDoubt]).toEqual([true, false, false])
    expect(arrived.isReturned).toBe(true)
  })

  test('counts neither as sent nor as received', () => {
    const { World } = node
    giveBack(returned)
    worlds.popTransferFor(World.lobby)
    worlds.endTick(World.lobby)
    for (const stats of [worlds.getStats(), worlds.getAtomicStats()]) {
      expect(stats.transfersSent).toEqual([0, 0, 0])
      expect(stats.transfersReceived).toEqual([0, 0, 0])
    }
  })

  test('wakes the world that waits for it', () => {
    const { World } = node
    worlds.start()
    giveBack(returned)
    expect(worlds.waitForTransfers(50, World.lobby)).toBe(true)
  })
})

describe('a packet from a peer', () => {
  /** A packet with all components, as it was packed here. */
  function packed() {
    const { World, SmallBits } = node
    const transfer = worlds.createTransfer(World.lobby, World.desert, 7)
    transfer.packSmall({ kind: 'c', isOn: true, bits: SmallBits.x | SmallBits.z })
    transfer.packText({ text: 'hey', raw: Uint8Array.of(1, 2), flags: [true, false, true, false] })
    transfer.packWide({ first: 1, value: Math.PI, last: 2 })
    transfer.packTail({ x: 3 })
    return transfer
  }
  const bytesAt = (word: number): Uint8Array =>
    new Uint8Array(node.memory).slice(4 * word, 4 * (word + node.PACKET_WORDS))

  test('is admitted, and stays as it is, when it was packed by the same rules', () => {
    const transfer = packed()
    const before = bytesAt(transfer.word)
    expect(node.admitPacket(transfer.word)).toBe(true)
    expect(bytesAt(transfer.word)).toEqual(before)
    expect(node.wireWords(words, transfer.word)).toBe(node.PACKET_WORDS)
  })

  test('is made what it would have been, whatever stands where no field is', () => {
    const transfer = packed()
    const clean = bytesAt(transfer.word)
    const memory = new Uint8Array(node.memory)
    // By trial: bytes that no accessor reads are padding, tails of text and bytes, or the end of the packet.
    let cleared = 0
    for (let index = 16; index < clean.length; index++) {
      memory.set(clean, 4 * transfer.word)
      memory[4 * transfer.word + index]! ^= 0x40
      const shown = JSON.stringify([
        transfer.unpackSmall(),
        transfer.unpackText(),
        transfer.unpackWide(),
        transfer.unpackTail(),
      ])
      memory.set(clean, 4 * transfer.word)
      const own = JSON.stringify([
        transfer.unpackSmall(),
        transfer.unpackText(),
        transfer.unpackWide(),
        transfer.unpackTail(),
      ])
      memory[4 * transfer.word + index]! ^= 0x40
      if (shown !== own || !node.admitPacket(transfer.word)) continue
      cleared++
      expect([index, bytesAt(transfer.word)]).toEqual([index, clean])
    }
    expect(cleared).toBeGreaterThan(15)
  })

  test.each([
    ['an enum', 'Small', 0, 3],
    ['a bool', 'Small', 1, 2],
    ['flags', 'Small', 2, 8],
    ['the length of a text', 'Text', 0, 6],
    ['the length of bytes', 'Text', 8, 4],
    ['a bool of an array', 'Text', 16, 2],
  ])(
    'is refused when %s has a value that cannot be, unless the component is absent',
    (_, component, offset, value) => {
      const transfer = packed()
      const start = { Small: 16, Text: 20 }[component]!
      new Uint8Array(node.memory)[4 * transfer.word + start + offset] = value
      expect(node.admitPacket(transfer.word)).toBe(false)
      words[transfer.word + 3]! &= ~(1 << node.Component[component])
      expect(node.admitPacket(transfer.word)).toBe(true)
    },
  )
})
