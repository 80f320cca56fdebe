import { createSocket, type Socket } from 'node:dgram'
import { isIP } from 'node:net'
import type { DatagramAddress } from './datagram-transport.ts'
import { SendBuffers } from './send-buffers.ts'

/** What is asked of the system for datagrams that have arrived; it may give less. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024

/** Looks nothing up: what is sent goes to addresses. Node would ask the system for each datagram. */
function takeAsIs(
  host: string,
  _: object,
  found: (error: null, address: string, version: number) => void,
): void {
  found(null, host, isIP(host))
}

/** Sends to any address of one IP version, from where it is bound. */
export class UdpSocket {
  private readonly buffers: SendBuffers = new SendBuffers()
  private readonly socket: Socket
  private isBound = false
  private isClosed = false

  constructor(
    version: number,
    received: (bytes: Uint8Array, from: DatagramAddress) => void,
    failed: (reason: string) => void,
  ) {
    this.socket = createSocket({ type: version === 6 ? 'udp6' : 'udp4', lookup: takeAsIs })
    this.socket.on('message', (bytes, from) => received(bytes, from))
    this.socket.on('error', (error) => failed(error.message))
    this.socket.on('listening', () => {
      this.socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES)
      this.isBound = !this.isClosed
    })
  }

  /** Anywhere unless said. */
  bind(address?: string, port = 0): void {
    // Exclusive: workers of node:cluster would share the port, and each get some of the datagrams.
    this.socket.bind({ ...(address !== undefined && { address }), port, exclusive: true })
  }

  send(bytes: Uint8Array, to: DatagramAddress): void {
    if (!this.isBound) return
    const buffer = this.buffers.put(bytes, this.socket)
    if (buffer !== null) this.socket.send(buffer, to.port, to.address)
  }

  close(): void {
    if (this.isClosed) return
    this.isClosed = true
    this.isBound = false
    this.socket.close()
  }
}
