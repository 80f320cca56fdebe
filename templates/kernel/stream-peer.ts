import type { ClusterContext } from './cluster-context.ts'
import { Intake } from './intake.ts'
import type { Outlet } from './outlet.ts'
import { Peer } from './peer.ts'
import type { PeerMap } from './peer-map.ts'
import type { StreamChannel } from './stream-channel.ts'
import type { Gate } from './stream-gate.ts'
import type { StreamInbound } from './stream-inbound.ts'
import { ACKNOWLEDGED_WORDS, ACKNOWLEDGEMENT, ACKNOWLEDGEMENT_WORDS, FREE_MAX, HELLO_WORDS } from './wire.ts'
import { WireBuffer } from './wire-buffer.ts'

/** An acknowledgement tells of so many channels at most, so that it fits every buffer; others have their turn later. */
const NEWS_MAX = 1_024

/** Another node that streams of bytes lead to. */
export class StreamPeer extends Peer<Intake, Outlet, StreamChannel, StreamInbound> {
  readonly gate: Gate
  /** What is written to the outlet, what arrives at the intake, and what is written to the intake. */
  readonly departing: WireBuffer = WireBuffer.forTransfers()
  readonly arriving: WireBuffer = WireBuffer.forTransfers()
  readonly control: WireBuffer
  /** The channel that has the first turn in the next write. */
  private turn = 0
  /** The channel whose packets follow what is in `departing`. */
  private lender: StreamChannel | null = null

  constructor(map: PeerMap<StreamChannel, StreamInbound>, cluster: ClusterContext, gate: Gate) {
    super(map, cluster)
    this.gate = gate
    this.control = new WireBuffer(4 * (HELLO_WORDS + 4 + ACKNOWLEDGED_WORDS * map.inbound.length))
  }

  /**
   * Writes what the peer should know of its own transfers, if `withNews`, and then ours, in one write as long as
   * the stream takes it. The news come first: so a transfer that came from the peer and goes back to it is known
   * to have arrived before it arrives there again.
   */
  override flush(withNews: boolean = false): void {
    const { outlet, departing } = this
    if (outlet === null || outlet.isBusy) {
      if (withNews) this.tellUpstream()
      return
    }
    // Most calls follow an arrival that is answered by nothing.
    if (!withNews && !this.hasWaiting()) return
    let at = withNews ? this.writeNews(departing.words) : 0
    for (;;) {
      this.lender = null
      if (!outlet.isStopped) at = this.fill(at)
      if (at === 0) return
      outlet.write(departing, at, this.lender)
      if (outlet.isBusy) return
      at = 0
    }
  }

  /** An acknowledgement alone costs both sides as much as thousands of packets: between ticks it waits until it is urgent. */
  override hasToWrite(): boolean {
    return this.hasWaiting() || this.hasUrgentNews()
  }

  override tell(): void {
    const { outlet } = this
    if (outlet === null || outlet.isBusy) {
      this.tellUpstream()
      return
    }
    const length = this.writeNews(this.departing.words)
    if (length > 0) outlet.write(this.departing, length)
  }

  /** Reads an acknowledgement at `at`; how many words it takes, 0 when it is not whole, -1 when it cannot be. */
  readAcknowledgement(words: Int32Array, at: number, end: number): number {
    const count = words[at]! >>> 16
    const length = ACKNOWLEDGEMENT_WORDS + ACKNOWLEDGED_WORDS * count
    const size = length + (length & 1)
    if (count > Math.min(this.outbound.length, NEWS_MAX)) return -1
    if (end - at < size) return 0
    for (let next = at + ACKNOWLEDGEMENT_WORDS; next < at + length; next += ACKNOWLEDGED_WORDS) {
      const channel = this.outbound[words[next]!]
      const free = words[next + 2]!
      if (channel === undefined || free < 0 || free > FREE_MAX) return -1
      if (!channel.acknowledge(words[next + 1]!, free)) return -1
    }
    return size
  }

  protected override dial(): Intake {
    return new Intake(this)
  }

  private hasWaiting(): boolean {
    for (const channel of this.outbound) if (channel.isWaiting) return true
    return false
  }

  /** Fills the buffer with transfers, every channel in turn. */
  private fill(at: number): number {
    const { departing, outbound } = this
    const end = departing.words.length
    let next = at
    for (let index = 0; index < outbound.length && this.lender === null; index++) {
      const channel = outbound[(this.turn + index) % outbound.length]!
      next = channel.fill(departing, next, end)
      if (channel.lent !== null) this.lender = channel
    }
    this.turn = (this.turn + 1) % Math.max(1, outbound.length)
    return next
  }

  /** An acknowledgement of every channel that has something new, at the start of a buffer; its length. */
  private writeNews(words: Int32Array): number {
    // A new start of the peer has not said yet where its numbers begin.
    if (this.heard !== this.incarnation) return 0
    let next = ACKNOWLEDGEMENT_WORDS
    let count = 0
    for (let number = 0; number < this.inbound.length && count < NEWS_MAX; number++) {
      const channel = this.inbound[number]!
      if (!channel.isNews(false)) continue
      const { free } = channel
      channel.tell(free)
      words[next] = number
      words[next + 1] = channel.received
      words[next + 2] = free
      next += ACKNOWLEDGED_WORDS
      count++
    }
    if (count === 0) return 0
    words[0] = ACKNOWLEDGEMENT | (count << 16)
    words[1] = 0
    if ((next & 1) !== 0) words[next++] = 0
    return next
  }

  private tellUpstream(): void {
    const { intake } = this
    if (intake === null || !intake.isOpen || intake.isBusy) return
    const length = this.writeNews(this.control.words)
    if (length > 0) intake.write(this.control, length)
  }
}
