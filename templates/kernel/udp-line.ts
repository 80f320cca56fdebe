import { createSocket, type SocketType } from 'node:dgram'
import type { DatagramAddress, DatagramLine, DatagramTransport } from './datagram-transport.ts'
import { SEND_BUFFERS, SendBuffers } from './send-buffers.ts'

/**
 * So many datagrams are made before they are sent, one behind the other: between two calls of the system the caches of
 * a processor do not keep what it takes to make one.
 */
const HELD_MAX: number = SEND_BUFFERS / 2

/**
 * A socket of its own for what is sent to one address, so that the system need not look up the way for each datagram:
 * a fifth of what sending costs.
 */
export class UdpLine implements DatagramLine {
  private readonly buffers: SendBuffers = new SendBuffers()
  private readonly held: Uint8Array[] = []
  private heldCount = 0
  private readonly socket: ReturnType<typeof createSocket>
  private readonly transport: DatagramTransport
  private readonly to: DatagramAddress
  private readonly closed: (line: UdpLine) => void
  private isConnected = false
  private isClosed = false

  constructor(
    type: SocketType,
    transport: DatagramTransport,
    to: DatagramAddress,
    received: (bytes: Uint8Array, from: DatagramAddress) => void,
    closed: (line: UdpLine) => void,
  ) {
    this.transport = transport
    this.to = to
    this.closed = closed
    this.socket = createSocket(type)
    // Whoever does not know what comes on it answers to where it came from.
    this.socket.on('message', (bytes, from) => received(bytes, from))
    // Nobody is there, now: that is what timeouts are for.
    this.socket.on('error', () => {})
    // Also called where there is no way to it: then what is sent goes through the transport, until there is another stream.
    this.socket.connect(to.port, to.address, (error?: Error) => {
      this.isConnected = error === undefined && !this.isClosed
    })
  }

  send(bytes: Uint8Array): void {
    if (!this.isConnected) {
      this.transport.send(bytes, this.to)
      return
    }
    const buffer = this.buffers.put(bytes, this.socket)
    if (buffer !== null) this.held[this.heldCount++] = buffer
    if (this.heldCount === HELD_MAX) this.flush()
  }

  flush(): void {
    const count = this.heldCount
    this.heldCount = 0
    for (let index = 0; index < count; index++) this.socket.send(this.held[index]!)
  }

  close(): void {
    if (this.isClosed) return
    this.flush()
    this.isClosed = true
    this.isConnected = false
    this.socket.close()
    this.closed(this)
  }
}
