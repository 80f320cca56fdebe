import { connect, createServer, type Server } from 'node:net'
import { NodeAddresses } from './node-addresses.ts'
import { LOCAL_NODE } from './sample-tcp.ts'
import type { TcpTransportOptions } from './tcp-addresses.ts'
import { KEEP_ALIVE_DELAY_MS, spill, TcpStream } from './tcp-stream.ts'
import type { Stream, StreamHandler, Transport } from './transport.ts'

/**
 * Streams over TCP, without delay of small writes. What `Stream.write` took is with the operating system, not
 * with the peer: only an acknowledgement of the peer says that it arrived.
 * @public
 */
export class TcpTransport implements Transport {
  private readonly addresses: NodeAddresses
  private readonly streams = new Set<TcpStream>()
  private server: Server | null = null

  /** Throws a RangeError for a node or a port that cannot be. */
  constructor(options: TcpTransportOptions = {}) {
    this.addresses = new NodeAddresses(options)
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
    const { addresses } = this
    // Exclusive: workers of node:cluster would share the port, and each get some of the peers' streams.
    server.listen({ host: addresses.listenHost, port: addresses.ports[LOCAL_NODE]!, exclusive: true })
  }

  dial(node: number, handler: StreamHandler): Stream {
    let stream: TcpStream | null = null
    const socket = connect({
      host: this.addresses.hosts[node]!,
      port: this.addresses.ports[node]!,
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
    const dialed = new TcpStream(socket, this.streams)
    stream = dialed
    dialed.dialed(handler)
    socket.on('connect', () => dialed.opened())
    return dialed
  }

  close(): void {
    this.server?.close()
    this.server = null
    for (const stream of this.streams) stream.destroy()
  }
}

/** What carries a node's bytes unless it is told otherwise. */
export function defaultTransport(): Transport {
  return new TcpTransport()
}
