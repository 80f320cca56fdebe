import type { Stream, StreamHandler } from '../../templates/kernel/transport.ts'
import type { Timer } from './clock.ts'
import type { Connection } from './connection.ts'
import type { Host } from './host.ts'
import { type VirtualNetwork, WRITE_BYTES_MAX } from './network.ts'
import type { Pipe } from './pipe.ts'
import { hold } from './violation.ts'

/** How long a side waits for the other to read what was sent before `end`. */
const END_MS = 2_000

/** One side's stream of a connection. */
export class End implements Stream {
  readonly host: Host
  handler: StreamHandler | null = null
  /** Over on this side; the other one may not know yet. */
  isOver = false
  isOpen = false
  outgoing!: Pipe
  private readonly network: VirtualNetwork
  private readonly connection: Connection
  /** What `write` did not take at once, and a copy to see that the caller leaves it alone. */
  private held: readonly Uint8Array[] | null = null
  private heldCopy = new Uint8Array(0)
  private sentOfHeld = 0
  private isEnding = false
  private isDestroyed = false
  private giveUp: Timer | null = null

  constructor(network: VirtualNetwork, connection: Connection, host: Host) {
    this.network = network
    this.connection = connection
    this.host = host
  }

  get number(): number {
    return this.connection.number
  }

  write(pieces: readonly Uint8Array[]): boolean {
    const { network } = this
    const bytes = Buffer.concat(pieces)
    hold(this.isOpen, () => `node ${this.host.node} writes before the stream is open`)

    hold(this.held === null, () => `node ${this.host.node} writes again before drained`)
    for (const piece of pieces) {
      hold(piece.length > 0, () => `node ${this.host.node} writes nothing`)
      hold(piece.length <= WRITE_BYTES_MAX, () => `${piece.length} bytes are written at once`)
    }
    if (this.isOver || this.isEnding) return false
    if (network.isBlockedEitherWay(this.host, this.connection.otherOf(this).host)) this.giveUpLater()
    if (bytes.length <= this.outgoing.room && !network.random.chance(network.options.backpressure)) {
      this.outgoing.send(bytes)
      return true
    }
    network.counts.add('writes not taken at once')
    if (pieces.length > 1) network.counts.add('writes from the ring not taken at once')
    this.held = pieces
    this.heldCopy = bytes
    this.sentOfHeld = 0
    network.clock.after(network.latency(), () => this.roomMade())
    return false
  }

  end(): void {
    if (this.isOver || this.isEnding) return
    this.isEnding = true
    if (this.held === null) this.outgoing.finish('ended')
    // The other side may never read it: then this one goes without it.
    this.network.clock.after(END_MS, () => this.finish('ended'))
  }

  destroy(): void {
    this.isDestroyed = true
    if (this.isOver) return
    this.network.note(`host ${this.host.number}: connection ${this.connection.number} destroyed`)
    this.over()
    this.outgoing.cut('reset')
  }

  /** Sends on what `write` has not taken yet. */
  roomMade(): void {
    const { network } = this
    if (this.isOver || this.held === null || this.sentOfHeld === this.heldCopy.length) return
    // Read only now, as the system does.
    const held = Buffer.concat(this.held)
    const room = Math.min(this.outgoing.room, held.length - this.sentOfHeld)
    if (room === 0) return
    this.outgoing.send(held.subarray(this.sentOfHeld, this.sentOfHeld + room))
    this.sentOfHeld += room
    if (this.sentOfHeld < held.length) return
    network.clock.after(network.random.fraction() * 2, () =>
      this.host.wake(this.connection, () => this.drain()),
    )
  }

  /** The other side has ended the stream, or it broke: this side reads no more. */
  finish(reason: string): void {
    if (this.isOver) return
    this.over()
    if (reason === 'ended') this.outgoing.finish('ended')
    else this.outgoing.cut(null)
    this.network.note(`host ${this.host.number}: connection ${this.connection.number} ${reason}`)
    this.host.wake(this.connection, () => {
      // A process that slept may have destroyed it in the meantime.
      if (!this.isDestroyed) this.handler?.closed(reason)
    })
  }

  /** Bytes came to where the stream is over: the sender is told, if the way back is free. */
  refuse(): void {
    const { network } = this
    network.clock.after(network.latency(), () => {
      if (network.isBlocked(this.connection.otherOf(this).host, this.host)) this.giveUpLater()
      else this.finish('reset')
    })
  }

  /** Sent bytes are not acknowledged for too long: the stream breaks on this side only. */
  giveUpLater(): void {
    if (this.giveUp !== null || this.isOver) return
    const { network, connection } = this
    this.giveUp = network.clock.after(connection.retransmissionMs, () => {
      this.giveUp = null
      const other = connection.otherOf(this)
      const isCutOff = network.isBlockedEitherWay(this.host, other.host) || other.host.isSilent
      const isWaiting = this.outgoing.outstanding > 0 || this.isEnding
      if (this.isOver || !isCutOff || !isWaiting) return
      network.counts.add('connections given up')
      this.finish('timed out')
    })
  }

  /** Nothing more is read or written here. */
  over(): void {
    this.isOver = true
    this.giveUp?.cancel()
    this.connection.leave(this)
    if (this.isOpen) this.network.noteBreak(this.host, this.connection.otherOf(this).host)
  }

  private drain(): void {
    const { held } = this
    if (held === null || this.isOver) return
    const isIntact = Buffer.concat(held).equals(this.heldCopy)
    hold(isIntact, () => `node ${this.host.node} has written over bytes that are still needed`)
    this.held = null
    if (this.isEnding) this.outgoing.finish('ended')
    else this.handler?.drained()
  }
}
