import { expect, it } from 'vitest'
import { AcknowledgedChannel } from '../../templates/kernel/acknowledged-channel.ts'
import { I32 } from '../../templates/kernel/sample.ts'
import { SpscQueue } from '../../templates/kernel/spsc-queue.ts'
import { StreamInbound } from '../../templates/kernel/stream-inbound.ts'
import { SEGMENT_WORDS } from '../../templates/kernel/wire.ts'
import { WireBuffer } from '../../templates/kernel/wire-buffer.ts'
import { Random } from '../support/random.ts'
import { clearMemory, queueMap } from './memory.ts'

// Runs of whole packets are copied in one piece, and others one by one: on the wire it must not show.

const CAPACITY = 32
const sending = { word: 256, capacity: CAPACITY }
const arriving = { word: 1024, capacity: CAPACITY }
/** What a slot still holds of an earlier packet. */
const STALE = 0x5eed

interface Packet {
  entity: number
  mask: number
}

/** A channel from its ring into a buffer, and from the buffer into the ring at the other end. */
function channel(
  start: number,
  carried = 3,
): { ring: SpscQueue; outbound: AcknowledgedChannel; inbound: StreamInbound } {
  clearMemory()
  I32.fill(STALE, 320, 320 + CAPACITY * 16)
  for (const { word } of [sending, arriving]) I32[word] = I32[word + 32] = start
  const ring = new SpscQueue(queueMap(sending))
  const returns = new SpscQueue(queueMap({ word: 2048, capacity: CAPACITY }))
  const outbound = new AcknowledgedChannel(0, {
    ring,
    lifetimeMs: 1000,
    returns,
  })
  outbound.open(CAPACITY)
  const inbound = new StreamInbound({ ring: new SpscQueue(queueMap(arriving)), carried: [carried] })
  inbound.begin(start)
  return { ring, outbound, inbound }
}

function queue(ring: SpscQueue, packets: readonly Packet[]): void {
  for (const { entity, mask } of packets) {
    const slot = ring.reserve()!
    I32[slot.word] = entity
    I32[slot.word + 3] = mask
    if ((mask & 1) !== 0) I32[slot.word + 4] = entity
    if ((mask & 2) !== 0) I32.fill(entity, slot.word + 5, slot.word + 16)
    ring.commit()
  }
  ring.flush()
}

/** The words of a packet on the wire, as the documents say. */
function wireOf({ entity, mask }: Packet): number[] {
  const words = new Array<number>((mask & 2) !== 0 ? 16 : (mask & 1) !== 0 ? 6 : 4).fill(0)
  words[0] = entity
  words[2] = 1 << 8
  words[3] = mask
  if ((mask & 1) !== 0) words[4] = entity
  if ((mask & 2) !== 0) words.fill(entity, 5)
  return words
}

function segmentOf(outbound: AcknowledgedChannel): Int32Array {
  const buffer = new WireBuffer(8192)
  const end = outbound.fill(buffer, 0, buffer.words.length)
  return buffer.words.slice(SEGMENT_WORDS, end)
}

/** Whole ones mostly, so that there are runs of every length. */
function somePackets(random: Random): Packet[] {
  const count = 1 + random.below(CAPACITY)
  const whole = random.pick(1, 2, 10, 1000)
  return Array.from({ length: count }, (_, entity) => ({
    entity: entity + 1,
    mask: random.once(whole) ? random.below(4) : 3,
  }))
}

it('a segment holds every packet as the documents say, and the other ring what was sent', () => {
  for (let seed = 0; seed < 400; seed++) {
    const random = new Random(seed)
    const start = random.pick(0, 7, 0x7fff_ffff, -9)
    const { ring, outbound, inbound } = channel(start)
    const packets = somePackets(random)
    queue(ring, packets)
    const segment = segmentOf(outbound)
    expect([...segment], `seed ${seed}`).toEqual(packets.flatMap(wireOf))

    expect(inbound.beginSegment(start, packets.length)).toBe(true)
    let at = 0
    for (let left = packets.length; left > 0; ) {
      const end = random.once(2) ? segment.length : at + 2 * random.below((segment.length - at) / 2 + 1)
      const before = inbound.received
      at += inbound.take(segment, at, end, left)
      left -= (inbound.received - before) | 0
    }
    const arrived = new SpscQueue(queueMap(arriving))
    for (const packet of packets) {
      const { word } = arrived.peek()!
      const wire = wireOf(packet)
      expect([...I32.subarray(word, word + wire.length)], `seed ${seed}`).toEqual(wire)
      arrived.release()
    }
    expect(arrived.peek()).toBe(null)
  }
})

it.each([
  ['a value that its field cannot have', 4, -1],
  ['another target', 2, 3 << 8],
  ['a flag that no transfer has on the wire', 2, (1 << 8) | (1 << 19)],
  ['a component that there is not', 3, 7],
])('a packet with %s ends a run: those before it are kept', (_what, word, value) => {
  for (let broken = 0; broken < 20; broken++) {
    const { ring, outbound, inbound } = channel(20)
    queue(
      ring,
      Array.from({ length: 20 }, (_, entity) => ({ entity: entity + 1, mask: 3 })),
    )
    const segment = segmentOf(outbound)
    segment[broken * 16 + word] = value
    expect(inbound.beginSegment(20, 20)).toBe(true)
    expect(inbound.take(segment, 0, segment.length, 20)).toBe(-1)
    expect(inbound.received).toBe(20 + broken)
    expect(new SpscQueue(queueMap(arriving)).length).toBe(broken)
  }
})

it('a link that does not carry every component takes no run of whole packets', () => {
  const { ring, outbound, inbound } = channel(0, 1)
  queue(
    ring,
    Array.from({ length: 20 }, (_, entity) => ({ entity: entity + 1, mask: 3 })),
  )
  const segment = segmentOf(outbound)
  expect(inbound.beginSegment(0, 20)).toBe(true)
  expect(inbound.take(segment, 0, segment.length, 20)).toBe(-1)
  expect(inbound.received).toBe(0)
})
