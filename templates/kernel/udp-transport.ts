import { randomFillSync } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { lookup } from 'node:dns'
import { isIP, isIPv6 } from 'node:net'
import { performance } from 'node:perf_hooks'
import type {
  DatagramAddress,
  DatagramHandler,
  DatagramLine,
  DatagramTransport,
} from './datagram-transport.ts'
import { NodeAddresses } from './node-addresses.ts'
import { LOCAL_NODE, type Node } from './sample-tcp.ts'
import { SendBuffers } from './send-buffers.ts'
import { UdpLine } from './udp-line.ts'

/** What is asked of the system for datagrams that have arrived; it may give less. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024

/** Looks nothing up: what is sent goes to addresses. Node would ask the system for each datagram. */
const takeAsIs: typeof lookup = ((host: string, _: object, found: (...result: unknown[]) => void) => {
  found(null, host, isIP(host))
}) as typeof lookup

/**
 * Where a node receives.
 * @public
 */
export interface UdpAddress {
  readonly host?: string
  /** 1 to 65535. */
  readonly port?: number
}

/** @public */
export interface UdpTransportOptions {
  /** By name of a node: what differs from the schema, for this node and for peers. */
  readonly addresses?: Partial<Record<keyof typeof Node, UdpAddress>>
  /** The address that this node binds where it is not the one that peers dial, as 0.0.0.0 in a container. */
  readonly listenHost?: string
}

/**
 * Datagrams over UDP. All arrive at one socket; lines send through sockets of their own.
 * @public
 */
export class UdpTransport implements DatagramTransport {
  private readonly addresses: DatagramAddress[] = []
  /** Those that are names, and what was found for them by node. */
  private readonly named: Set<DatagramAddress> = new Set()
  private readonly found: (DatagramAddress | undefined)[] = []
  private readonly listenHost: string
  private socket: Socket | null = null
  private isBound = false
  private buffers: SendBuffers = new SendBuffers()
  private readonly lines: Set<UdpLine> = new Set()
  private handler: DatagramHandler | null = null
  private timer: ReturnType<typeof setTimeout> | null = null
  private immediate: ReturnType<typeof setImmediate> | null = null

  /** Throws a RangeError for a node or a port that cannot be. */
  constructor(options: UdpTransportOptions = {}) {
    const { hosts, ports, listenHost } = new NodeAddresses(options)
    hosts.forEach((address, node) => {
      this.addresses[node] = { address, port: ports[node]! }
    })
    for (const to of this.addresses) if (to !== undefined && isIP(to.address) === 0) this.named.add(to)
    this.listenHost = listenHost
  }

  /** A port that another process has is reported, not waited for. */
  open(handler: DatagramHandler): void {
    if (this.socket !== null) return
    const socket = createSocket({ type: `udp${this.family}`, lookup: takeAsIs })
    this.socket = socket
    this.handler = handler
    socket.on('message', (bytes, from) => this.handler?.received(bytes, from))
    socket.on('error', (error) => {
      if (this.socket !== socket) return
      this.forget()
      socket.close()
      this.handler?.failed(error.message)
    })
    socket.on('listening', () => {
      socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES)
      this.isBound = this.socket === socket
    })
    // Exclusive: workers of node:cluster would share the port, and each get some of the datagrams.
    socket.bind({ address: this.listenHost, port: this.addresses[LOCAL_NODE]!.port, exclusive: true })
  }

  addressOf(node: number): DatagramAddress {
    const to = this.addresses[node]!
    if (!this.named.has(to)) return to
    // It may be elsewhere by now. Until its address is known, the name is looked up for each datagram.
    lookup(to.address, { family: this.family }, (error, address) => {
      if (error === null) this.found[node] = { address, port: to.port }
    })
    return this.found[node] ?? to
  }

  send(bytes: Uint8Array, to: DatagramAddress): void {
    const { socket } = this
    if (socket === null || !this.isBound) return
    if (this.named.has(to)) {
      this.sendToName(bytes.slice(), to)
      return
    }
    const buffer = this.buffers.put(bytes, socket)
    if (buffer !== null) socket.send(buffer, to.port, to.address)
  }

  connect(to: DatagramAddress): DatagramLine {
    const line = new UdpLine(
      `udp${this.family}`,
      this,
      to,
      (bytes, from) => this.handler?.received(bytes, from),
      (closed) => this.lines.delete(closed),
    )
    this.lines.add(line)
    return line
  }

  now(): number {
    return performance.now()
  }

  wakeIn(milliseconds: number): void {
    this.forgetTime()
    if (milliseconds < 1) this.immediate = setImmediate(this.wake)
    else this.timer = setTimeout(this.wake, milliseconds)
  }

  entropy(bytes: Uint8Array): void {
    randomFillSync(bytes)
  }

  close(): void {
    this.forgetTime()
    this.handler = null
    this.socket?.close()
    this.forget()
    for (const line of this.lines) line.close()
  }

  private forget(): void {
    this.socket = null
    this.isBound = false
    this.buffers = new SendBuffers()
  }

  private sendToName(bytes: Uint8Array, { address, port }: DatagramAddress): void {
    lookup(address, { family: this.family }, (error, found) => {
      if (error === null && this.isBound) this.socket?.send(bytes, port, found)
    })
  }

  private get family(): 4 | 6 {
    return isIPv6(this.listenHost) ? 6 : 4
  }

  private readonly wake = (): void => {
    this.timer = null
    this.immediate = null
    this.handler?.due()
  }

  private forgetTime(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    if (this.immediate !== null) clearImmediate(this.immediate)
    this.timer = null
    this.immediate = null
  }
}
