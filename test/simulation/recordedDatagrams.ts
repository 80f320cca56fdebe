import type { DatagramAddress } from '../../templates/kernel/datagram-transport.ts'
import type { VirtualDatagramNetwork } from './datagramNetwork.ts'
import type { Random } from './random.ts'

interface Recorded {
  readonly bytes: Uint8Array
  readonly from: DatagramAddress
  readonly to: DatagramAddress
}

/** So many are kept, of all that were ever sent. */
const RECORDED_MAX = 64

/** HELLO, COOKIE, WELCOME and REFUSAL: few among all, and worth most to who brings them again. */
const OPENING_KIND_MAX = 4

/** More than any datagram of the protocol has. */
const GARBAGE_BYTES_MAX = 1_500

/** Datagrams that somebody on the way has kept, to bring them again: any time later, and from wherever he likes. */
export class RecordedDatagrams {
  private readonly random: Random
  private readonly kept: Recorded[] = []
  private readonly openings: Recorded[] = []

  constructor(random: Random) {
    this.random = random
  }

  add(bytes: Uint8Array, from: DatagramAddress, to: DatagramAddress): void {
    const kept = bytes[0]! <= OPENING_KIND_MAX ? this.openings : this.kept
    const isFull = kept.length === RECORDED_MAX
    if (isFull && !this.random.chance(0.1)) return
    const place = isFull ? this.random.below(RECORDED_MAX) : kept.length
    kept[place] = { bytes: bytes.slice(), from, to }
  }

  /** Some come again; of a stranger, or of another node, where they are `spoofed`. */
  replay(network: VirtualDatagramNetwork, random: Random, isSpoofed: boolean): boolean {
    if (this.isEmpty) return false
    for (let count = random.scaled(1, 40); count > 0; count--) {
      const { bytes, from, to } = this.pick(random)
      const source = isSpoofed ? this.otherThan(from, random) : from
      network.counts.add(isSpoofed ? 'datagrams spoofed' : 'datagrams replayed')
      network.carry(bytes.slice(), source, to)
    }
    return true
  }

  /** Noise, empty datagrams, and parts of true ones that are too short to be any. */
  disturb(network: VirtualDatagramNetwork, random: Random): boolean {
    if (this.isEmpty) return false
    for (let count = random.scaled(1, 40); count > 0; count--) {
      const { bytes, from, to } = this.pick(random)
      const source = random.chance(0.5) ? from : this.otherThan(from, random)
      network.counts.add('datagrams of garbage')
      network.carry(this.garbage(bytes, random), source, to)
    }
    return true
  }

  private get isEmpty(): boolean {
    return this.kept.length + this.openings.length === 0
  }

  private pick(random: Random): Recorded {
    const isOpening = this.kept.length === 0 || (this.openings.length > 0 && random.chance(0.4))
    return random.pick(isOpening ? this.openings : this.kept)
  }

  private garbage(bytes: Uint8Array, random: Random): Uint8Array {
    if (random.chance(0.3)) return bytes.slice(0, random.below(Math.min(8, bytes.length)))
    const noise = new Uint8Array(random.below(GARBAGE_BYTES_MAX))
    for (let at = 0; at < noise.length; at++) noise[at] = random.word() & 255
    return noise
  }

  private otherThan(from: DatagramAddress, random: Random): DatagramAddress {
    if (random.chance(0.5))
      return { address: `127.9.0.${1 + random.below(200)}`, port: 1 + random.below(65_535) }
    const other = this.pick(random).from
    return other.address === from.address ? { address: from.address, port: from.port + 1_000 } : other
  }
}
