import type { InboundMap } from './peer-map.ts'
import { I32 } from './sample.ts'
import { signal } from './signal.ts'

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
  private readonly tailWord: number
  private readonly headWord: number
  private readonly readyWord: number
  private readonly readyBit: number
  private readonly sleeperWord: number

  constructor(map: InboundMap) {
    const ring = map.ring.map
    this.route = ring.source | (ring.target << 8)
    this.carried = map.carried
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

  /** Shows the world what stands in its ring before `tail`. */
  protected publish(tail: number): void {
    this.count += (tail - this.tail) | 0
    this.tail = tail
    Atomics.store(I32, this.tailWord, tail)
    signal(this.readyWord, this.readyBit, this.sleeperWord)
  }
}
