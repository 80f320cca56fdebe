import { connect, createServer, type Server, type Socket } from 'node:net'

/** Between nodes: passes bytes on, and cuts connections wherever a byte may end. */
export class CuttingProxy {
  cuts = 0
  passed = 0
  /** Bytes that a connection passes in both directions together before it is cut: from 1 up to this. 0: never. */
  bytesMax = 0
  readonly port: number
  private readonly target: number
  private readonly server: Server
  private readonly sockets = new Set<Socket>()

  private constructor(port: number, target: number) {
    this.port = port
    this.target = target
    this.server = createServer({ noDelay: true }, (socket) => this.join(socket))
  }

  static async start(port: number, target: number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(port, target)
    await new Promise<void>((resolve, reject) => {
      proxy.server.once('error', reject)
      proxy.server.listen({ host: '127.0.0.1', port }, resolve)
    })
    return proxy
  }

  cutAll(): void {
    for (const socket of this.sockets) socket.destroy()
  }

  async end(): Promise<void> {
    this.cutAll()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private join(near: Socket): void {
    const far = connect({ host: '127.0.0.1', port: this.target, noDelay: true })
    let left = this.bytesMax === 0 ? Infinity : 1 + Math.floor(Math.random() * this.bytesMax)
    const cut = (): void => {
      near.destroy()
      far.destroy()
    }
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from)
      from.on('error', () => {})
      from.on('close', () => {
        this.sockets.delete(from)
        // What has been read still goes out.
        to.end()
      })
      from.on('data', (bytes) => {
        if (left <= 0) return
        const part = bytes.length < left ? bytes : bytes.subarray(0, left)
        left -= part.length
        this.passed += part.length
        const isRoom = to.write(part, () => {
          if (left <= 0) cut()
        })
        if (left <= 0) this.cuts++
        else if (!isRoom) {
          from.pause()
          to.once('drain', () => from.resume())
        }
      })
    }
  }
}
