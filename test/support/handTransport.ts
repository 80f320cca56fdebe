// A transport without a network: a test holds the other end of each stream.
import type { Stream, StreamHandler, Transport } from '../../templates/kernel/transport.ts'

/** One stream of the node under test. */
export class HandStream implements Stream {
  handler!: StreamHandler
  /** The node that it was dialed to; -1 for an accepted one. */
  readonly node: number
  /** No more is taken at once: the next writes wait until `drain`. */
  isSlow = false
  isEnded = false
  isDestroyed = false
  isOver = false
  private held: readonly Uint8Array[] | null = null
  private taken: Uint8Array[] = []

  constructor(node: number) {
    this.node = node
  }

  get isOpen(): boolean {
    return !this.isEnded && !this.isDestroyed && !this.isOver
  }

  write(pieces: readonly Uint8Array[]): boolean {
    if (this.held !== null) throw new Error('written while an earlier write waits')
    if (!this.isOpen) return false
    if (!this.isSlow) {
      this.taken.push(Buffer.concat(pieces))
      return true
    }
    // Read when it drains: bytes that are changed until then arrive changed.
    this.held = pieces
    return false
  }

  end(): void {
    this.isEnded = true
  }

  destroy(): void {
    this.isDestroyed = true
  }

  /** What a slow stream holds goes out. */
  drain(): void {
    if (this.held === null || this.isDestroyed || this.isOver) return
    this.taken.push(Buffer.concat(this.held))
    this.held = null
    this.handler.drained()
  }

  /** What the node has written since the last call. */
  take(): Uint8Array {
    const bytes = new Uint8Array(Buffer.concat(this.taken))
    this.taken = []
    return bytes
  }

  /** Bytes of the peer arrive, so many at a time as `piece` says. Returns how many the node has taken. */
  feed(bytes: Uint8Array, piece: () => number = () => Number.MAX_SAFE_INTEGER): number {
    let at = 0
    while (at < bytes.length && !this.isDestroyed && !this.isOver) {
      const space = this.handler.space()
      if (space.length === 0) throw new Error('no space for the next bytes')
      const count = Math.min(space.length, Math.max(1, piece()), bytes.length - at)
      space.set(bytes.subarray(at, at + count))
      this.handler.received(count)
      at += count
    }
    return at
  }

  /** The connection breaks, or the peer has ended it. */
  close(reason = 'closed by the peer'): void {
    if (this.isDestroyed || this.isOver) return
    this.isOver = true
    this.handler.closed(reason)
  }
}

export class HandTransport implements Transport {
  /** Streams that the node has dialed, oldest first. */
  readonly dialed: HandStream[] = []
  readonly accepted: HandStream[] = []
  private accept: ((stream: Stream) => StreamHandler | null) | null = null

  listen(accept: (stream: Stream) => StreamHandler | null): void {
    this.accept = accept
  }

  dial(node: number, handler: StreamHandler): Stream {
    const stream = new HandStream(node)
    stream.handler = handler
    this.dialed.push(stream)
    return stream
  }

  close(): void {
    this.accept = null
    for (const stream of [...this.dialed, ...this.accepted]) stream.isDestroyed = true
  }

  /** A peer dials the node: null when it refuses the stream. */
  connect(): HandStream | null {
    const stream = new HandStream(-1)
    const handler = this.accept?.(stream) ?? null
    if (handler === null) return null
    stream.handler = handler
    this.accepted.push(stream)
    return stream
  }

  /** The stream that the node has dialed last to another one, if it is still open. */
  dialedTo(node: number): HandStream | null {
    return this.dialed.findLast((stream) => stream.node === node && stream.isOpen) ?? null
  }
}
