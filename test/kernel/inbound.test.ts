import { beforeEach, describe, expect, it } from 'vitest'
import { I32 } from '../../templates/kernel/sample.ts'
import { SpscQueue } from '../../templates/kernel/spsc-queue.ts'
import { StreamInbound } from '../../templates/kernel/stream-inbound.ts'
import { clearMemory, headWord, isReadyBitSet, queueMap, startPositions, tailWord } from './memory.ts'
import { drain } from './queueHelpers.ts'

const route = 0 | (1 << 8)

/** Packets as they come: with both components, so that an entity is repeated in the last word. */
function packets(...entities: number[]): Int32Array {
  return Int32Array.from(
    entities.flatMap((entity) => [entity, 0, route, 3, 0, ...new Array<number>(10).fill(0), ~entity]),
  )
}

describe.each(startPositions)('a receiving end whose ring stands at %i', (start) => {
  let ring: SpscQueue
  let channel: StreamInbound

  beforeEach(() => {
    clearMemory()
    I32[tailWord] = I32[headWord] = start
    ring = new SpscQueue(queueMap())
    channel = new StreamInbound({ ring, carried: [3] })
    channel.offer()
    channel.begin(100)
  })

  it('takes packets and wakes the world', () => {
    expect(channel.beginSegment(100, 2)).toBe(true)
    expect(channel.take(packets(1, 2), 0, 32, 2)).toBe(32)
    expect(channel).toMatchObject({ received: 102, count: 2, free: 6 })
    expect(isReadyBitSet()).toBe(true)
    expect(drain(ring)).toEqual([1, 2])
    expect(channel.free).toBe(8)
  })

  it('takes whole packets only, wherever the bytes end', () => {
    const words = packets(1, 2, 3)
    for (let end = 0; end <= words.length; end++) {
      const before = channel.received
      expect(channel.beginSegment(before, 3)).toBe(true)
      const used = channel.take(words, 0, end, 3)
      expect(used).toBe(16 * Math.floor(end / 16))
      expect((channel.received - before) | 0).toBe(Math.floor(end / 16))
      expect(drain(ring)).toEqual([1, 2, 3].slice(0, Math.floor(end / 16)))
    }
  })

  it('takes no more than the segment has', () => {
    expect(channel.take(packets(1, 2, 3), 0, 48, 2)).toBe(32)
    expect(drain(ring)).toEqual([1, 2])
  })

  it('believes no segment that goes back or does not fit, and lets numbers be left out', () => {
    expect(channel.beginSegment(99, 1)).toBe(false)
    expect(channel.beginSegment(100, 9)).toBe(false)
    expect(channel.received).toBe(100)
    expect(channel.beginSegment(107, 8)).toBe(true)
    expect(channel.received).toBe(107)
  })

  it.each([
    ['a component that the link does not carry', 3, 4],
    ['a component that does not exist', 3, -0x8000_0000],
    ['another source', 2, route | 2],
    ['another target', 2, 0],
    ['a mark of what came back', 2, route | (1 << 19)],
    ['a flag that does not exist', 2, route | (1 << 21)],
    ['a reserved byte', 2, route | (1 << 24)],
    ['a value that its field cannot have', 4, -1],
  ])('refuses %s, and keeps what came before', (_, word, value) => {
    const words = packets(1, 2, 3)
    words[16 + word] = value
    expect(channel.take(words, 0, 48, 3)).toBe(-1)
    expect(channel).toMatchObject({ received: 101, count: 1 })
    expect(drain(ring)).toEqual([1])
  })

  it('has news when something has arrived or become free, urgent ones after a quarter of the ring', () => {
    expect([channel.isNews(false), channel.isNews(true)]).toEqual([false, false])
    channel.take(packets(1), 0, 16, 1)
    expect([channel.isNews(false), channel.isNews(true)]).toEqual([true, false])
    channel.take(packets(2), 0, 16, 1)
    expect([channel.isNews(false), channel.isNews(true)]).toEqual([true, true])
    channel.tell(channel.free)
    expect(channel.isNews(false)).toBe(false)
    drain(ring)
    expect([channel.isNews(false), channel.isNews(true)]).toEqual([true, true])
  })

  it('has news when more is free than HELLO said, even if it was told before WELCOME', () => {
    channel.take(packets(1, 2, 3, 4), 0, 64, 4)
    expect(channel.offer()).toBe(4)
    drain(ring)
    channel.tell(channel.free)
    expect(channel.isNews(false)).toBe(false)
    channel.begin(104)
    expect(channel.isNews(false)).toBe(true)
  })
})
