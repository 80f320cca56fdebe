import { describe, expect, test } from 'vitest'
import type {
  DatagramAddress,
  DatagramHandler,
  DatagramTransport,
} from '../../templates/kernel/datagram-transport.ts'
import { VirtualClock } from './clock.ts'
import { Counts } from './counts.ts'
import type { DatagramOptions } from './datagramConfiguration.ts'
import { VirtualDatagramNetwork } from './datagramNetwork.ts'
import type { Host } from './host.ts'
import { Random } from './random.ts'
import { Trace } from './trace.ts'

const calm: DatagramOptions = {
  latencyMs: 3,
  readDelayMs: 1,
  loss: 0,
  duplication: 0,
  corruption: 0,
  late: 0,
  lateMs: 100,
  bufferDatagrams: 64,
}

/** Collects what comes. */
class Side implements DatagramHandler {
  readonly transport: DatagramTransport
  readonly numbers: number[] = []
  readonly senders: DatagramAddress[] = []
  readonly failures: string[] = []
  wakes = 0

  constructor(transport: DatagramTransport) {
    this.transport = transport
    transport.open(this)
  }

  received(bytes: Uint8Array, from: DatagramAddress): void {
    this.numbers.push(bytes[0]!)
    this.senders.push(from)
  }

  due(): void {
    this.wakes++
  }

  failed(reason: string): void {
    this.failures.push(reason)
  }

  send(number: number, to: DatagramAddress): void {
    const bytes = Uint8Array.of(number)
    this.transport.send(bytes, to)
    bytes[0] = 255
  }
}

interface Setting {
  readonly network: VirtualDatagramNetwork
  readonly clock: VirtualClock
  readonly counts: Counts
  readonly trace: Trace
  readonly hosts: Host[]
  readonly sides: Side[]
  add(node: number): Side
}

function settingOf(seed: number, options: Partial<DatagramOptions> = {}, nodes = 2): Setting {
  const clock = new VirtualClock()
  const counts = new Counts()
  const trace = new Trace()
  const network = new VirtualDatagramNetwork({ ...calm, ...options }, clock, new Random(seed), trace, counts)
  const hosts: Host[] = []
  const sides: Side[] = []
  const add = (node: number): Side => {
    const host = network.addHost(node)
    hosts.push(host)
    const side = new Side(network.transportOf(host, () => clock.now))
    sides.push(side)
    // A socket is not open at once.
    clock.runUntil(clock.now + 2)
    return side
  }
  for (let node = 0; node < nodes; node++) add(node)
  return { network, clock, counts, trace, hosts, sides, add }
}

/** Side 0 sends numbers 0, 1, 2, ... to node 1, one each millisecond. */
function sendAll({ clock, sides }: Setting, count: number): void {
  const to = sides[0]!.transport.addressOf(1)
  for (let number = 0; number < count; number++) {
    sides[0]!.send(number, to)
    clock.runUntil(clock.now + 1)
  }
  clock.runUntil(clock.now + 10_000)
}

const counting = (count: number): number[] => Array.from({ length: count }, (_, at) => at)
const ascending = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b)

