import { describe, expect, it } from 'vitest'
import { loadModule } from '../support/generated.ts'
import { plain } from '../support/plain.ts'

const components = {
  Numbers: {
    a: 'u8',
    b: 'i8',
    c: 'u16',
    d: 'i16',
    e: 'u32',
    f: 'i32',
    g: 'u64',
    h: 'i64',
    i: 'f32',
    j: 'f64',
    k: 'bool',
  },
  Vectors: { two: 'vec2', three: 'vec3', four: 'vec4', turn: 'quat' },
  Lists: {
    // Moved by whole words, but for the end of `few`, and `odd`, which starts within a word.
    bytes: 'u8[8]',
    signed: 'i8[8]',
    halves: 'i16[4]',
    few: 'u16[5]',
    odd: 'u8[4]',
    many: 'f32[100]',
    big: 'i64[3]',
    set: 'bool[4]',
    path: 'vec3[2]',
    long: 'vec2[40]',
  },
  Words: { text: 'string<8>', raw: 'bytes<5>' },
  Choice: { side: { enum: ['red', 'blue', 'green'] }, marks: { flags: ['hot', 'cold', 'wet'] } },
  Body: {
    pose: { struct: { flag: 'u8', at: 'vec2', deep: { struct: { weight: 'f64' } } } },
    owner: 'entity',
  },
  Tag: {},
}
const schema = {
  name: 'types',
  components,
  archetypes: { walker: ['Numbers', 'Vectors', 'Tag'] },
  worlds: { here: {}, there: {} },
  queue: { capacity: 16, batchSize: 4 },
}
const types = await loadModule(schema)
const { World } = types

const numbers = {
  a: 255,
  b: -128,
  c: 65_535,
  d: -32_768,
  e: 4_294_967_295,
  f: -2_147_483_648,
  g: 2n ** 64n - 1n,
  h: -(2n ** 63n),
  i: Math.fround(0.1),
  j: -0,
  k: true,
}
const vectors = {
  two: { x: 1, y: 2 },
  three: { x: 3, y: 4, z: 5 },
  four: { x: 6, y: 7, z: 8, w: 9 },
  turn: { x: 0, y: 0.5, z: -0.5, w: 1 },
}
const lists = {
  few: Uint16Array.of(1, 65_535, 0x8000, 4, 65_535),
  bytes: Uint8Array.of(255, 0, 128, 255, 4, 5, 255, 129),
  signed: Int8Array.of(-1, -128, 127, -2, -3, 0, 1, -128),
  halves: Int16Array.of(-32_768, -1, 32_767, -2),
  odd: Uint8Array.of(1, 2, 128, 255),
  many: Float32Array.from({ length: 100 }, (_, index) => index / 4),
  big: BigInt64Array.of(-1n, 2n ** 62n, -(2n ** 63n)),
  set: [true, false, true, true],
  path: [
    { x: 1, y: 2, z: 3 },
    { x: 4, y: 5, z: 6 },
  ],
  long: Array.from({ length: 40 }, (_, index) => ({ x: index, y: -index })),
}
const body = { pose: { flag: 7, at: { x: 1, y: 2 }, deep: { weight: 1e300 } }, owner: 4_000_000_000 }

/** Sends a transfer through the queue and shows what arrives. */
// biome-ignore lint/suspicious/noExplicitAny: the module's types are made while the test runs
function send(pack: (transfer: any) => void): any {
  const coordinator = new types.WorldCoordinator()
  const transfer = coordinator.createTransfer(World.here, World.there, 77, 3)
  pack(transfer)
  expect(coordinator.queueTransfer(World.here, World.there, transfer)).toBe(true)
  const arrived = coordinator.popTransferFor(World.there)
  expect(arrived).not.toBeNull()
  expect([arrived.entity, arrived.generation, arrived.source, arrived.target]).toEqual([77, 3, 0, 1])
  return arrived
}

