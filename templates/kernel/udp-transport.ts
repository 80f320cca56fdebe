import { randomFillSync } from 'node:crypto'
import { lookup } from 'node:dns'
import { isIP } from 'node:net'
import { performance } from 'node:perf_hooks'
import type {
  DatagramAddress,
  DatagramHandler,
  DatagramLine,
  DatagramTransport,
} from './datagram-transport.ts'
import { NodeAddresses } from './node-addresses.ts'
import { LOCAL_NODE, type Node } from './sample-tcp.ts'
import { UdpLine } from './udp-line.ts'
import { UdpSocket } from './udp-socket.ts'

/**
 * Where a node receives.
 * @public
 */
export interface UdpAddress {
  /** A name or an IP address. */
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
 * Datagrams over UDP. Those of peers arrive at one socket; lines send through sockets of their own.
 * @public
 */
export class UdpTransport implements DatagramTransport {
  private readonly addresses: DatagramAddress[] = []
  /** Those that are names, and what was found for them by node. */
  private readonly named: Set<DatagramAddress> = new Set()
  private readonly found: (DatagramAddress | undefined)[] = []
  private readonly listenHost: string
  /** The one that is bound where this node listens, and by IP version what sends: one socket sends in one version. */
  private listening: UdpSocket | null = null
  private readonly sockets: Map<number, UdpSocket> = new Map()
  private isOpening = false
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
    if (this.isOpening || this.listening !== null) return
    this.isOpening = true
    this.handler = handler
    lookup(this.listenHost, (error, address, version) => {
      // It may have been closed, and even opened anew, meanwhile.
      if (this.handler !== handler || !this.isOpening) return
      this.isOpening = false
      if (error !== null) handler.failed(error.message)
      else this.listen(address, version)
    })
  }

  addressOf(node: number): DatagramAddress {
    const to = this.addresses[node]!
    if (!this.named.has(to)) return to
    // It may be elsewhere by now. Until its address is known, the name is looked up for each datagram.
    lookup(to.address, (error, address) => {
      if (error === null) this.found[node] = { address, port: to.port }
    })
    return this.found[node] ?? to
  }

  send(bytes: Uint8Array, to: DatagramAddress): void {
    if (this.listening === null) return
    if (this.named.has(to)) this.sendToName(bytes.slice(), to)
    else this.socketOf(versionOf(to)).send(bytes, to)
  }

  connect(to: DatagramAddress): DatagramLine {
    const line = new UdpLine(
      `udp${versionOf(to)}`,
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
    this.isOpening = false
    this.closeSockets()
    for (const line of this.lines) line.close()
  }

  private listen(address: string, version: number): void {
    const listening = new UdpSocket(version, this.received, (reason) => {
      if (this.listening !== listening) return
      this.closeSockets()
      this.handler?.failed(reason)
    })
    this.listening = listening
    this.sockets.set(version, listening)
    listening.bind(address, this.addresses[LOCAL_NODE]!.port)
  }

  /** Where peers are dialed in another version than that in which this node listens, they answer to another socket. */
  private socketOf(version: number): UdpSocket {
    const known = this.sockets.get(version)
    if (known !== undefined) return known
    const socket = new UdpSocket(version, this.received, () => {
      if (this.sockets.get(version) === socket) this.sockets.delete(version)
      socket.close()
    })
    this.sockets.set(version, socket)
    socket.bind()
    return socket
  }

  private closeSockets(): void {
    for (const socket of this.sockets.values()) socket.close()
    this.sockets.clear()
    this.listening = null
  }

  private sendToName(bytes: Uint8Array, { address, port }: DatagramAddress): void {
    lookup(address, (error, found) => {
      if (error === null) this.send(bytes, { address: found, port })
    })
  }

  private readonly received = (bytes: Uint8Array, from: DatagramAddress): void => {
    this.handler?.received(bytes, from)
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

/** Of an IP address: asked for each datagram. */
function versionOf({ address }: DatagramAddress): 4 | 6 {
  return address.includes(':') ? 6 : 4
}