describe('a network of datagrams', () => {
  test('without faults brings each datagram once, and soon', () => {
    const setting = settingOf(1)
    sendAll(setting, 100)
    expect(ascending(setting.sides[1]!.numbers)).toEqual(counting(100))
    expect(setting.counts.of('datagrams read')).toBe(100)
  })

  test('changes the order of what is under way together', () => {
    const setting = settingOf(2, { latencyMs: 50 })
    sendAll(setting, 100)
    const { numbers } = setting.sides[1]!
    expect(numbers).not.toEqual(counting(100))
    expect(ascending(numbers)).toEqual(counting(100))
  })

  test('loses, doubles and delays as often as it is told', () => {
    const lost = settingOf(3, { loss: 0.3 })
    sendAll(lost, 200)
    expect(lost.sides[1]!.numbers.length).toBeGreaterThan(110)
    expect(lost.sides[1]!.numbers.length).toBeLessThan(170)
    expect(lost.network.lastBreak(0, 1)).toBeGreaterThan(0)
    const doubled = settingOf(4, { duplication: 0.5 })
    sendAll(doubled, 200)
    expect(doubled.sides[1]!.numbers.length).toBe(200 + doubled.counts.of('datagrams doubled'))
    expect(doubled.counts.of('datagrams doubled')).toBeGreaterThan(60)
    const late = settingOf(5, { late: 0.5, lateMs: 5_000 })
    sendAll(late, 100)
    expect(ascending(late.sides[1]!.numbers)).toEqual(counting(100))
    expect(late.sides[1]!.numbers.slice(0, 90)).not.toEqual(ascending(late.sides[1]!.numbers).slice(0, 90))
  })

  test('drops what was changed on its way, as a checksum makes it', () => {
    const setting = settingOf(6, { corruption: 0.5 })
    sendAll(setting, 100)
    const { numbers } = setting.sides[1]!
    expect(numbers.length + setting.counts.of('datagrams changed, and dropped')).toBe(100)
    expect(new Set(numbers).size).toBe(numbers.length)
  })

  test('goes on without faults once it is calm', () => {
    const setting = settingOf(7, { loss: 0.3, duplication: 0.5, corruption: 0.1, late: 0.3, lateMs: 5_000 })
    setting.network.isCalm = true
    sendAll(setting, 100)
    expect(ascending(setting.sides[1]!.numbers)).toEqual(counting(100))
  })

  test('has room for what comes at once, once it is calm', () => {
    const setting = settingOf(7, { bufferDatagrams: 2, readDelayMs: 3 })
    setting.network.isCalm = true
    const to = setting.sides[0]!.transport.addressOf(1)
    for (const number of counting(10)) setting.sides[0]!.send(number, to)
    setting.clock.runUntil(setting.clock.now + 100)
    expect(ascending(setting.sides[1]!.numbers)).toEqual(counting(10))
  })

  test('gives the same trace for the same seed, and another for another', () => {
    const digests = [8, 8, 9].map((seed) => {
      const setting = settingOf(seed, { loss: 0.1, duplication: 0.1, late: 0.1 })
      sendAll(setting, 50)
      return setting.trace.digest
    })
    expect(digests[0]).toBe(digests[1])
    expect(digests[0]).not.toBe(digests[2])
  })

  test('keeps apart what is sent to one that has its answer', () => {
    const { clock, sides } = settingOf(10)
    sides[0]!.send(1, sides[0]!.transport.addressOf(1))
    clock.runUntil(100)
    const [from] = sides[1]!.senders
    sides[1]!.send(2, from!)
    clock.runUntil(200)
    expect(sides[0]!.numbers).toEqual([2])
  })

  test('a partition of one way, and its end', () => {
    const { network, clock, sides, counts } = settingOf(11)
    network.block(0, 1)
    sides[0]!.send(1, sides[0]!.transport.addressOf(1))
    sides[1]!.send(2, sides[1]!.transport.addressOf(0))
    clock.runUntil(100)
    expect([sides[0]!.numbers, sides[1]!.numbers]).toEqual([[2], []])
    expect(counts.of('datagrams held up by a partition')).toBe(1)
    network.unblock(0, 1)
    sides[0]!.send(3, sides[0]!.transport.addressOf(1))
    clock.runUntil(200)
    expect(sides[1]!.numbers).toEqual([3])
  })

  test('a process that sleeps finds no more than its buffer holds', () => {
    const { clock, sides, hosts, counts } = settingOf(12, { bufferDatagrams: 8 })
    hosts[1]!.pause()
    for (const number of counting(20)) sides[0]!.send(number, sides[0]!.transport.addressOf(1))
    clock.runUntil(100)
    expect(sides[1]!.numbers).toEqual([])
    hosts[1]!.resume(new Random(0))
    clock.runUntil(200)
    expect(sides[1]!.numbers).toHaveLength(8)
    expect(counts.of('datagrams too many to be read')).toBe(12)
  })

  test('a dead process answers nothing, and what was for it can reach its successor', () => {
    const setting = settingOf(13, { latencyMs: 20 })
    const { network, clock, sides, hosts, counts } = setting
    sides[0]!.send(1, sides[0]!.transport.addressOf(1))
    network.crash(hosts[1]!)
    clock.runUntil(100)
    expect(counts.of('datagrams come to where nobody listens')).toBe(1)
    let isInherited = false
    for (let turn = 0; turn < 40 && !isInherited; turn++) {
      const successor = setting.add(1)
      const host = hosts.at(-1)!
      sides[0]!.send(2, sides[0]!.transport.addressOf(1))
      network.crash(host)
      const next = setting.add(1)
      clock.runUntil(clock.now + 300)
      isInherited = successor.numbers.length === 0 && next.numbers.length === 1
      network.crash(hosts.at(-1)!)
    }
    expect(isInherited).toBe(true)
  })

  test('of two processes of a node one may find the address taken, or both can be reached', () => {
    const seen = new Set<string>()
    for (let seed = 0; seed < 20; seed++) {
      const { clock, sides, add } = settingOf(seed)
      const second = add(1)
      for (let turn = 0; turn < 40; turn++) {
        sides[0]!.send(turn, sides[0]!.transport.addressOf(1))
        clock.runUntil(clock.now + 20)
      }
      if (second.failures.length > 0) {
        expect(second.failures).toEqual(['address in use'])
        expect(second.numbers).toEqual([])
        seen.add('taken')
      } else if (second.numbers.length > 0 && sides[1]!.numbers.length > 0) seen.add('both')
    }
    expect([...seen].sort()).toEqual(['both', 'taken'])
  })
})

