/**
 * Where a datagram comes from or goes to.
 * @public
 */
export interface DatagramAddress {
  /** An IP address; a name only where a node is dialed. */
  readonly address: string
  readonly port: number
}

/**
 * A way to one address on which much is sent.
 * @public
 */
export interface DatagramLine {
  /** Sends or drops, now or in `flush`; never throws and never waits. `bytes` may be written over at once. */
  send(bytes: Uint8Array): void
  /** Nothing more follows for now. */
  flush(): void
  /** Sends what is left, and ends. */
  close(): void
}

/**
 * What happens at a socket. No method throws: an exception would come out of the event loop, where nobody
 * catches it.
 * @public
 */
export interface DatagramHandler {
  /** A datagram has arrived, whole or not at all. `bytes` are left alone after this call. */
  received(bytes: Uint8Array, from: DatagramAddress): void
  /** The time that `wakeIn` asked for has come. */
  due(): void
  /** The socket cannot be opened, or not be used any longer; it is closed, and can be opened again. */
  failed(reason: string): void
}

/**
 * How nodes reach each other with datagrams, any of which may be lost, doubled, late or changed: UDP, or whatever a
 * test or another network puts in its place.
 * @public
 */
export interface DatagramTransport {
  /** Begins to receive at the address of this node. No call to the handler comes within this one. */
  open(handler: DatagramHandler): void
  /** Where a node listens. */
  addressOf(node: number): DatagramAddress
  /** Sends or drops; never throws and never waits. `bytes` may be written over at once. */
  send(bytes: Uint8Array, to: DatagramAddress): void
  /** A line to an address; what is sent on it may come from another port of this machine. */
  connect(to: DatagramAddress): DatagramLine
  /** Milliseconds of a clock that only rises, with fractions. */
  now(): number
  /**
   * Calls `due` after so many milliseconds, once: a later call takes the place of an earlier one. 0: when what has
   * arrived by now has been handed over.
   */
  wakeIn(milliseconds: number): void
  /** Fills with bytes that nobody can guess. */
  entropy(bytes: Uint8Array): void
  /** Stops to receive, and forgets the time asked for: no call to the handler follows. */
  close(): void
}
