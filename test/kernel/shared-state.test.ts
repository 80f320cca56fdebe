import { beforeEach, describe, expect, it } from 'vitest'
import { InMemoryBackend, type SharedStateBackend } from '../../templates/kernel/shared-state.ts'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

let nowMs = 0
let state: SharedStateBackend

beforeEach(() => {
  nowMs = 1000
  state = new InMemoryBackend({ now: () => nowMs, keysMax: 4 })
})

describe('values', () => {
  it('are found until they are deleted', async () => {
    expect(await state.get('a')).toBe(null)
    expect(await state.exists('a')).toBe(false)
    const version = await state.set('a', bytes(1, 2))
    expect(await state.get('a')).toEqual({ value: bytes(1, 2), version })
    expect(await state.exists('a')).toBe(true)
    expect(await state.delete('a')).toBe(true)
    expect(await state.delete('a')).toBe(false)
    expect(await state.get('a')).toBe(null)
  })

  it.each([
    ['a Uint8Array', (values: number[]) => Uint8Array.from(values)],
    ['a Buffer, whose slice is a view', (values: number[]) => Buffer.from(values)],
    [
      'bytes of shared memory',
      (values: number[]) => {
        const shared = new Uint8Array(new SharedArrayBuffer(values.length))
        shared.set(values)
        return shared
      },
    ],
  ])('are copied in and out: %s', async (_kind, make) => {
    const given = make([1, 2])
    await state.set('a', given)
    given[0] = 9
    const first = await state.get('a')
    expect(first?.value).toEqual(bytes(1, 2))
    expect(first?.value.buffer).toBeInstanceOf(ArrayBuffer)
    first!.value[1] = 9
    expect((await state.get('a'))?.value).toEqual(bytes(1, 2))
  })

  it('may be empty, under any key', async () => {
    for (const key of ['', '__proto__', 'constructor']) {
      expect(await state.exists(key)).toBe(false)
      await state.set(key, bytes())
      expect((await state.get(key))?.value).toEqual(bytes())
    }
  })

  it('have versions that only rise, also over deletion', async () => {
    const versions = [await state.set('a', bytes(1)), await state.set('a', bytes(2))]
    await state.delete('a')
    versions.push(await state.set('a', bytes(1)))
    await state.delete('a')
    versions.push((await state.compareAndSet('a', 0, bytes(1)))!)
    expect(versions[0]).toBeGreaterThan(0)
    for (let index = 1; index < 4; index++) expect(versions[index]).toBeGreaterThan(versions[index - 1]!)
  })
})

describe('compareAndSet', () => {
  it('creates only what does not exist', async () => {
    const version = await state.compareAndSet('a', 0, bytes(1))
    expect(version).not.toBe(null)
    expect(await state.compareAndSet('a', 0, bytes(2))).toBe(null)
    expect(await state.get('a')).toEqual({ value: bytes(1), version })
  })

  it('replaces only the version that was seen', async () => {
    const seen = await state.set('a', bytes(1))
    const next = await state.compareAndSet('a', seen, bytes(2))
    expect(next).toBeGreaterThan(seen)
    expect(await state.compareAndSet('a', seen, bytes(3))).toBe(null)
    expect((await state.get('a'))?.value).toEqual(bytes(2))
    expect(await state.compareAndSet('b', seen, bytes(3))).toBe(null)
    expect(await state.exists('b')).toBe(false)
  })

  it('does not take a value made anew for the one that was seen', async () => {
    const seen = await state.set('a', bytes(1))
    await state.delete('a')
    await state.set('a', bytes(1))
    expect(await state.compareAndSet('a', seen, bytes(2))).toBe(null)
  })

  it('lets one of many win', async () => {
    const results = await Promise.all([1, 2, 3].map((value) => state.compareAndSet('a', 0, bytes(value))))
    expect(results.filter((version) => version !== null)).toHaveLength(1)
  })
})

