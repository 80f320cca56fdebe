import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { TcpAddress, TcpTransportOptions } from '../../templates/kernel/tcp-addresses.ts'
import { TcpTransport } from '../../templates/kernel/tcp-transport.ts'
import { TlsTransport } from '../../templates/kernel/tls-transport.ts'
import type { Stream, StreamHandler, Transport } from '../../templates/kernel/transport.ts'
import type { Credentials } from '../support/certificates.ts'

/** What protects the streams of a test file, if anything: the same tests run over TCP and over TLS. */
export const secured: { by: Credentials | null } = { by: null }

export function makeTransport(options: TcpTransportOptions): Transport {
  return secured.by === null ? new TcpTransport(options) : new TlsTransport({ ...options, tls: secured.by })
}

/** A port of 127.0.0.1 that nobody had a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Waits for what sockets are about to do. */
export async function until(condition: () => boolean, what = 'a condition'): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited 10 s for ${what}`)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Long enough for a loopback socket to do what it should not do. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60))

/** Node alpha of the sample listens, node beta is dialed; both on one port, so that one reaches the other. */
export function transportOn(port: number, more: TcpAddress = {}): Transport {
  return makeTransport({ addresses: { alpha: { port }, beta: { port, ...more } } })
}

/** Writes down what happens to a stream, and what must not: calls within calls, calls after `destroy`. */
export class Recorder implements StreamHandler, Stream {
  readonly calls: string[] = []
  readonly faults: string[] = []
  readonly chunks: Buffer[] = []
  /** The streams own methods, watched: use these, not the stream's. */
  stream: Stream | null = null
  /** What to do within a call. */
  react: ((call: string) => void) | null = null
  byteCount = 0

  private readonly buffer: Uint8Array
  private isWithin = false
  private isDestroyed = false
  private isClosed = false

  constructor(spaceBytes = 65_536) {
    this.buffer = new Uint8Array(spaceBytes)
  }

  dial(transport: Transport, node: number): this {
    this.within(() => {
      this.stream = transport.dial(node, this)
    })
    return this
  }

  /** For `listen`. */
  readonly accept = (stream: Stream): StreamHandler => {
    this.stream = stream
    return this
  }

  get bytes(): Buffer {
    return Buffer.concat(this.chunks)
  }

  write(pieces: Uint8Array | readonly Uint8Array[]): boolean {
    return this.within(() => this.stream!.write(pieces instanceof Uint8Array ? [pieces] : pieces))
  }
  end(): void {
    this.within(() => this.stream!.end())
  }
  destroy(): void {
    this.isDestroyed = true
    this.within(() => this.stream!.destroy())
  }

  opened(): void {
    this.note('opened')
  }
  space(): Uint8Array {
    this.check('space')
    return this.buffer
  }
  received(count: number): void {
    if (count < 1 || count > this.buffer.length) this.faults.push(`received ${count}`)
    this.chunks.push(Buffer.from(this.buffer.subarray(0, count)))
    this.byteCount += count
    // What the transport left in the buffer must not be taken for what comes next.
    this.buffer.fill(0xee)
    this.note('received')
  }
  drained(): void {
    this.note('drained')
  }
  closed(reason: string): void {
    this.note(`closed: ${reason}`)
    this.isClosed = true
  }

  count(call: string): number {
    return this.calls.filter((one) => one.startsWith(call)).length
  }

  private note(call: string): void {
    this.check(call)
    this.calls.push(call)
    this.react?.(call)
  }
  private check(call: string): void {
    if (this.isWithin) this.faults.push(`${call} from within a call`)
    if (this.isDestroyed) this.faults.push(`${call} after destroy`)
    if (this.isClosed) this.faults.push(`${call} after closed`)
  }
  private within<Result>(run: () => Result): Result {
    // Calls out of a handler's method are calls, too: the flag may be up already.
    const was = this.isWithin
    this.isWithin = true
    try {
      return run()
    } finally {
      this.isWithin = was
    }
  }
}
