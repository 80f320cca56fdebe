import type { InboundMap } from './peer-map.ts'
import { I32, SLOT_WORDS } from './sample.ts'
import { admitPacket } from './sample-cluster.ts'
import { signal } from './signal.ts'
import { carriesWhole, isWhole, RUN_MIN } from './wire-packet.ts'

/** Of a packet's third word: source, target, flags that no transfer has on the wire, and the reserved byte. */
export const ROUTE_BITS: number = ~(7 << 16)

/**
 * The receiving end of a channel: checks packets and copies them into the ring of the target world, where
 * `popTransferFor` finds them as if they came from a world of this node. The peer never writes more than fits,
 * because it is told how much does; one that does is broken.
 */
export abstract class InboundChannel {
  /** Transfers put into the ring. */
  count = 0

  protected readonly route: number
  protected readonly carried: readonly number[]
  protected readonly capacity: number
  protected readonly wrap: number
  protected readonly slotsWord: number
  protected tail: number
  /** The link carries every component. */
  private readonly takesWhole: boolean
  private readonly tailWord: number
  private readonly headWord: number
  private readonly readyWord: number
  private readonly readyBit: number
  private readonly sleeperWord: number

  constructor(map: InboundMap) {
    const ring = map.ring.map
    this.route = ring.source | (ring.target << 8)
    this.carried = map.carried
    this.takesWhole = carriesWhole(map.carried)
    this.capacity = ring.capacity
    this.wrap = ring.capacity - 1
    this.tailWord = ring.word
    this.headWord = ring.word + 32
    this.slotsWord = ring.word + 64
    this.readyWord = ring.readyWord
    this.readyBit = ring.readyBit
    this.sleeperWord = ring.sleeperWord
    this.tail = Atomics.load(I32, this.tailWord)
  }

  /** Slots that the world has free. */
  get free(): number {
    return (this.capacity - ((this.tail - Atomics.load(I32, this.headWord)) | 0)) | 0
  }

  /** Whether the peer should be told something: at once when it may soon run out of room, else of any change. */
  abstract isNews(isUrgentOnly: boolean): boolean

  /** What the peer was last told may not have arrived: it is told again. */
  abstract retell(): void

  /**
   * Copies whole packets from `at` up to before `end`, at most `most`, into the slots from `index` on in one piece, if
   * there are enough of them. Returns how many are such as the peer may send: one that is not comes next.
   */
  protected takeRun(words: Int32Array, at: number, end: number, most: number, index: number): number {
    if (!this.takesWhole) return 0
    const { route } = this
    const place = index & this.wrap
    const limit = Math.min(most, this.wrap + 1 - place, Math.floor((end - at) / SLOT_WORDS))
    if (limit < RUN_MIN) return 0
    let run = 0
    for (let next = at; run < limit; run++, next += SLOT_WORDS) {
      if ((words[next + 2]! & ROUTE_BITS) !== route || !isWhole(words, next)) break
    }
    if (run < RUN_MIN) return 0
    const slot = this.slotsWord + place * SLOT_WORDS
    I32.set(words.subarray(at, at + run * SLOT_WORDS), slot)
    let admitted = 0
    while (admitted < run && admitPacket(slot + admitted * SLOT_WORDS)) admitted++
    return admitted
  }

  /** Shows the world what stands in its ring before `tail`. */
  protected publish(tail: number): void {
    this.count += (tail - this.tail) | 0
    this.tail = tail
    Atomics.store(I32, this.tailWord, tail)
    signal(this.readyWord, this.readyBit, this.sleeperWord)
  }
}
