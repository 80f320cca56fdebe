import type { Timer } from './clock.ts'
import type { Connection } from './connection.ts'
import type { End } from './end.ts'
import type { VirtualNetwork } from './network.ts'
import { hold } from './violation.ts'

/** The end of a stream of bytes: `bytes` is null, and `reason` is what the reader is told. */
interface Chunk {
  readonly bytes: Uint8Array | null
  readonly reason: string
  readonly arrivesAt: number
}

/**
 * One direction of a connection: bytes in transit, then bytes that have arrived and wait to be read. Keeps
 * their order, and no boundary between them. As in TCP, the sender's buffer is freed by acknowledgements,
 * which need the other direction.
 */
export class Pipe {
  /** Sent and not acknowledged. Never above `capacity`. */
  outstanding = 0
  readonly capacity: number
  private readonly network: VirtualNetwork
  private readonly connection: Connection
  private readonly sender: End
  private readonly receiver: End
  private transit: Chunk[] = []
  private arrived: Chunk[] = []
  /** Bytes of the first arrived chunk that are read. */
  private readOfFirst = 0
  /** Read, but the acknowledgement could not get through. */
  private unacknowledged = 0
  private lastArrival = 0
  private arrival: Timer | null = null
  private isReading = false
  private isOver = false

  constructor(network: VirtualNetwork, connection: Connection, sender: End, receiver: End) {
    this.network = network
    this.connection = connection
    this.sender = sender
    this.receiver = receiver
    this.capacity = network.options.bufferBytes
  }

  get room(): number {
    return this.isOver ? 0 : this.capacity - this.outstanding
  }

  /** Takes a copy on the way; there has to be room. */
  send(bytes: Uint8Array): void {
    hold(bytes.length <= this.room, () => 'the network took more than it has room for')
    this.outstanding += bytes.length
    const { random } = this.network
    const cut = random.chance(0.1) ? random.below(bytes.length) : 0
    if (cut > 0) this.put(bytes.slice(0, cut), '')
    this.put(bytes.slice(cut), '')
  }

  /** Ends the stream behind what has been sent. */
  finish(reason: string): void {
    if (this.isOver) return
    this.isOver = true
    this.put(null, reason)
  }

  /**
   * The sender is gone: of what was in transit a part of any length still arrives, none of it or all. Then
   * the reader is told, unless the sender vanished without a word.
   */
  cut(reason: string | null): void {
    if (this.isOver) return
    this.isOver = true
    const { random, counts } = this.network
    const total = this.transit.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0)
    let kept = random.chance(0.3) ? 0 : random.chance(0.4) ? total : random.below(total + 1)
    if (kept < total) counts.add('bytes lost', total - kept)
    if (kept > 0 && kept < total) counts.add('streams cut within their bytes')
    const transit: Chunk[] = []
    for (const chunk of this.transit) {
      if (chunk.bytes === null || kept === 0) break
      transit.push({ ...chunk, bytes: chunk.bytes.subarray(0, kept) })
      kept -= Math.min(kept, chunk.bytes.length)
    }
    this.transit = transit
    if (reason !== null) this.put(null, reason)
  }

  /** The way is free, or the way of the acknowledgements: what was held up goes on. */
  unblock(): void {
    if (this.arrival === null) this.schedule()
    const { unacknowledged } = this
    this.unacknowledged = 0
    if (unacknowledged > 0) this.acknowledge(unacknowledged)
  }

  /** Lets the receiver read in a moment, once it is open. */
  read(): void {
    if (this.isReading || this.arrived.length === 0) return
    this.isReading = true
    this.network.clock.after(this.network.random.fraction() * this.network.options.readDelayMs, () =>
      this.receiver.host.wake(this.connection, () => {
        this.isReading = false
        this.readArrived()
      }),
    )
  }

  private put(bytes: Uint8Array | null, reason: string): void {
    const { clock } = this.network
    this.lastArrival = Math.max(this.lastArrival, clock.now + this.network.latency())
    this.transit.push({ bytes, reason, arrivesAt: this.lastArrival })
    if (this.arrival === null) this.schedule()
  }

  private schedule(): void {
    const first = this.transit[0]
    if (first === undefined) return
    const { clock } = this.network
    this.arrival = clock.after(Math.max(0, first.arrivesAt - clock.now), () => this.arrive())
  }

  private arrive(): void {
    this.arrival = null
    if (this.network.isBlocked(this.sender.host, this.receiver.host)) {
      this.network.counts.add('chunks held up by a partition')
      return // `unblock` goes on
    }
    const chunk = this.transit.shift()
    if (chunk === undefined) return
    if (this.receiver.isOver) {
      this.transit = []
      if (this.receiver.host.isSilent) this.sender.giveUpLater()
      else this.sender.refuse()
      return
    }
    this.arrived.push(chunk)
    this.read()
    this.schedule()
  }

  private readArrived(): void {
    const { receiver, network } = this
    const { random } = network
    for (let first = this.arrived[0]; first !== undefined; first = this.arrived[0]) {
      if (receiver.isOver || !receiver.isOpen) return
      if (first.bytes === null) {
        this.arrived = []
        receiver.finish(first.reason)
        return
      }
      const handler = receiver.handler!
      const space = handler.space()
      hold(space.length > 0, () => `node ${receiver.host.node} offers no space to read into`)
      const count = this.fill(random.chance(0.3) ? space.subarray(0, random.between(1, space.length)) : space)
      network.trace.mix(network.clock.now)
      network.trace.mixBytes(space.subarray(0, count))
      network.trace.detail(
        network.clock.now,
        () => `host ${receiver.host.number}: connection ${receiver.number} reads ${count} bytes`,
      )
      handler.received(count)
      if (network.isBlocked(receiver.host, this.sender.host)) {
        this.unacknowledged += count
        this.sender.giveUpLater()
      } else {
        this.acknowledge(count)
      }
      // What is left is read in another turn: other things happen in between.
      if (this.arrived.length > 0 && random.chance(0.2)) {
        this.read()
        return
      }
    }
  }

  /** Copies what has arrived across the boundaries of writes, as far as it goes. */
  private fill(space: Uint8Array): number {
    let filled = 0
    for (let first = this.arrived[0]; first !== undefined && filled < space.length; first = this.arrived[0]) {
      if (first.bytes === null) break
      const part = first.bytes.subarray(this.readOfFirst, this.readOfFirst + space.length - filled)
      space.set(part, filled)
      filled += part.length
      this.readOfFirst += part.length
      if (this.readOfFirst < first.bytes.length) break
      this.arrived.shift()
      this.readOfFirst = 0
    }
    return filled
  }

  private acknowledge(count: number): void {
    this.outstanding = Math.max(0, this.outstanding - count)
    this.sender.roomMade()
  }
}
