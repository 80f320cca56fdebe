import { InboundChannel, ROUTE_BITS } from './inbound-channel.ts'
import { I32, SLOT_WORDS } from './sample.ts'
import { admitPacket, MASK_WORDS, wireWords } from './sample-cluster.ts'

/** The receiving end of a channel on a stream, which keeps the order. */
export class StreamInbound extends InboundChannel {
  /** The number of the next transfer: everything before it is in the ring, or was given back by the peer. */
  received = 0

  /** What the peer was last told. */
  private toldReceived = 0
  private toldFree = 0
  /** What our last HELLO said. */
  private offeredFree = 0

  /** How much fits, for HELLO. */
  offer(): number {
    this.offeredFree = this.free
    this.tell(this.offeredFree)
    return this.offeredFree
  }

  /** The peer has read HELLO, and begins, or goes on, with this number. */
  begin(start: number): void {
    this.received = this.toldReceived = start
    // What was told since on the other stream may have come before HELLO, which said less.
    this.toldFree = this.offeredFree
  }

  /** Remembers what the peer is told now. */
  tell(free: number): void {
    this.toldReceived = this.received
    this.toldFree = free
  }

  override retell(): void {
    this.toldFree = -this.capacity
  }

  override isNews(isUrgentOnly: boolean): boolean {
    const arrived = (this.received - this.toldReceived) | 0
    const opened = (arrived + this.free - this.toldFree) | 0
    return Math.max(arrived, opened) >= (isUrgentOnly ? Math.max(1, this.capacity >>> 2) : 1)
  }

  /** A segment of `count` transfers begins with number `first`. False when it cannot follow, or does not fit. */
  beginSegment(first: number, count: number): boolean {
    // Numbers may be left out, of transfers that were given back, but none comes twice.
    if (((first - this.received) | 0) < 0 || count > this.free) return false
    this.received = first
    return true
  }

  /**
   * Takes up to `count` packets from `words`, at `at` up to before `end`. Returns how many words it took, or
   * -1 when a packet is none that the peer may send; those before it are kept. `received` says how many.
   */
  take(words: Int32Array, at: number, end: number, count: number): number {
    const { route, carried, slotsWord, wrap } = this
    const start = this.tail
    let tail = start
    let next = at
    let isBroken = false
    for (let left = count; left > 0 && end - next >= 3 + MASK_WORDS; ) {
      const run = this.takeRun(words, next, end, left, tail)
      if (run > 0) {
        tail = (tail + run) | 0
        next += run * SLOT_WORDS
        left -= run
        continue
      }
      for (let index = 0; index < MASK_WORDS; index++) {
        if ((words[next + 3 + index]! & ~carried[index]!) !== 0) isBroken = true
      }
      if (isBroken || (words[next + 2]! & ROUTE_BITS) !== route) {
        isBroken = true
        break
      }
      const size = wireWords(words, next)
      if (end - next < size) break
      const slot = slotsWord + (tail & wrap) * SLOT_WORDS
      for (let word = 0; word < size; word++) I32[slot + word] = words[next + word]!
      if (!admitPacket(slot)) {
        isBroken = true
        break
      }
      tail = (tail + 1) | 0
      next += size
      left--
    }
    if (tail !== start) {
      this.received = (this.received + tail - start) | 0
      this.publish(tail)
    }
    return isBroken ? -1 : next - at
  }
}