describe('a transfer', () => {
  it('carries every field type at its extremes', () => {
    const arrived = send((transfer) => {
      transfer.packNumbers(numbers)
      transfer.packVectors(vectors)
      transfer.packLists(lists)
      transfer.packChoice({ side: 'green', marks: types.ChoiceMarks.hot | types.ChoiceMarks.wet })
      transfer.packBody(body)
      transfer.packTag()
    })
    expect(plain(arrived.unpackNumbers())).toEqual(numbers)
    expect(plain(arrived.unpackVectors())).toEqual(vectors)
    expect(plain(arrived.unpackLists())).toEqual(lists)
    expect(plain(arrived.unpackChoice())).toEqual({ side: 'green', marks: 5 })
    expect(plain(arrived.unpackBody())).toEqual(body)
    expect(arrived.hasTag).toBe(true)
    expect(arrived.hasWords).toBe(false)
    expect(arrived.unpackWords()).toBeNull()
  })

  it('cuts numbers off that are too large for their element, and takes missing ones for 0', () => {
    const arrived = send((transfer) =>
      transfer.packLists({ ...lists, bytes: [256, -1, 1.9, 511], few: [65_536, -1, 0x1_2345] }),
    ).unpackLists()
    expect(arrived.bytes).toEqual(Uint8Array.of(0, 255, 1, 255, 0, 0, 0, 0))
    expect(arrived.few).toEqual(Uint16Array.of(0, 65_535, 0x2345, 0, 0))
  })

  it('cuts text after the last whole character that fits, and refuses bytes that do not', () => {
    const arrived = send((transfer) =>
      transfer.packWords({ text: 'abcdefg\u00e9z', raw: Uint8Array.of(1, 2) }),
    )
    expect(plain(arrived.unpackWords())).toEqual({ text: 'abcdefg', raw: Uint8Array.of(1, 2) })
    const whole = send((transfer) => transfer.packWords({ text: 'ab\u{1f600}cd', raw: new Uint8Array(0) }))
    expect(whole.unpackWords().text).toBe('ab\u{1f600}cd')
    expect(() => send((transfer) => transfer.packWords({ text: '', raw: new Uint8Array(6) }))).toThrow(
      RangeError,
    )
    new types.WorldCoordinator().popTransferFor(World.there)
  })

  it('has the same bytes in whatever order its components were packed', () => {
    const one = send((transfer) => {
      transfer.packNumbers(numbers)
      transfer.packBody(body)
    }).toBytes()
    const other = send((transfer) => {
      transfer.packBody(body)
      transfer.packNumbers(numbers)
    }).toBytes()
    expect(other).toEqual(one)
  })

  it('writes zero into padding and into components that it has not', () => {
    send((transfer) => transfer.packLists({ ...lists, many: new Float32Array(100).fill(Number.NaN) }))
    const bytes = send((transfer) => transfer.packBody(body)).toBytes()
    expect(bytes.slice(16, bytes.length - 48).every((byte: number) => byte === 0)).toBe(true)
  })

  it('shows nothing of what lay in the memory, where it has no component and between components', async () => {
    const module = await loadModule({
      name: 'gaps',
      components: { Small: { a: 'u8' }, Absent: { b: 'f32[3]' }, Wide: { c: 'f64' } },
      worlds: { here: {}, there: {} },
      links: [{ from: 'here', to: 'there' }],
      queue: { capacity: 2, batchSize: 1 },
    })
    const transfer = new module.WorldCoordinator().createTransfer(0, 1)
    // Header 16, Small 16, Absent 20 to 32, Wide 32 to 40.
    new Uint8Array(module.memory).fill(0xff, 4 * transfer.word + 16, 4 * transfer.word + 40)
    transfer.packSmall({ a: 1 })
    transfer.packWide({ c: 0 })
    const bytes = transfer.toBytes()
    expect([bytes.length, bytes[16]]).toEqual([40, 1])
    expect(bytes.slice(17).every((byte: number) => byte === 0)).toBe(true)
  })

  it('reads and writes numbers in place', () => {
    const arrived = send((transfer) => {
      transfer.packNumbers(numbers)
      transfer.numbersE = 9
      transfer.numbersK = false
    })
    expect([arrived.numbersE, arrived.numbersK, arrived.numbersG]).toEqual([9, false, numbers.g])
  })

  it('carries its flags, and reset takes all but the worlds', () => {
    const arrived = send((transfer) => {
      transfer.destroyOnArrive = true
      transfer.priority = true
      transfer.full = false
    })
    expect([arrived.destroyOnArrive, arrived.priority, arrived.full]).toEqual([true, true, false])
    const transfer = new types.WorldCoordinator().createTransfer(World.here, World.there, 1)
    transfer.packTag()
    transfer.reset(2, 5)
    expect([transfer.entity, transfer.generation, transfer.hasTag, transfer.full, transfer.target]).toEqual([
      2,
      5,
      false,
      true,
      World.there,
    ])
    expect(transfer.totalSize).toBe(16)
  })

  it('packs and unpacks an archetype in one go, and nothing that is not exactly it', () => {
    const walker = new types.Walker()
    walker.entity = 77
    walker.generation = 3
    Object.assign(walker.numbers, numbers)
    Object.assign(walker.vectors, vectors)
    const arrived = send((transfer) => transfer.packWalker(walker))
    expect(arrived.isWalker).toBe(true)
    expect(plain(arrived.unpackWalker())).toEqual(plain(walker))
    const other = send((transfer) => transfer.packNumbers(numbers))
    expect([other.isWalker, other.unpackWalker()]).toEqual([false, null])
  })

  it('keeps the bits of a NaN on its way', () => {
    const coordinator = new types.WorldCoordinator()
    const transfer = coordinator.createTransfer(World.here, World.there)
    transfer.packNumbers(numbers)
    const words = new Int32Array(types.memory)
    const word = transfer.word + 10 // an f32 may stand here for all that the copy knows
    words[word] = 0x7fa0_1234
    expect(coordinator.queueTransfer(World.here, World.there, transfer)).toBe(true)
    expect(words[coordinator.popTransferFor(World.there).word + 10]).toBe(0x7fa0_1234)
  })

  it('finds components beyond the first and the second mask word', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 70 }, (_, index) => [`Part${index}`, { value: 'u8' }]),
    )
    const module = await loadModule({ name: 'many', components: many, worlds: { a: {}, b: {} } } as {
      name: string
    })
    const coordinator = new module.WorldCoordinator()
    const transfer = coordinator.createTransfer(0, 1)
    for (const index of [0, 31, 32, 63, 64, 69]) transfer[`packPart${index}`]({ value: index })
    coordinator.queueTransfer(0, 1, transfer)
    const arrived = coordinator.popTransferFor(1)
    const present = Array.from({ length: 70 }, (_, index) => index).filter(
      (index) => arrived[`hasPart${index}`],
    )
    expect(present).toEqual([0, 31, 32, 63, 64, 69])
    expect(present.map((index) => arrived[`unpackPart${index}`]().value)).toEqual(present)
  })
})

