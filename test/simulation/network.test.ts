import { describe, expect, test } from 'vitest'
import type { Stream, StreamHandler } from '../../templates/kernel/transport.ts'
import { VirtualClock } from './clock.ts'
import { Counts } from './counts.ts'
import type { Host } from './host.ts'
import { VirtualNetwork } from './network.ts'
import { Random } from './random.ts'
import { Trace } from './trace.ts'

/** Sends numbers 0, 1, 2, ... and collects what comes. */
class Side implements StreamHandler {
  stream: Stream | null = null
  readonly log: string[] = []
  readonly bytes: number[] = []
  canWrite = false
  sent = 0
  private readonly buffer = new Uint8Array(64)
  private readonly echoes: boolean

  constructor(echoes: boolean) {
    this.echoes = echoes
  }

  opened(): void {
    this.log.push('opened')
    this.canWrite = true
  }

  space(): Uint8Array {
    return this.buffer
  }

  received(count: number): void {
    const bytes = this.buffer.slice(0, count)
    this.bytes.push(...bytes)
    if (this.echoes && this.canWrite) this.canWrite = this.stream!.write([bytes])
  }

  drained(): void {
    this.log.push('drained')
    this.canWrite = true
  }

  closed(reason: string): void {
    this.log.push(`closed ${reason}`)
  }

  send(count: number): void {
    const bytes = Uint8Array.from({ length: count }, (_, at) => (this.sent + at) & 255)
    this.sent += count
    this.canWrite = this.stream!.write([bytes])
  }
}

interface Pair {
  readonly network: VirtualNetwork
  readonly clock: VirtualClock
  readonly trace: Trace
  readonly hosts: readonly [Host, Host]
  readonly dialer: Side
  readonly acceptors: Side[]
}

function pairOf(seed: number, options: { backpressure?: number; echoes?: boolean } = {}): Pair {
  const clock = new VirtualClock()
  const trace = new Trace()
  const network = new VirtualNetwork(
    {
      latencyMs: 3,
      readDelayMs: 1,
      bufferBytes: 256,
      backpressure: options.backpressure ?? 0,
      connectTimeoutMs: 50,
    },
    clock,
    new Random(seed),
    trace,
    new Counts(),
  )
  const hosts: [Host, Host] = [network.addHost(0), network.addHost(1)]
  const acceptors: Side[] = []
  network.transportOf(hosts[1]).listen(
    (stream) => {
      const side = new Side(options.echoes ?? false)
      side.stream = stream
      side.canWrite = true
      acceptors.push(side)
      return side
    },
    () => {},
    () => {},
  )
  const dialer = new Side(false)
  dialer.stream = network.transportOf(hosts[0]).dial(1, dialer)
  return { network, clock, trace, hosts, dialer, acceptors }
}

const counting = (count: number): number[] => Array.from({ length: count }, (_, at) => at & 255)

describe('a virtual connection', () => {
  test('delivers every byte in order, whatever is split, merged or held back', () => {
    for (let seed = 0; seed < 100; seed++) {
      const { clock, dialer, acceptors } = pairOf(seed, { backpressure: 0.5 })
      for (let turn = 0; turn < 200; turn++) {
        clock.runUntil(clock.now + 5)
        if (dialer.canWrite) dialer.send(1 + (turn % 100))
      }
      clock.runUntil(clock.now + 1_000)
      expect(acceptors[0]!.bytes).toEqual(counting(dialer.sent))
      expect(dialer.log).toContain('drained')
    }
  })

  test('gives the same trace for the same seed, and another for another', () => {
    const digests = [1, 1, 2].map((seed) => {
      const { clock, dialer, trace } = pairOf(seed, { echoes: true })
      clock.runUntil(100)
      dialer.send(50)
      clock.runUntil(200)
      expect(dialer.bytes).toEqual(counting(50))
      return trace.digest
    })
    expect(digests[0]).toBe(digests[1])
    expect(digests[0]).not.toBe(digests[2])
  })

  test('ends after what was written, and tells both sides', () => {
    const { clock, dialer, acceptors } = pairOf(3)
    clock.runUntil(100)
    dialer.send(200)
    dialer.stream!.end()
    clock.runUntil(200)
    expect(acceptors[0]!.bytes).toHaveLength(200)
    expect([dialer.log.at(-1), acceptors[0]!.log]).toEqual(['closed ended', ['closed ended']])
  })

  test('destroyed, delivers a part from the front and calls its own handler no more', () => {
    const lengths = new Set<number>()
    for (let seed = 0; seed < 100; seed++) {
      const { clock, dialer, acceptors } = pairOf(seed)
      clock.runUntil(100)
      dialer.send(200)
      dialer.stream!.destroy()
      clock.runUntil(300)
      expect(acceptors[0]!.bytes).toEqual(counting(acceptors[0]!.bytes.length))
      expect([dialer.log, acceptors[0]!.log]).toEqual([['opened'], ['closed reset']])
      lengths.add(acceptors[0]!.bytes.length)
    }
    expect(lengths.size).toBeGreaterThan(20)
    expect(lengths).toContain(0)
    expect(lengths).toContain(200)
  })

  test('is refused where nobody listens', () => {
    const { network, clock, hosts } = pairOf(4)
    const side = new Side(false)
    network.transportOf(hosts[1]).dial(0, side)
    clock.runUntil(100)
    expect(side.log).toEqual(['closed refused'])
  })
})

