import { connect, createServer, type Server, type Socket } from 'node:net'
import { LOCAL_HOST, LOCAL_NODE, LOCAL_PORT, type Node, nodeNames, peerMaps } from './sample-tcp.ts'
import type { Stream, StreamHandler, Transport } from './transport.ts'

/** The system asks a silent peer after this long. Second line only: heartbeats find a dead peer sooner. */
const KEEP_ALIVE_DELAY_MS = 10_000

/** A peer that neither reads nor answers would keep an ended stream for ever. */
const END_TIMEOUT_MS = 5_000

/** Takes what arrives while no handler has said where it goes; emptied in the callback that filled it. */
const spill = new Uint8Array(1024)

/**
 * Where a node listens.
 * @public
 */
export interface TcpAddress {
  readonly host?: string
  /** 1 to 65535. */
  readonly port?: number
}

/** @public */
export interface TcpTransportOptions {
  /** By name of a node: what differs from the schema, for this node and for peers. */
  readonly addresses?: Partial<Record<keyof typeof Node, TcpAddress>>
  /** The address that this node binds where it is not the one that peers dial, as 0.0.0.0 in a container. */
  readonly listenHost?: string
}

/**
 * Streams over TCP, without delay of small writes. What `Stream.write` took is with the operating system, not
 * with the peer: only an acknowledgement of the peer says that it arrived.
 * @public
 */
export class TcpTransport implements Transport {
  private readonly hosts: string[] = []
  private readonly ports: number[] = []
  private readonly listenHost: string
  private readonly streams = new Set<TcpStream>()
  private server: Server | null = null

  /** Throws a RangeError for a node or a port that cannot be. */
  constructor(options: TcpTransportOptions = {}) {
    for (const peer of [{ node: LOCAL_NODE, host: LOCAL_HOST, port: LOCAL_PORT }, ...peerMaps]) {
      this.hosts[peer.node] = peer.host
      this.ports[peer.node] = peer.port
    }
    for (const [name, address] of Object.entries(options.addresses ?? {})) {
      const node = nodeNames.indexOf(name)
      if (node < 0) throw new RangeError(`no node is named ${name}: there are ${nodeNames.join(', ')}`)
      // An undefined entry changes nothing; a node that is no peer of this one is never dialed.
      if (address?.host !== undefined) this.hosts[node] = address.host
      if (address?.port !== undefined) this.ports[node] = checkedPort(name, address.port)
    }
    this.listenHost = options.listenHost ?? this.hosts[LOCAL_NODE]!
  }

  /** Does nothing while this node listens. A port that another process has is reported, not waited for. */
  listen(accept: (stream: Stream) => StreamHandler | null, failed: (reason: string) => void): void {
    if (this.server !== null) return
    const server = createServer({
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS,
    })
    this.server = server
    server.on('connection', (socket) => {
      const stream = new TcpStream(socket, this.streams)
      const handler = accept(stream)
      if (handler === null || this.server !== server) stream.destroy()
      else stream.accepted(handler)
    })
    server.on('error', (error) => {
      if (this.server !== server) return
      // Also after a failed accept, which leaves it listening: the next `listen` must find the port free.
      this.server = null
      server.close()
      failed(error.message)
    })
    // Exclusive: workers of node:cluster would share the port, and each get some of the peers' streams.
    server.listen({ host: this.listenHost, port: this.ports[LOCAL_NODE]!, exclusive: true })
  }

  dial(node: number, handler: StreamHandler): Stream {
    let stream: TcpStream | null = null
    const socket = connect({
      host: this.hosts[node]!,
      port: this.ports[node]!,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_DELAY_MS,
      // The system writes right where the handler wants the bytes. Accepted sockets do not have this.
      onread: {
        // Asked once within `connect`, when there is no stream yet, then after each callback.
        buffer: () => (stream === null ? spill : stream.space()),
        callback: (count, bytes) => {
          stream!.take(count, bytes)
          return true
        },
      },
    })
    stream = new TcpStream(socket, this.streams)
    stream.dialed(handler)
    return stream
  }

  close(): void {
    this.server?.close()
    this.server = null
    for (const stream of this.streams) stream.destroy()
  }
}

function checkedPort(name: string, port: number): number {
  if (Number.isInteger(port) && port > 0 && port < 0x1_0000) return port
  throw new RangeError(`the port of ${name} is from 1 to 65535, not ${port}`)
}

class TcpStream implements Stream {
  private readonly socket: Socket
  private readonly streams: Set<TcpStream>
  /** Null before there is one, and again when the stream is over. */
  private handler: StreamHandler | null = null
  private isOpen = false
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
    this.isOpen = true
    this.socket.on('data', (chunk) => this.copy(chunk))
  }

  dialed(handler: StreamHandler): void {
    this.handler = handler
    this.socket.on('connect', () => {
      this.isOpen = true
      this.handler?.opened()
    })
  }

  write(bytes: Uint8Array): boolean {
    if (this.isEnding || this.socket.destroyed) return false
    if (this.isBlocked) throw new Error('write before drained')
    this.writesIssued++
    this.socket.write(bytes, this.wrote)
    // Nothing is left with Node: the system has copied all of it. A write that failed leaves nothing, too.
    if (this.socket.writableLength === 0 && this.socket.errored === null) return true
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

  /** Where the system writes next, on a dialed socket. */
  space(): Uint8Array {
    return this.handler === null || !this.isOpen ? spill : this.handler.space()
  }

  /** Bytes that the system wrote to what `space` gave, on a dialed socket. */
  take(count: number, bytes: Uint8Array): void {
    if (bytes === spill) this.copy(spill.subarray(0, count))
    else this.handler?.received(count)
  }

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
