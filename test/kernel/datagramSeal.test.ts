import { createDecipheriv, hkdfSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import {
  HANDSHAKE_SEAL_BYTES,
  type PreSharedKey,
  SESSION_SEAL_BYTES,
  Seal,
  type SessionEnds,
  type SessionSeal,
} from '../../templates/kernel/datagram-seal.ts'
import { SCHEMA_HASH_HIGH, SCHEMA_HASH_LOW } from '../../templates/kernel/sample-cluster.ts'
import { PROTOCOL_VERSION } from '../../templates/kernel/wire.ts'
import { Random } from '../support/random.ts'

const header = 16
const ends: SessionEnds = {
  dialerId: 0x1234_5678,
  listenerId: 0xfedc_ba98,
  dialerIncarnation: 2 ** 53 - 1,
  listenerIncarnation: 7,
}

function key(epoch: number, fill = epoch): PreSharedKey {
  return { epoch, key: new Uint8Array(32).fill(fill) }
}

function entropyOf(seed: number): (bytes: Uint8Array) => void {
  const random = new Random(seed)
  return (bytes) => {
    for (let index = 0; index < bytes.length; index++) bytes[index] = random.below(256)
  }
}

function sealOf(keys: readonly PreSharedKey[] = [key(1)], current = 1): Seal {
  return new Seal(keys, current, entropyOf(1))
}

/** A datagram with a body that counts, in a buffer with room for more. */
function datagram(length: number, number = 1): Uint8Array {
  const bytes = Uint8Array.from({ length: length + 40 }, (_, index) => (index * 7) & 255)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 5 | (Math.floor(number / 2 ** 32) << 16), true)
  view.setUint32(4, number, true)
  return bytes
}

/** Both ends of a session, each of a node of its own. */
function pairOf(there: Seal = sealOf(), here: Seal = sealOf()) {
  return { dialer: there.session(ends, true), listener: here.session(ends, false) }
}

function expectOpens(from: SessionSeal, to: SessionSeal, number = 1): void {
  const bytes = datagram(200, number)
  expect(to.open(bytes, from.seal(bytes, 200))).toBe(200)
  expect(bytes.subarray(0, 200)).toEqual(datagram(200, number).subarray(0, 200))
}

/** Not opened, and left as it was. */
function expectStaysShut(from: SessionSeal, to: SessionSeal): void {
  const bytes = datagram(200)
  const length = from.seal(bytes, 200)
  const sealed = bytes.slice()
  expect(to.open(bytes, length)).toBe(-1)
  expect(bytes).toEqual(sealed)
}