describe('leases', () => {
  it('keep others out until they expire', async () => {
    const lease = await state.acquireLease('a', 'left', 100)
    expect(lease).toMatchObject({ key: 'a', holder: 'left', expiresAtMs: 1100 })
    nowMs = 1099
    expect(await state.acquireLease('a', 'right', 100)).toBe(null)
    nowMs = 1100
    const next = await state.acquireLease('a', 'right', 100)
    expect(next?.fence).toBeGreaterThan(lease!.fence)
    expect(await state.renewLease(lease!, 100)).toBe(null)
    expect(await state.releaseLease(lease!)).toBe(false)
    expect(await state.renewLease(next!, 100)).not.toBe(null)
  })

  it('can be renewed while they last, and keep their fence', async () => {
    const lease = await state.acquireLease('a', 'left', 100)
    nowMs = 1050
    const renewed = await state.renewLease(lease!, 100)
    expect(renewed).toEqual({ ...lease, expiresAtMs: 1150 })
    nowMs = 1120
    expect(await state.acquireLease('a', 'right', 100)).toBe(null)
    // The lease from before the renewal is the same lease.
    expect(await state.renewLease(lease!, 100)).toMatchObject({ expiresAtMs: 1220 })
    nowMs = 1220
    expect(await state.renewLease(lease!, 100)).toBe(null)
  })

  it('are free once released', async () => {
    const lease = await state.acquireLease('a', 'left', 100)
    expect(await state.releaseLease(lease!)).toBe(true)
    expect(await state.releaseLease(lease!)).toBe(false)
    expect((await state.acquireLease('a', 'right', 100))?.fence).toBeGreaterThan(lease!.fence)
  })

  it('pass to their own holder anew with a higher fence, which ends the former', async () => {
    const former = await state.acquireLease('a', 'left', 100)
    const latter = await state.acquireLease('a', 'left', 100)
    expect(latter!.fence).toBeGreaterThan(former!.fence)
    expect(await state.renewLease(former!, 100)).toBe(null)
    expect(await state.releaseLease(former!)).toBe(false)
    expect(await state.releaseLease(latter!)).toBe(true)
  })

  it('stand apart from values and from each other', async () => {
    await state.acquireLease('a', 'left', 100)
    expect(await state.exists('a')).toBe(false)
    expect(await state.acquireLease('b', 'right', 100)).not.toBe(null)
  })

  it('reject where the clock throws, and never throw themselves', async () => {
    const lease = await state.acquireLease('a', 'left', 100)
    const broken = (): never => {
      throw new Error('no clock')
    }
    let now: () => number = () => nowMs
    state = new InMemoryBackend({ now: () => now() })
    await state.acquireLease('a', 'left', 100)
    now = broken
    const held = { ...lease!, fence: 1 }
    for (const call of [
      () => state.acquireLease('a', 'left', 100),
      () => state.renewLease(held, 100),
      () => state.releaseLease(held),
    ]) {
      await expect(call()).rejects.toThrow('no clock')
    }
  })

  it('go to one of many', async () => {
    const leases = await Promise.all(['x', 'y', 'z'].map((holder) => state.acquireLease('a', holder, 100)))
    expect(leases.filter((lease) => lease !== null)).toHaveLength(1)
  })

  it.each([0, -1, Number.NaN])('refuse to last %d ms', async (durationMs) => {
    await expect(state.acquireLease('a', 'left', durationMs)).rejects.toThrow(RangeError)
    const lease = await state.acquireLease('a', 'left', 100)
    await expect(state.renewLease(lease!, durationMs)).rejects.toThrow('a lease lasts more than 0 ms')
  })
})

describe('keysMax', () => {
  it('bounds the values, not the changes of one', async () => {
    for (const key of ['a', 'b', 'c', 'd']) await state.set(key, bytes(1))
    await expect(state.set('e', bytes(1))).rejects.toThrow(RangeError)
    await expect(state.compareAndSet('e', 0, bytes(1))).rejects.toThrow(
      'the shared state holds 4 keys already',
    )
    await state.set('a', bytes(2))
    await state.delete('b')
    await state.set('e', bytes(1))
  })

  it('bounds the leases, of which expired ones do not count', async () => {
    for (const key of ['a', 'b', 'c', 'd']) await state.acquireLease(key, 'left', key === 'c' ? 50 : 100)
    await expect(state.acquireLease('e', 'left', 100)).rejects.toThrow(RangeError)
    nowMs = 1050
    expect(await state.acquireLease('e', 'left', 100)).not.toBe(null)
    expect(await state.acquireLease('a', 'right', 100)).toBe(null)
  })

  it('has a default', async () => {
    const roomy = new InMemoryBackend({ now: () => 0 })
    for (let key = 0; key < 65_536; key++) await roomy.set(`${key}`, bytes())
    await expect(roomy.set('more', bytes())).rejects.toThrow('65536 keys')
  })
})
