import { connect, type Socket } from 'node:net'

const HELLO_BYTES = 704
const WELCOME = 1
const ACKNOWLEDGEMENT = 6
const HEARTBEAT = 4

export interface HelloOptions {
  readonly schemaHash: string
  readonly cluster: string
  readonly node: string
  readonly from: number
  readonly to: number
  readonly incarnation: bigint
  /** Number of the stream among those of the incarnation. */
  readonly dial?: number
  /** What it claims of each channel. */
  readonly channels: readonly { readonly received: number; readonly free: number }[]
}

/** The first message of a stream, made from docs/wire-format.md alone. */
export function helloBytes(options: HelloOptions): Buffer {
  const { channels } = options
  const bytes = Buffer.alloc(HELLO_BYTES + 8 * channels.length)
  bytes.write('ECSG', 0, 'latin1')
  bytes.writeUInt32LE(2, 4)
  bytes.writeBigUInt64LE(BigInt(`0x${options.schemaHash}`), 8)
  bytes[16] = options.from
  bytes[17] = options.to
  bytes.writeUInt16LE(channels.length, 18)
  bytes.writeUInt32LE(options.dial ?? 1, 20)
  bytes.writeBigUInt64LE(options.incarnation, 24)
  bytes.write(options.cluster, 64, 'latin1')
  bytes.write(options.node, 128, 'latin1')
  channels.forEach(({ received, free }, index) => {
    bytes.writeUInt32LE(received, HELLO_BYTES + 8 * index)
    bytes.writeUInt32LE(free >>> 0, HELLO_BYTES + 8 * index + 4)
  })
  return bytes
}

export function heartbeatBytes(): Buffer {
  return Buffer.from([HEARTBEAT, 0, 0, 0, 0, 0, 0, 0])
}

export function acknowledgementBytes(entries: readonly (readonly [number, number, number])[]): Buffer {
  const bytes = Buffer.alloc(8 * Math.ceil((8 + 12 * entries.length) / 8))
  bytes[0] = ACKNOWLEDGEMENT
  bytes.writeUInt16LE(entries.length, 2)
  entries.flat().forEach((value, index) => {
    bytes.writeUInt32LE(value >>> 0, 8 + 4 * index)
  })
  return bytes
}

/** A connection of somebody who need not keep to anything. */
export class Stranger {
  readonly socket: Socket
  wasOpened = false
  isClosed = false
  received = 0
  first: Buffer | null = null
  readonly openedAt: number = performance.now()
  closedAt = 0

  constructor(port: number) {
    this.socket = connect({ host: '127.0.0.1', port })
    this.socket.on('connect', () => {
      this.wasOpened = true
    })
    this.socket.on('error', () => {})
    this.socket.on('data', (bytes) => {
      this.first ??= bytes
      this.received += bytes.length
    })
    // Not before the node is told: a half-open socket would wait for us.
    this.socket.on('end', () => this.socket.end())
    this.socket.on('close', () => {
      this.isClosed = true
      this.closedAt = performance.now()
    })
  }

  get isWelcome(): boolean {
    return this.first?.[0] === WELCOME
  }

  write(bytes: Uint8Array): void {
    if (!this.socket.destroyed) this.socket.write(bytes)
  }

  end(): void {
    this.socket.destroy()
  }
}