describe('text and bytes', () => {
  it.each([
    ['', ''],
    ['abcdefgh', 'abcdefgh'],
    ['abcdefghi', 'abcdefgh'],
    ['\u00e9\u00e9\u00e9\u00e9', '\u00e9\u00e9\u00e9\u00e9'],
    ['a\u00e9\u00e9\u00e9\u00e9', 'a\u00e9\u00e9\u00e9'],
    ['\u20ac\u20ac\u20ac', '\u20ac\u20ac'],
    ['abcde\u{1f600}', 'abcde'],
    ['abcd\u{1f600}', 'abcd\u{1f600}'],
    ['\u{1f600}\u{1f600}\u{1f600}', '\u{1f600}\u{1f600}'],
    ['a\0b', 'a\0b'],
    ['\ud83d', '\ufffd'],
    ['\ude00x', '\ufffdx'],
    ['\ufeffab', '\ufeffab'],
  ])('%j in eight bytes arrives as %j', (text, expected) => {
    const arrived = send((transfer) => transfer.packWords({ text, raw: new Uint8Array(0) }))
    expect(arrived.unpackWords().text).toBe(expected)
  })

  it.each([0, 1, 4, 5])('%i of five bytes arrive', (length) => {
    const raw = Uint8Array.from({ length }, (_, index) => 255 - index)
    expect(send((transfer) => transfer.packWords({ text: 'x', raw })).unpackWords().raw).toEqual(raw)
  })

  it('leave nothing of a longer value behind', () => {
    const coordinator = new types.WorldCoordinator()
    const clean = coordinator.createTransfer(World.here, World.there, 1)
    clean.packWords({ text: 'a', raw: Uint8Array.of(1) })
    const used = coordinator.createTransfer(World.here, World.there, 1)
    used.packWords({ text: 'zzzzzzzz', raw: Uint8Array.of(9, 9, 9, 9, 9) })
    used.packWords({ text: 'a', raw: Uint8Array.of(1) })
    expect(used.toBytes()).toEqual(clean.toBytes())
  })
})