describe('a session', () => {
  it.each([16, 17, 24, 600, 1183])('opens what the other end sealed: %i bytes', (length) => {
    const { dialer, listener } = pairOf()
    for (const [from, to] of [
      [dialer, listener],
      [listener, dialer],
    ] as const) {
      const bytes = datagram(length)
      const sealed = from.seal(bytes, length)
      expect(sealed).toBe(length + SESSION_SEAL_BYTES)
      expect(bytes.subarray(0, header)).toEqual(datagram(length).subarray(0, header))
      if (length > 40)
        expect(bytes.subarray(header, length)).not.toEqual(datagram(length).subarray(header, length))
      expect(bytes.subarray(sealed)).toEqual(datagram(length).subarray(sealed))
      expect(to.open(bytes, sealed)).toBe(length)
      expect(bytes.subarray(0, length)).toEqual(datagram(length).subarray(0, length))
    }
  })

  it('seals the same bytes differently under each number of 48 bits', () => {
    const { dialer, listener } = pairOf()
    const numbers = [0, 1, 2, 2 ** 16, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 40, 2 ** 48 - 1]
    const bodies = numbers.map((number) => {
      const bytes = datagram(80, number)
      const length = dialer.seal(bytes, 80)
      const body = Buffer.from(bytes.subarray(header, 80)).toString('hex')
      expect(listener.open(bytes, length)).toBe(80)
      return body
    })
    expect(new Set(bodies).size).toBe(numbers.length)
  })

  it.each([
    ['the key', pairOf(sealOf([key(1, 2)])).dialer],
    ['an epoch that is not known', pairOf(sealOf([key(2)], 2)).dialer],
    ['the same key as another epoch', pairOf(sealOf([key(2, 1)], 2)).dialer],
    ['the id of the dialer', sealOf().session({ ...ends, dialerId: 1 }, true)],
    ['the id of the listener', sealOf().session({ ...ends, listenerId: 1 }, true)],
    ['the start of the dialer', sealOf().session({ ...ends, dialerIncarnation: 2 ** 53 - 2 }, true)],
    ['the start of the listener', sealOf().session({ ...ends, listenerIncarnation: 8 }, true)],
    ['the direction: it is a reflection', pairOf().listener],
  ])('does not open what differs in %s', (_, from) => {
    expectStaysShut(from, pairOf().listener)
  })

  it('opens nothing of which any bit was changed', () => {
    const { dialer, listener } = pairOf(sealOf([key(1), key(3)]), sealOf([key(1), key(3)]))
    const bytes = datagram(40)
    const length = dialer.seal(bytes, 40)
    for (let bit = 0; bit < length * 8; bit++) {
      bytes[bit >> 3]! ^= 1 << (bit & 7)
      expect(listener.open(bytes, length)).toBe(-1)
      bytes[bit >> 3]! ^= 1 << (bit & 7)
    }
    expect(listener.open(bytes, length)).toBe(40)
  })

  it('opens nothing that was cut or made longer', () => {
    const { dialer, listener } = pairOf()
    const bytes = datagram(40)
    const length = dialer.seal(bytes, 40)
    for (let cut = -2; cut <= bytes.length + 2; cut++) {
      if (cut !== length) expect(listener.open(bytes, cut)).toBe(-1)
    }
    expect(listener.open(bytes, length)).toBe(40)
  })

  it('opens nothing of another schema or protocol', async () => {
    for (const [file, change] of [
      ['sample-cluster', { SCHEMA_HASH_LOW: 1 }],
      ['sample-cluster', { SCHEMA_HASH_HIGH: 1 }],
      ['wire', { PROTOCOL_VERSION: PROTOCOL_VERSION + 1 }],
    ] as const) {
      vi.resetModules()
      vi.doMock(`../../templates/kernel/${file}.ts`, async (original) => ({
        ...(await original<object>()),
        ...change,
      }))
      const other = await import('../../templates/kernel/datagram-seal.ts')
      vi.doUnmock(`../../templates/kernel/${file}.ts`)
      const foreign = new other.Seal([key(1)], 1, entropyOf(1))
      expectStaysShut(foreign.session(ends, true), pairOf().listener)
      // Before there is a session it may say so.
      const bytes = datagram(100)
      expect(sealOf().openHandshake(bytes, foreign.sealHandshake(bytes, 100, true), false)).toBe(100)
    }
  })
})

