import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { Random } from '../support/random.ts'

/** What becomes of the datagrams of one direction. */
export interface Conditions {
  /** How likely a datagram is lost, or comes twice. */
  readonly loss: number
  readonly duplication: number
  /** Each is delayed by so much, and by up to `jitterMs` more: who waits longer is overtaken. */
  readonly delayMs: number
  readonly jitterMs: number
}

export const undisturbed: Conditions = { loss: 0, duplication: 0, delayMs: 0, jitterMs: 0 }

/** Datagrams of one direction that are under way at a time: what comes beyond is dropped, as routers do. */
const UNDER_WAY_MAX = 8_192

/** Senders that are told apart; one more takes the place of the one that was silent for longest. */
const FLOWS_MAX = 64

/** Delays beyond this would meet their own beginning. */
const WHEEL_MS = 2_048

/** As much as the system gives: what is lost should be lost here. */
const BUFFER_BYTES = 4 * 1024 * 1024

/** One direction: a wheel of milliseconds, and what is due in each. */
export class Direction {
  conditions: Conditions = undisturbed
  isBlocked = false
  passed = 0
  lost = 0
  doubled = 0
  /** Dropped because too many were under way. */
  dropped = 0
  private underWay = 0
  private readonly random: Random
  private readonly wheel: (() => void)[][] = Array.from({ length: WHEEL_MS }, () => [])
  private turned = 0
  private timer: NodeJS.Timeout | null = null

  constructor(seed: number) {
    this.random = new Random(seed)
  }

  carry(forward: () => void): void {
    const { loss, duplication } = this.conditions
    if (this.isBlocked || this.happens(loss)) {
      this.lost++
      return
    }
    this.put(forward)
    if (!this.happens(duplication)) return
    this.doubled++
    this.put(forward)
  }

  /** Forgets what is under way. */
  end(): void {
    if (this.timer !== null) clearInterval(this.timer)
    this.timer = null
    for (const due of this.wheel) due.length = 0
    this.underWay = 0
  }

  private put(forward: () => void): void {
    const { delayMs, jitterMs } = this.conditions
    const delay = Math.min(WHEEL_MS - 2, Math.round(delayMs + (jitterMs * this.random.below(1_000)) / 1_000))
    if (delay === 0) {
      this.passed++
      forward()
      return
    }
    if (this.underWay === UNDER_WAY_MAX) {
      this.dropped++
      return
    }
    this.underWay++
    if (this.timer === null) {
      this.turned = Math.floor(performance.now())
      this.timer = setInterval(() => this.turn(), 1)
    }
    this.wheel[(Math.floor(performance.now()) + delay) % WHEEL_MS]!.push(forward)
  }

  private turn(): void {
    const now = Math.floor(performance.now())
    // A process that slept for longer than one turn of the wheel finds everything due.
    this.turned = Math.max(this.turned, now - WHEEL_MS)
    while (this.turned < now) {
      const due = this.wheel[++this.turned % WHEEL_MS]!
      for (const forward of due) forward()
      this.passed += due.length
      this.underWay -= due.length
      due.length = 0
    }
    if (this.underWay > 0 || this.timer === null) return
    clearInterval(this.timer)
    this.timer = null
  }

  private happens(likelihood: number): boolean {
    return this.random.below(1_000_000) < likelihood * 1_000_000
  }
}

interface Flow {
  readonly socket: Socket
  lastAt: number
}

/**
 * Stands for a node towards the others: passes datagrams on to it, and its answers back, and loses, doubles, delays
 * and reorders them on the way. What it decides follows from a seed; what then happens when is the machine's.
 */
export class LossyProxy {
  readonly port: number
  /** To the node, and back from it. */
  readonly there: Direction
  readonly back: Direction
  private readonly target: number
  private readonly front: Socket = createSocket('udp4')
  private readonly flows = new Map<string, Flow>()

  private constructor(port: number, target: number, seed: number) {
    this.port = port
    this.target = target
    this.there = new Direction(2 * seed)
    this.back = new Direction(2 * seed + 1)
    this.front.on('message', (bytes, from) => this.pass(bytes, from))
    this.front.on('error', () => {})
  }

  static async start(port: number, target: number, seed: number): Promise<LossyProxy> {
    const proxy = new LossyProxy(port, target, seed)
    await new Promise<void>((resolve, reject) => {
      proxy.front.once('error', reject)
      proxy.front.bind({ port, address: '127.0.0.1', exclusive: true }, resolve)
    })
    widen(proxy.front)
    return proxy
  }

  set(conditions: Conditions): void {
    this.there.conditions = conditions
    this.back.conditions = conditions
  }

  async end(): Promise<void> {
    this.there.end()
    this.back.end()
    for (const { socket } of this.flows.values()) socket.close()
    this.flows.clear()
    await new Promise<void>((resolve) => this.front.close(resolve))
  }

  private pass(bytes: Buffer, from: RemoteInfo): void {
    const { socket } = this.flowOf(from)
    this.there.carry(() => post(socket, bytes, this.target, '127.0.0.1'))
  }

  private flowOf({ address, port }: RemoteInfo): Flow {
    const key = `${address} ${port}`
    let flow = this.flows.get(key)
    if (flow === undefined) {
      if (this.flows.size === FLOWS_MAX) this.forgetOldest()
      const socket = createSocket('udp4')
      socket.on('message', (bytes) => this.back.carry(() => post(this.front, bytes, port, address)))
      socket.on('error', () => {})
      socket.bind({ port: 0, address: '127.0.0.1' }, () => widen(socket))
      flow = { socket, lastAt: 0 }
      this.flows.set(key, flow)
    }
    flow.lastAt = performance.now()
    return flow
  }

  private forgetOldest(): void {
    const [key, flow] = [...this.flows].reduce((a, b) => (a[1].lastAt <= b[1].lastAt ? a : b))
    this.flows.delete(key)
    flow.socket.close()
  }
}

/** To whom nobody listens, and from a socket that has been closed meanwhile, nothing goes: it is lost. */
function post(socket: Socket, bytes: Uint8Array, port: number, address: string): void {
  try {
    socket.send(bytes, port, address, () => {})
  } catch {
    // Not running any more.
  }
}

function widen(socket: Socket): void {
  try {
    socket.setRecvBufferSize(BUFFER_BYTES)
    socket.setSendBufferSize(BUFFER_BYTES)
  } catch {
    // Closed before it was bound.
  }
}