describe('faults', () => {
  test('a partition holds bytes up until it heals', () => {
    const { network, clock, dialer, acceptors } = pairOf(5)
    clock.runUntil(100)
    network.block(0, 1)
    dialer.send(10)
    clock.runUntil(120)
    expect(acceptors[0]!.bytes).toEqual([])
    network.unblock(0, 1)
    clock.runUntil(200)
    expect(acceptors[0]!.bytes).toEqual(counting(10))
  })

  test('a long partition breaks the sending side; the other one learns of it only when it writes', () => {
    const { network, clock, dialer, acceptors } = pairOf(6)
    clock.runUntil(100)
    network.block(0, 1)
    dialer.send(10)
    clock.runUntil(10_000)
    expect(dialer.log.at(-1)).toBe('closed timed out')
    network.unblock(0, 1)
    clock.runUntil(11_000)
    expect(acceptors[0]!.log).toEqual([])
    acceptors[0]!.send(1)
    clock.runUntil(12_000)
    expect(acceptors[0]!.log).toEqual(['closed reset'])
  })

  test('bytes arrive, but their acknowledgement does not: the sender gives up all the same', () => {
    const { network, clock, dialer, acceptors } = pairOf(7)
    clock.runUntil(100)
    network.block(1, 0)
    dialer.send(10)
    clock.runUntil(10_000)
    expect(acceptors[0]!.bytes).toEqual(counting(10))
    expect(dialer.log.at(-1)).toBe('closed timed out')
  })

  test('what comes to a paused process waits', () => {
    const { clock, hosts, dialer, acceptors } = pairOf(8)
    clock.runUntil(100)
    hosts[1].pause()
    dialer.send(10)
    clock.runUntil(500)
    expect(acceptors[0]!.bytes).toEqual([])
    hosts[1].resume(new Random(0))
    clock.runUntil(600)
    expect(acceptors[0]!.bytes).toEqual(counting(10))
  })

  test('a slow reader makes the writer wait, and holds no more than the buffer', () => {
    const { network, clock, hosts, dialer } = pairOf(9)
    clock.runUntil(100)
    hosts[1].pause()
    while (dialer.canWrite) dialer.send(50)
    clock.runUntil(500)
    expect(dialer.canWrite).toBe(false)
    expect(network.connections[0]!.dialer.outgoing.outstanding).toBe(256)
  })

  test('a crash is told by the kernel, the loss of a machine by nobody', () => {
    for (const isSilent of [false, true]) {
      const { network, clock, hosts, dialer } = pairOf(10)
      clock.runUntil(100)
      network.crash(hosts[1], isSilent)
      clock.runUntil(200)
      expect(dialer.log.length).toBe(isSilent ? 1 : 2)
      if (!isSilent) continue
      dialer.send(1)
      clock.runUntil(10_000)
      expect(dialer.log.at(-1)).toBe('closed timed out')
    }
  })

  test('a broken connection is over on both sides', () => {
    const { network, clock, dialer, acceptors } = pairOf(11)
    clock.runUntil(100)
    network.connections[0]!.break()
    clock.runUntil(200)
    expect([dialer.log.at(-1), acceptors[0]!.log.at(-1)]).toEqual(['closed broken', 'closed broken'])
  })

  test('who writes again before drained, or over bytes still needed, is caught', () => {
    const { clock, dialer } = pairOf(12, { backpressure: 1 })
    clock.runUntil(100)
    const bytes = new Uint8Array(8)
    dialer.stream!.write([bytes])
    expect(() => dialer.stream!.write([bytes])).toThrow('again before drained')
    bytes[0] = 1
    expect(() => clock.runUntil(200)).toThrow('written over bytes')
  })
})