describe('choices', () => {
  it('every member of an enum and every union of flags arrives', () => {
    const { hot, cold, wet } = types.ChoiceMarks
    expect([hot, cold, wet]).toEqual([1, 2, 4])
    for (const side of ['red', 'blue', 'green']) {
      for (let marks = 0; marks < 8; marks++) {
        const arrived = send((transfer) => transfer.packChoice({ side, marks }))
        expect(plain(arrived.unpackChoice())).toEqual({ side, marks })
        expect([arrived.choiceSide, arrived.choiceMarks]).toEqual([side, marks])
      }
    }
  })
})

describe('a packet', () => {
  it('ends behind its last component, whatever is packed', () => {
    const sizes = ['Numbers', 'Vectors', 'Lists', 'Words', 'Choice', 'Body'].map((name) => {
      const arrived = send((transfer) => transfer[`pack${name}`](new types[name]()))
      expect(arrived.totalSize).toBe(arrived.toBytes().length)
      return arrived.totalSize
    })
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b))
    expect(new Set(sizes).size).toBe(sizes.length)
    expect(send(() => {}).totalSize).toBe(16)
  })

  it('holds no component that was not packed', () => {
    const names = Object.keys(components)
    for (const packed of names) {
      const arrived = send((transfer) => {
        if (packed === 'Tag') transfer.packTag()
        else transfer[`pack${packed}`](new types[packed]())
      })
      for (const name of names) {
        expect(arrived[`has${name}`]).toBe(name === packed)
        if (name !== 'Tag') expect(arrived[`unpack${name}`]() === null).toBe(name !== packed)
      }
    }
  })

  it('reads nothing into what is given for a component that it has not', () => {
    const kept = Object.assign(new types.Choice(), { side: 'blue', marks: 3 })
    expect(send(() => {}).unpackChoice(kept)).toBeNull()
    expect(plain(kept)).toEqual({ side: 'blue', marks: 3 })
  })

  it('has its default flags after reset, each on its own', () => {
    const flags = ['destroyOnArrive', 'priority', 'full'] as const
    for (let set = 0; set < 8; set++) {
      const arrived = send((transfer) => {
        for (const [bit, flag] of flags.entries()) transfer[flag] = (set & (1 << bit)) !== 0
      })
      expect(flags.map((flag) => arrived[flag])).toEqual([1, 2, 4].map((bit) => (set & bit) !== 0))
    }
    const transfer = new types.WorldCoordinator().createTransfer(World.here, World.there)
    for (const flag of flags) transfer[flag] = !transfer[flag]
    transfer.reset()
    expect(flags.map((flag) => transfer[flag])).toEqual([false, false, true])
  })

  it('carries entity ids and generations up to 2^32 - 1', () => {
    const coordinator = new types.WorldCoordinator()
    const max = 2 ** 32 - 1
    coordinator.queueTransfer(0, 1, coordinator.createTransfer(0, 1, max, max))
    const arrived = coordinator.popTransferFor(1)
    expect([arrived.entity, arrived.generation]).toEqual([max, max])
  })

  it('keeps the bits of every f32 NaN, quiet or signalling, in single fields and in lists', () => {
    const coordinator = new types.WorldCoordinator()
    const words = new Int32Array(types.memory)
    const transfer = coordinator.createTransfer(World.here, World.there)
    for (const bits of [0x7fa0_1234, 0x7f80_0001, 0x7fc0_0000, -1, 0xffbf_ffff | 0]) {
      transfer.reset(1)
      // 1.5 everywhere, then the NaN in its place: no JavaScript number holds these bits for sure.
      transfer.packVectors({
        two: { x: 1.5, y: 1.5 },
        three: { x: 1.5, y: 1.5, z: 1.5 },
        four: { x: 1.5, y: 1.5, z: 1.5, w: 1.5 },
        turn: { x: 1.5, y: 1.5, z: 1.5, w: 1.5 },
      })
      transfer.packLists({ ...lists, many: new Float32Array(100).fill(1.5) })
      const end = transfer.word + (transfer.totalSize >> 2)
      let count = 0
      for (let word = transfer.word + 4; word < end; word++) {
        if (words[word] !== 0x3fc0_0000) continue
        words[word] = bits
        count++
      }
      expect(count).toBe(113)
      const sent = transfer.toBytes()
      expect(coordinator.queueTransfer(World.here, World.there, transfer)).toBe(true)
      const arrived = coordinator.popTransferFor(World.there)
      expect(arrived.toBytes()).toEqual(sent)
      expect(arrived.vectorsTwoX).toBeNaN()
    }
  })
})