describe('docs/protocol.md', () => {
  /** Opens a datagram from what the page says alone. */
  function openByTheBook(sealed: Buffer, info: Buffer, nonce: Buffer, tail: number, context: Buffer): Buffer {
    const secret = Buffer.alloc(32, 1)
    const derived = Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), info, 32))
    const cipher = createDecipheriv('chacha20-poly1305', derived, nonce, { authTagLength: 16 })
    cipher.setAAD(context, { plaintextLength: 0 })
    cipher.setAuthTag(sealed.subarray(-tail - 16, -tail))
    return Buffer.concat([cipher.update(sealed.subarray(16, -tail - 16)), cipher.final()])
  }

  it('says how a datagram of a session is sealed', () => {
    const number = 0x1234_5678_9abc
    const bytes = datagram(100, number)
    const sealed = Buffer.from(bytes.buffer, 0, pairOf().listener.seal(bytes, 100))
    const info = Buffer.concat([Buffer.from('ecs-gen datagram session from listener '), Buffer.alloc(24)])
    info.writeUInt32LE(ends.dialerId, info.length - 24)
    info.writeUInt32LE(ends.listenerId, info.length - 20)
    info.writeBigUInt64LE(BigInt(ends.dialerIncarnation), info.length - 16)
    info.writeBigUInt64LE(BigInt(ends.listenerIncarnation), info.length - 8)
    const nonce = Buffer.alloc(12)
    nonce.writeUIntLE(number, 0, 6)
    const context = Buffer.concat([sealed.subarray(0, 16), Buffer.alloc(12)])
    context.writeInt32LE(SCHEMA_HASH_LOW, 16)
    context.writeInt32LE(SCHEMA_HASH_HIGH, 20)
    context.writeUInt32LE(PROTOCOL_VERSION, 24)
    expect(openByTheBook(sealed, info, nonce, 1, context)).toEqual(
      Buffer.from(datagram(100)).subarray(16, 100),
    )
    expect(sealed.at(-1)).toBe(1)
  })

  it('says how one is sealed before there is a session', () => {
    const bytes = datagram(100)
    const sealed = Buffer.from(bytes.buffer, 0, sealOf().sealHandshake(bytes, 100, true))
    const info = Buffer.from('ecs-gen datagram handshake of a dialer ')
    const nonce = sealed.subarray(-13, -1)
    const open = openByTheBook(sealed, info, nonce, 13, sealed.subarray(0, 16))
    expect(open).toEqual(Buffer.from(datagram(100)).subarray(16, 100))
  })
})

describe('keys', () => {
  it('change while a session goes on', () => {
    const there = sealOf()
    const here = sealOf()
    const { dialer, listener } = pairOf(there, here)
    expectOpens(dialer, listener)
    here.setKeys([key(1), key(2)], 1)
    expectOpens(dialer, listener)
    there.setKeys([key(1), key(2)], 2)
    expectOpens(dialer, listener)
    expectOpens(listener, dialer)
    here.setKeys([key(2)], 2)
    expectOpens(listener, dialer)
    there.setKeys([key(1)], 1)
    expectStaysShut(dialer, listener)
    expectStaysShut(listener, dialer)
  })

  it('of an epoch can be replaced by others', () => {
    const there = sealOf()
    const here = sealOf()
    const { dialer, listener } = pairOf(there, here)
    expectOpens(dialer, listener)
    there.setKeys([key(1, 9)], 1)
    expectStaysShut(dialer, listener)
    here.setKeys([key(1, 9)], 1)
    expectOpens(dialer, listener)
  })

  it('are derived once for each epoch and change', () => {
    const seal = sealOf([key(1), key(2)])
    const derive = vi.spyOn(seal, 'derive')
    const { dialer } = pairOf(seal)
    const bytes = datagram(40)
    for (let turn = 0; turn < 300; turn++) {
      bytes[56] = turn & 255
      dialer.open(bytes, 57)
      dialer.seal(bytes, 30)
    }
    // Two for each of the two epochs, and one for each byte that is no epoch, which is a look and no more.
    expect(derive.mock.results.filter(({ value }) => value !== null).length).toBe(4)
  })

  it.each([
    ['none at all', [], 1, 'no pre-shared key has the current epoch 1'],
    ['none of the current epoch', [key(2)], 1, 'no pre-shared key has the current epoch 1'],
    ['one epoch twice', [key(1), key(1)], 1, 'two pre-shared keys have the epoch 1'],
    ['too many', Array.from({ length: 9 }, (_, epoch) => key(epoch)), 1, 'at most 8 are used'],
    ['an epoch of more than a byte', [{ ...key(1), epoch: 256 }], 1, 'from 0 to 255, not 256'],
    ['an epoch that is not whole', [{ ...key(1), epoch: 0.5 }], 1, 'from 0 to 255, not 0.5'],
    ['a short key', [{ epoch: 1, key: new Uint8Array(31) }], 1, 'epoch 1 is no Uint8Array of 32 bytes'],
    ['a text', [{ epoch: 1, key: 'x'.repeat(32) as never }], 1, 'epoch 1 is no Uint8Array of 32 bytes'],
  ])('that cannot be are refused, and the former ones kept: %s', (_, keys, current, text) => {
    expect(() => sealOf(keys, current)).toThrow(text)
    const there = sealOf()
    expect(() => there.setKeys(keys, current)).toThrow(RangeError)
    const { dialer, listener } = pairOf(there)
    expectOpens(dialer, listener)
  })

  it('are copied: what is given may be wiped', () => {
    const given = key(1)
    const there = sealOf([given])
    given.key.fill(0)
    const { dialer, listener } = pairOf(there)
    expectOpens(dialer, listener)
  })
})

