import { InboundChannel, ROUTE_BITS } from './inbound-channel.ts'
import { I32, SLOT_WORDS } from './sample.ts'
import { admitPacket, MASK_WORDS, wireWords } from './sample-cluster.ts'

/** The receiving end of a channel on datagrams: segments come late, twice, or not at all. */
export abstract class DatagramInbound extends InboundChannel {
  /** What the peer was last told, and whether it has to be told again. */
  private toldReceived = 0
  private toldLimit = 0
  private isUntold = true

  /** The peer need not send anything before this sequence number again. */
  abstract get received(): number

  /** It may send everything before this one. Never falls. */
  abstract get limit(): number

  /** Whether so many that it has not had fit in; false only where they cannot be sent again. */
  hasRoomFor(_count: number): boolean {
    return true
  }

  /** Another incarnation of the peer begins. */
  abstract begin(): void

  /**
   * Takes `count` packets from `words`, at `at` up to before `end`, the first with the sequence number `first`. Returns
   * how many words they take, or -1 when one is none that the peer may send; those before it are kept.
   */
  abstract take(words: Int32Array, at: number, end: number, first: number, count: number): number

  override retell(): void {
    this.isUntold = true
  }

  /** Remembers what the peer is told now. */
  tell(received: number, limit: number): void {
    this.toldReceived = received
    this.toldLimit = limit
    this.isUntold = false
  }

  override isNews(isUrgentOnly: boolean): boolean {
    if (this.isUntold) return true
    const opened = (this.limit - this.toldLimit) | 0
    if (isUrgentOnly) return opened >= Math.max(1, this.capacity >>> 2)
    return opened > 0 || this.received !== this.toldReceived
  }

  /** How many words the packet at `at` takes; -1 when it is not whole, or not one of this link. */
  protected measure(words: Int32Array, at: number, end: number): number {
    if (end - at < 3 + MASK_WORDS) return -1
    for (let index = 0; index < MASK_WORDS; index++) {
      if ((words[at + 3 + index]! & ~this.carried[index]!) !== 0) return -1
    }
    if ((words[at + 2]! & ROUTE_BITS) !== this.route) return -1
    const size = wireWords(words, at)
    return end - at < size ? -1 : size
  }

  /** Copies a packet into the slot `index`; false when it is not one that a peer may send. */
  protected place(words: Int32Array, at: number, size: number, index: number): boolean {
    const slot = this.slotsWord + (index & this.wrap) * SLOT_WORDS
    for (let word = 0; word < size; word++) I32[slot + word] = words[at + word]!
    return admitPacket(slot)
  }
}

/**
 * `fire_and_forget`: takes what comes, in the order in which it comes. Its datagram has not come before. It counts what
 * has come, because nobody knows by their numbers which of the others will.
 */
export class LooseInbound extends DatagramInbound {
  private taken = 0

  override get received(): number {
    return this.taken
  }

  override get limit(): number {
    return (this.taken + this.free) | 0
  }

  /** One that comes after it was taken for lost may find its room given to others. */
  override hasRoomFor(count: number): boolean {
    return count <= this.free
  }

  override begin(): void {
    this.taken = 0
    this.retell()
  }

  override take(words: Int32Array, at: number, end: number, _first: number, count: number): number {
    // Segments of one datagram may have taken the room of each other.
    if (count > this.free) return -1
    const run = this.takeRun(words, at, end, count, this.tail)
    let next = at + run * SLOT_WORDS
    let tail = (this.tail + run) | 0
    let isBroken = false
    for (let left = count - run; left > 0 && !isBroken; left--) {
      const size = this.measure(words, next, end)
      if (size < 0) isBroken = true
      else if (this.place(words, next, size, tail)) tail = (tail + 1) | 0
      else isBroken = true
      next += size
    }
    this.taken = (this.taken + tail - this.tail) | 0
    if (tail !== this.tail) this.publish(tail)
    return isBroken ? -1 : next - at
  }
}

