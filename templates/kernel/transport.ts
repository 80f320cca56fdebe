/**
 * Bytes to a peer, in order and complete until the stream is over. No method calls the handler before it
 * returns.
 * @public
 */
export interface Stream {
  /**
   * Hands all bytes over, one piece behind the other. True: they were taken, and may be written over at once. False:
   * they are still needed, so leave them alone and write nothing more until `drained`. Also false, and nothing sent,
   * when the stream is over; `closed` says so.
   */
  write(pieces: readonly Uint8Array[]): boolean
  /** Ends the stream once what was written has gone out. `closed` follows, after a few seconds at the latest. */
  end(): void
  /** Ends it at once and drops what has not gone out; nothing that was written is read any more. No call to the handler follows. */
  destroy(): void
  //#if tls
  /** Whether the other end has proved to be this node. A stream that cannot tell has proved nothing. */
  isFrom?(node: number): boolean
  //#end
}

/**
 * What happens to a stream. No method throws: an exception would come out of the event loop, where nobody
 * catches it.
 * @public
 */
export interface StreamHandler {
  /** A dialed stream is open. */
  opened(): void
  /** Where the next bytes go: filled from its start. Never empty, and left alone until `received`. */
  space(): Uint8Array
  /** So many bytes were put into what `space` gave last. */
  received(count: number): void
  /** What `write` did not take at once has gone out. */
  drained(): void
  /** The stream is over, by the peer, an error or `end`. The last call, and none after `destroy`. */
  closed(reason: string): void
}

/**
 * How nodes reach each other: TCP, or whatever a test or another network puts in its place.
 * @public
 */
export interface Transport {
  /**
   * Accepts streams of peers: `accept` gives the handler of each, or null to refuse it. `failed` tells why
   * listening is not possible, or not any longer; then it can be called again.
   */
  listen(
    accept: (stream: Stream) => StreamHandler | null,
    failed: (reason: string) => void,
    //#if tls
    /** The other end of a stream, accepted or dialed, could not prove who it is. */
    untrusted: (text: string) => void,
    //#end
  ): void
  /** Opens a stream to a node. `opened` or `closed` follows, never within this call. */
  dial(node: number, handler: StreamHandler): Stream
  /** Stops to accept and destroys every stream: no call to any handler follows. */
  close(): void
}