describe('a handshake', () => {
  it.each([16, 64, 1171])('is opened by whoever has the key: %i bytes', (length) => {
    for (const isDialer of [true, false]) {
      const bytes = datagram(length)
      const sealed = sealOf().sealHandshake(bytes, length, isDialer)
      expect(sealed).toBe(length + HANDSHAKE_SEAL_BYTES)
      const reflected = bytes.slice()
      expect(sealOf().openHandshake(reflected, sealed, isDialer)).toBe(-1)
      expect(sealOf([key(1, 2)]).openHandshake(bytes, sealed, !isDialer)).toBe(-1)
      expect(sealOf([key(2)], 2).openHandshake(bytes, sealed, !isDialer)).toBe(-1)
      expect(sealOf([key(2), key(1)], 2).openHandshake(bytes, sealed, !isDialer)).toBe(length)
      expect(bytes.subarray(0, length)).toEqual(datagram(length).subarray(0, length))
    }
  })

  it('opens nothing of which any bit was changed, and nothing that was cut', () => {
    const bytes = datagram(40)
    const length = sealOf().sealHandshake(bytes, 40, true)
    for (let bit = 0; bit < length * 8; bit++) {
      const changed = bytes.slice()
      changed[bit >> 3]! ^= 1 << (bit & 7)
      expect(sealOf().openHandshake(changed, length, false)).toBe(-1)
    }
    for (let cut = -2; cut < length; cut++) expect(sealOf().openHandshake(bytes, cut, false)).toBe(-1)
  })

  it('is no packet of a session, nor a packet one', () => {
    const { dialer, listener } = pairOf()
    const bytes = datagram(200)
    expect(listener.open(bytes, sealOf().sealHandshake(bytes, 200, true))).toBe(-1)
    expect(sealOf().openHandshake(bytes, dialer.seal(bytes, 200), false)).toBe(-1)
  })

  it('takes its nonce from the entropy that it is given: a seed replays it', () => {
    const sealed = [5, 5, 6].map((seed) => {
      const bytes = datagram(64)
      new Seal([key(1)], 1, entropyOf(seed)).sealHandshake(bytes, 64, true)
      return Buffer.from(bytes).toString('hex')
    })
    expect(sealed[0]).toBe(sealed[1])
    expect(sealed[0]).not.toBe(sealed[2])
  })
})

it('nothing that comes throws, opens or changes', () => {
  const seal = sealOf([key(0), key(1), key(255)])
  const { listener } = pairOf(seal, seal)
  const epoch = fc.constantFrom(0, 1, 2, 255)
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 120 }),
      fc.integer({ min: -5, max: 125 }),
      epoch,
      (noise, length, last) => {
        const bytes = noise.slice()
        if (length > 0 && length <= bytes.length) bytes[length - 1] = last
        const before = bytes.slice()
        expect(listener.open(bytes, length)).toBe(-1)
        expect(seal.openHandshake(bytes, length, true)).toBe(-1)
        expect(seal.openHandshake(bytes, length, false)).toBe(-1)
        expect(bytes).toEqual(before)
      },
    ),
    { numRuns: 3_000 },
  )
})
