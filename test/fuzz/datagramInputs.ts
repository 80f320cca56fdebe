// Datagrams by chance: from noise to what beta has really sent, changed a little.
import type { DatagramAddress } from '../../templates/kernel/datagram-transport.ts'
import type { Random } from '../support/random.ts'
import type { DatagramNodes } from './datagramNodes.ts'
import { packetOf } from './fuzzNode.ts'
import { preSharedKeys, type Sealing } from './sealing.ts'

export type DatagramKind = 'raw' | 'flipped' | 'spoiled' | 'crafted' | 'again'
export const datagramKinds: readonly DatagramKind[] = ['raw', 'flipped', 'spoiled', 'crafted', 'again']

export interface DatagramInput {
  readonly kind: DatagramKind
  readonly bytes: Uint8Array
  readonly from: DatagramAddress
  /** The address has never received anything. */
  readonly isStranger: boolean
}

const TRANSFERS = 5
const ACKNOWLEDGEMENT = 6
const numbers = [0, 1, 2, 7, 16, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 65_535, 65_536, 0xffff_0000]
const channelCount = 6

export function datagramInputFor(nodes: DatagramNodes, random: Random, sealing: Sealing): DatagramInput {
  const kind = random.pick(...datagramKinds)
  const isStranger = random.once(6)
  const from = isStranger
    ? { address: '127.0.0.9', port: 1 + random.below(65_535) }
    : { address: '127.0.0.1', port: 9001 }
  const made = bytesOf(kind, nodes, random)
  const bytes =
    sealing === 'outside' && kind === 'crafted' ? counterfeit(made, nodes, random) : nodes.sealed(made)
  return { kind, bytes, from, isStranger }
}

function bytesOf(kind: DatagramKind, nodes: DatagramNodes, random: Random): Uint8Array {
  const known = random.pick(...nodes.kept).slice()
  const { contentBytes } = nodes
  switch (kind) {
    case 'raw':
      return noise(random, known, contentBytes)
    case 'flipped':
      for (let count = 1 + random.below(8); count > 0; count--)
        known[random.below(known.length)]! ^= 1 << random.below(8)
      return known
    case 'spoiled':
      return spoil(random, known, contentBytes)
    case 'crafted':
      return random.once(2) ? transfers(nodes, random) : acknowledgement(nodes, random)
    case 'again':
      return known
  }
}

/** Without the key: content with noise for a seal, or the header of one datagram before the seal of another. */
function counterfeit(content: Uint8Array, nodes: DatagramNodes, random: Random): Uint8Array {
  if (random.once(2)) {
    const spliced = random.pick(...nodes.kept).slice()
    spliced.set(random.pick(...nodes.kept).subarray(0, 16))
    return spliced
  }
  const tag = Uint8Array.from({ length: 16 }, () => random.bits())
  return new Uint8Array(Buffer.concat([content, tag, Uint8Array.of(preSharedKeys.currentEpoch)]))
}

function noise(random: Random, known: Uint8Array, contentBytes: number): Uint8Array {
  const bytes = new Uint8Array(random.once(4) ? contentBytes : random.below(contentBytes + 200))
  for (let at = 0; at < bytes.length; at++) bytes[at] = random.once(3) ? 0 : random.bits()
  if (random.once(3)) return bytes
  // In front of the noise what leads to a stream.
  const header = known.subarray(0, Math.min(16, bytes.length))
  bytes.set(header)
  if (bytes.length > 0 && random.once(2)) bytes[0] = random.below(9)
  return random.once(2) ? bytes.subarray(0, bytes.length & ~3) : bytes
}