describe('a virtual socket', () => {
  test('wakes once, at the time asked for last, and not while its process sleeps', () => {
    const { clock, sides, hosts } = settingOf(14)
    const [side] = sides
    side!.transport.wakeIn(1_000)
    side!.transport.wakeIn(10)
    clock.runUntil(9)
    expect(side!.wakes).toBe(0)
    clock.runUntil(2_000)
    expect(side!.wakes).toBe(1)
    side!.transport.wakeIn(10)
    hosts[0]!.pause()
    clock.runUntil(3_000)
    expect(side!.wakes).toBe(1)
    hosts[0]!.resume(new Random(0))
    expect(side!.wakes).toBe(2)
  })

  test('closed, calls its handler no more, and can be opened again', () => {
    const { clock, sides } = settingOf(15)
    const [sender, side] = sides
    side!.transport.wakeIn(10)
    sender!.send(1, sender!.transport.addressOf(1))
    side!.transport.close()
    clock.runUntil(100)
    expect([side!.numbers, side!.wakes]).toEqual([[], 0])
    side!.transport.open(side!)
    clock.runUntil(110)
    sender!.send(2, sender!.transport.addressOf(1))
    clock.runUntil(200)
    expect(side!.numbers).toEqual([2])
  })

  test('holds its user to what datagrams can be', () => {
    const { clock, sides } = settingOf(16)
    const [side] = sides
    const to = side!.transport.addressOf(1)
    expect(() => side!.transport.send(new Uint8Array(1_201), to)).toThrow('1201 bytes')
    expect(() => side!.transport.open(side!)).toThrow('that is open')
    const loop: DatagramHandler = {
      received() {},
      failed() {},
      due: () => side!.transport.wakeIn(0),
    }
    side!.transport.close()
    side!.transport.open(loop)
    side!.transport.wakeIn(0)
    clock.runUntil(100)
    expect(() => {
      for (;;) side!.transport.wakeIn(0)
    }).toThrow('keeps itself awake')
  })
})

describe('what others bring', () => {
  test('comes again, from elsewhere, or is noise', () => {
    for (const [kind, name] of [
      ['replay', 'datagrams replayed'],
      ['spoof', 'datagrams spoofed'],
      ['garbage', 'datagrams of garbage'],
    ] as const) {
      const { network, clock, sides, counts } = settingOf(17)
      expect(network.disturb(kind, new Random(1))).toBe(false)
      for (const number of counting(5)) sides[0]!.send(number, sides[0]!.transport.addressOf(1))
      clock.runUntil(100)
      expect(network.disturb(kind, new Random(1))).toBe(true)
      clock.runUntil(200)
      const { numbers, senders } = sides[1]!
      expect(numbers.length).toBe(5 + counts.of(name))
      const known = new Set(senders.slice(0, 5).map(({ address, port }) => `${address}:${port}`))
      expect(known.size).toBe(1)
      const others = senders.slice(5).filter(({ address, port }) => !known.has(`${address}:${port}`))
      if (kind === 'replay') expect(others).toEqual([])
      if (kind === 'spoof') expect(others.length).toBe(counts.of(name))
    }
  })
})
