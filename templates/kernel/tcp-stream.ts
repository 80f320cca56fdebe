import type { Socket } from 'node:net'
import type { Stream, StreamHandler } from './transport.ts'

/** The system asks a silent peer after this long. Second line only: heartbeats find a dead peer sooner. */
export const KEEP_ALIVE_DELAY_MS = 10_000

/** A peer that neither reads nor answers would keep an ended stream for ever. */
const END_TIMEOUT_MS = 5_000

//#if plainTcp
/** Takes what arrives while no handler has said where it goes; emptied in the callback that filled it. */
export const spill: Uint8Array = new Uint8Array(1024)
//#end

/** A socket as a stream. */
export class TcpStream implements Stream {
  private readonly socket: Socket
  /** All that are not over. */
  private readonly streams: Set<TcpStream>
  /** Null before there is one, and again when the stream is over. */
  private handler: StreamHandler | null = null
  //#if plainTcp
  /** A dialed socket is open. */
  private isOpen = false
  //#end
  private isEnding = false
  /** Whether `write` kept bytes. */
  private isBlocked = false
  private writesIssued = 0
  private writesDone = 0
  private reason = 'ended'
  private endTimer: ReturnType<typeof setTimeout> | null = null

  constructor(socket: Socket, streams: Set<TcpStream>) {
    this.socket = socket
    this.streams = streams
    streams.add(this)
    // From the first moment to the last, also of a refused stream: an error without a listener is thrown.
    socket.on('error', (error) => {
      this.reason = error.message
    })
    socket.on('end', () => {
      this.reason = 'ended by the peer'
      this.end()
    })
    socket.on('close', () => this.finish())
  }

  accepted(handler: StreamHandler): void {
    // It may have been destroyed before there was a handler.
    if (this.socket.destroyed) return
    this.handler = handler
    this.reads()
  }

  /** From now on what the socket reads goes where the handler wants it. */
  reads(): void {
    this.socket.on('data', (chunk) => this.copy(chunk))
  }

  dialed(handler: StreamHandler): void {
    this.handler = handler
  }

  /** A dialed socket is open. */
  opened(): void {
    //#if plainTcp
    this.isOpen = true
    //#end
    this.handler?.opened()
  }

  write(pieces: readonly Uint8Array[]): boolean {
    const { socket } = this
    if (this.isEnding || socket.destroyed) return false
    if (this.isBlocked) throw new Error('write before drained')
    this.writesIssued += pieces.length
    // One call of the system for all of them.
    if (pieces.length > 1) socket.cork()
    for (const piece of pieces) socket.write(piece, this.wrote)
    if (pieces.length > 1) socket.uncork()
    // Nothing is left with Node: the system has copied all of it. A write that failed leaves nothing, too.
    if (socket.writableLength === 0 && socket.errored === null) return true
    this.isBlocked = true
    return false
  }

  end(): void {
    if (this.isEnding || this.socket.destroyed) return
    this.isEnding = true
    this.socket.end()
    this.endTimer = setTimeout(() => {
      this.reason = 'the peer did not end the stream in time'
      this.socket.destroy()
    }, END_TIMEOUT_MS)
  }

  destroy(): void {
    this.handler = null
    this.socket.destroy()
  }

  //#if plainTcp
  /** Where the system writes next, on a dialed socket. */
  space(): Uint8Array {
    return this.handler === null || !this.isOpen ? spill : this.handler.space()
  }

  /** Bytes that the system wrote to what `space` gave, on a dialed socket. */
  take(count: number, bytes: Uint8Array): void {
    if (bytes === spill) this.copy(spill.subarray(0, count))
    else this.handler?.received(count)
  }

  //#end
  private copy(bytes: Uint8Array): void {
    // The handler may destroy the stream at any piece.
    for (let at = 0; at < bytes.length && this.handler !== null; ) {
      const space = this.handler.space()
      const count = Math.min(space.length, bytes.length - at)
      space.set(bytes.subarray(at, at + count))
      this.handler.received(count)
      at += count
    }
  }

  /**
   * Node calls this late, in order, once for each write: for a write that it finished at once it may come when
   * a newer one is still under way. Only when all are done is no memory of the caller in use.
   */
  private readonly wrote = (): void => {
    this.writesDone++
    if (!this.isBlocked || this.writesDone !== this.writesIssued) return
    // A destroyed socket drops what it has and calls back without an error.
    if (this.socket.destroyed || this.socket.errored !== null) return
    this.isBlocked = false
    this.handler?.drained()
  }

  private finish(): void {
    this.streams.delete(this)
    if (this.endTimer !== null) clearTimeout(this.endTimer)
    const handler = this.handler
    this.handler = null
    handler?.closed(this.reason)
  }
}