/** A datagram of which something is wrong: a word, its length, its kind, or its end. */
function spoil(random: Random, bytes: Uint8Array, contentBytes: number): Uint8Array {
  const words = new DataView(bytes.buffer)
  const wordAt = (): number => 4 * random.below(bytes.length >>> 2)
  switch (random.below(5)) {
    case 0:
      for (let count = 1 + random.below(3); count > 0; count--)
        words.setUint32(wordAt(), random.pick(...numbers), true)
      return bytes
    case 1:
      return bytes.subarray(0, wordAt())
    case 2:
      bytes[0] = random.below(9)
      return bytes
    case 3: {
      const longer = new Uint8Array(Math.min(contentBytes, bytes.length + 4 * random.below(40)))
      longer.set(bytes.subarray(0, longer.length))
      return longer
    }
    default:
      // Also in the number, so that it is a new datagram.
      words.setUint32(
        4,
        random.once(2) ? random.bits() : words.getUint32(4, true) + 1 + random.below(40),
        true,
      )
      words.setUint32(wordAt(), random.pick(...numbers), true)
      return bytes
  }
}

/** Segments to the stream that alpha has opened: some with nothing wrong, some with one count or packet that is. */
function transfers(nodes: DatagramNodes, random: Random): Uint8Array {
  const intake = nodes.beta.intake
  const bytes = header(
    TRANSFERS,
    random.below(8),
    (intake?.numbers.highest ?? 0) + 1 + random.below(4),
    intake?.dialerId ?? 0,
    intake?.listenerId ?? 0,
  )
  const parts: Uint8Array[] = [bytes]
  let length = bytes.length
  for (let left = 1 + random.below(4); left > 0; left--) {
    const channel = random.once(20) ? random.below(70_000) : random.below(channelCount)
    const inbound = nodes.beta.inbound[channel]
    const packets = Array.from({ length: random.below(4) }, () =>
      packetOf(random, 1, channel % 2 === 1, random.bits() >>> 2),
    )
    const size = packets.reduce((sum, packet) => sum + packet.length, 0)
    if (length + 16 + size > nodes.contentBytes) break
    const first = random.once(8)
      ? random.pick(...numbers)
      : (inbound?.received ?? 0) + random.below(random.pick(1, 4, 20))
    const count = random.once(12) ? random.pick(...numbers) : packets.length
    const words = random.once(12) ? random.pick(...numbers) : size / 4
    parts.push(wordsOf(3 | (channel << 16), count, first, words), ...packets)
    length += 16 + size
  }
  return new Uint8Array(Buffer.concat(parts))
}

/** Ranges and news about the stream that beta has opened. */
function acknowledgement(nodes: DatagramNodes, random: Random): Uint8Array {
  const outlet = nodes.beta.outlet
  const highest = Math.max(0, (outlet?.flight.next ?? 0) - random.below(4) + (random.once(20) ? 5 : 0))
  const ranges = random.below(4)
  const channels = random.below(4)
  const words: number[] = [0, highest, random.below(20_000), ranges | (channels << 16)]
  for (let left = ranges; left > 0; left--)
    words.push(random.once(6) ? random.pick(...numbers) : random.below(3) | (random.below(4) << 16))
  for (let left = channels; left > 0; left--) {
    const channel = random.below(channelCount)
    const sequence: number = nodes.beta.outbound[channel].sequence
    const received = random.once(8) ? random.pick(...numbers) : sequence - random.below(3)
    words.push(
      random.once(15) ? random.pick(...numbers) : channel,
      received,
      received + random.pick(0, 1, 16, 65_536, 65_537),
    )
  }
  const number = (outlet?.heard.highest ?? 0) + 1 + random.below(3)
  const head = header(
    ACKNOWLEDGEMENT,
    random.once(10) ? random.below(8) : 0,
    number,
    outlet?.dialerId ?? 0,
    outlet?.listenerId ?? 0,
  )
  return new Uint8Array(Buffer.concat([head, wordsOf(...words)]))
}

function header(
  kind: number,
  flags: number,
  number: number,
  dialerId: number,
  listenerId: number,
): Uint8Array {
  return wordsOf(kind | (flags << 8), number, dialerId, listenerId)
}

function wordsOf(...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length))
  for (const [index, value] of values.entries()) view.setInt32(4 * index, value, true)
  return new Uint8Array(view.buffer)
}