/** A channel whose transfers are sent until they arrive: which ones have is remembered by their numbers. */
export abstract class NumberedInbound extends DatagramInbound {
  /** Everything before this one has arrived. */
  protected base = 0
  /** By number: whether it has arrived although one before it has not. */
  private readonly isThere: Uint8Array = new Uint8Array(this.capacity)
  /** So many have. */
  protected ahead = 0

  override get received(): number {
    return this.base
  }

  override begin(): void {
    this.base = this.ahead = 0
    this.isThere.fill(0)
    this.retell()
  }

  override take(words: Int32Array, at: number, end: number, first: number, count: number): number {
    // In order, behind everything that has come so far: nothing is to be remembered.
    const isNext = this.ahead === 0 && first === this.base
    const run = isNext ? this.takeRun(words, at, end, Math.min(count, this.free), this.tail) : 0
    let isBroken = false
    if (run > 0) {
      this.base = (this.base + run) | 0
      this.showRun(run)
    }
    let next = at + run * SLOT_WORDS
    for (let index = run; index < count && !isBroken; index++) {
      const sequence = (first + index) | 0
      const distance = (sequence - this.base) | 0
      const size = this.measure(words, next, end)
      if (size < 0) isBroken = true
      else if (distance >= 0 && !(distance < this.capacity && this.isThere[sequence & this.wrap] === 1)) {
        if (this.accept(words, next, size, sequence)) {
          this.isThere[sequence & this.wrap] = 1
          this.ahead++
        } else isBroken = true
      }
      next += size
    }
    let passed = 0
    while (this.isThere[this.base & this.wrap] === 1) {
      this.isThere[this.base & this.wrap] = 0
      this.base = (this.base + 1) | 0
      passed++
    }
    this.ahead -= passed
    this.show(passed)
    return isBroken ? -1 : next - at
  }

  /** Puts a packet that has not come before where it belongs; false when it is not one that the peer may send now. */
  protected abstract accept(words: Int32Array, at: number, size: number, sequence: number): boolean

  /** Shows the world what `takeRun` has put behind the tail, before which everything has arrived. */
  protected abstract showRun(count: number): void

  /** Shows the world what it may see, now that `passed` more have arrived without a gap. */
  protected abstract show(passed: number): void
}

/** `ordered`: each waits in its slot behind the tail until those before it are there. */
export class OrderedInbound extends NumberedInbound {
  override get limit(): number {
    return (this.base + this.free) | 0
  }

  protected override accept(words: Int32Array, at: number, size: number, sequence: number): boolean {
    const distance = (sequence - this.base) | 0
    return distance < this.free && this.place(words, at, size, (this.tail + distance) | 0)
  }

  protected override showRun(count: number): void {
    this.publish((this.tail + count) | 0)
  }

  protected override show(passed: number): void {
    if (passed > 0) this.publish((this.tail + passed) | 0)
  }
}

/** `ack_required`: the world sees each as soon as it is there. */
export class UnorderedInbound extends NumberedInbound {
  /** Behind the highest that has arrived. */
  private high = 0
  private filled = 0

  override get limit(): number {
    const missing = (((this.high - this.base) | 0) - this.ahead) | 0
    return (this.base + Math.min(((this.high - this.base) | 0) + this.free - missing, this.capacity)) | 0
  }

  override begin(): void {
    this.high = 0
    super.begin()
  }

  protected override accept(words: Int32Array, at: number, size: number, sequence: number): boolean {
    const distance = (sequence - this.base) | 0
    if (distance >= this.capacity || this.filled >= this.free) return false
    if (!this.place(words, at, size, (this.tail + this.filled) | 0)) return false
    this.filled++
    if (((sequence + 1 - this.high) | 0) > 0) this.high = (sequence + 1) | 0
    return true
  }

  protected override showRun(count: number): void {
    if (((this.base - this.high) | 0) > 0) this.high = this.base
    this.publish((this.tail + count) | 0)
  }

  protected override show(): void {
    if (this.filled > 0) this.publish((this.tail + this.filled) | 0)
    this.filled = 0
  }
}
