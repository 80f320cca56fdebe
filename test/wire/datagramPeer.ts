// A node that was written from docs/protocol-udp.md, docs/protocol.md and docs/wire-format.md alone, on a socket of its own,
// as the peer of a real one. Its network is as bad as it is told to be.

import { randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { Random } from '../support/random.ts'
import type { Inlet, Source } from './datagramChannels.ts'
import {
  type Direction,
  datagramBytes,
  directionOf,
  flags,
  type Header,
  headerBytes,
  headerOf,
  isNumbered,
  type Range,
  readDisown,
  readHeader,
  readHello,
  readRefusal,
  readTold,
  readTransfers,
  readWelcome,
  type Segment,
  sealableBytes,
  sealedToldBytes,
  writeCookie,
  writeDisown,
  writeHello,
  writeTold,
  writeTransfers,
  writeWelcome,
} from './datagrams.ts'
import type { Schema } from './layout.ts'
import type { Identity } from './messages.ts'
import type { PaperSeal, Session } from './paperSeal.ts'

export interface Weather {
  /** One in so many datagrams, in either direction; 0 for none. */
  losesOne: number
  doublesOne: number
  delayMs: number
}

interface Flying {
  segments: { channel: number; number: number }[]
  at: number
}

export class DatagramPeer {
  readonly schema: Schema
  readonly self: Identity
  readonly inlets: Inlet[]
  readonly sources: Source[]
  readonly weather: Weather = { losesOne: 0, doublesOne: 0, delayMs: 0 }
  readonly refusals: { reason: number; identity: Identity }[] = []
  readonly errors: unknown[] = []
  disowned = 0
  port = 0
  /** Kinds of the datagrams that have come. */
  readonly seen: Header[] = []
  known = 0n
  /** Whether this end says that it takes, and sends, no more. */
  leaves = false
  /** The stream that the peer has opened: ids, and what has come on it. */
  intake = { dialer: 0, listener: 0, cookie: Buffer.alloc(16), isOpen: false, isOver: false, number: 0 }
  /** The stream that the node has opened. */
  outlet = { dialer: 0, listener: 0, isOpen: false, isOver: false, number: 0 }
  readonly numbers = new Set<number>()
  private highest = -1
  private highestAt = 0
  private owesAcknowledgement = false
  private helloAt = 0
  private sentAt = 0
  private isClosed = false
  /** Of the other node, as it says in its HELLO: a session's keys are bound to it. */
  private dialerIncarnation = 0n
  /** With a pre-shared key. */
  seal: PaperSeal | null = null
  /** What has been written last of each kind, and has come last, as it travels. */
  readonly sent = new Map<Header['kind'], Uint8Array>()
  readonly came = new Map<Header['kind'], Uint8Array>()
  /** Datagrams that did not open, and the epochs of all that came. */
  unopened = 0
  readonly epochs = new Set<number>()
  private readonly flying = new Map<number, Flying>()
  private readonly socket: Socket = createSocket('udp4')
  private readonly secret = randomBytes(16)
  private readonly random: Random
  private readonly nodePort: number

  constructor(
    schema: Schema,
    self: Identity,
    channels: { inlets: Inlet[]; sources: Source[] },
    nodePort: number,
    random: Random,
  ) {
    this.schema = schema
    this.self = self
    this.inlets = channels.inlets
    this.sources = channels.sources
    this.nodePort = nodePort
    this.random = random
    this.socket.on('message', (bytes, from) => {
      this.pass(() => this.receive(bytes, from.port))
    })
  }

  async bind(port = 0): Promise<number> {
    this.socket.bind(port, '127.0.0.1')
    await once(this.socket, 'listening')
    this.port = this.socket.address().port
    return this.port
  }

  send(bytes: Uint8Array, port: number = this.nodePort): void {
    const header = this.seal === null ? null : readHeader(bytes)
    const sealed = header === null ? bytes : this.sealed(bytes, header)
    if (header !== null) this.sent.set(header.kind, sealed)
    this.sendAsIs(sealed, port)
  }

  sendAsIs(bytes: Uint8Array, port: number = this.nodePort): void {
    this.pass(() => {
      if (this.isClosed) return
      this.socket.send(bytes, port, '127.0.0.1')
    })
  }

  private sealed(bytes: Uint8Array, header: Header): Uint8Array {
    const direction = directionOf(header)
    return this.seal!.seal(bytes, direction, isNumbered(header) ? this.sessionOf(direction, 'out') : null)
  }

  /** Which session the datagrams of a direction belong to that leave here (`out`), or come (`in`). */
  sessionOf(direction: Direction, way: 'in' | 'out'): Session {
    const isOutlet = (direction === 'listener') === (way === 'out')
    const { dialer, listener } = isOutlet ? this.outlet : this.intake
    const [here, there] = [this.self.incarnation, isOutlet ? this.dialerIncarnation : this.known]
    const { schemaHash, version } = this.self
    const dialerIncarnation = isOutlet ? there : here
    const listenerIncarnation = isOutlet ? here : there
    return { dialer, listener, dialerIncarnation, listenerIncarnation, schemaHash, version }
  }

  private opened(bytes: Uint8Array): Uint8Array | null {
    if (this.seal === null) return bytes
    if (bytes.length < headerBytes) return null
    const header = headerOf(bytes)
    this.epochs.add(bytes.at(-1)!)
    const direction = directionOf(header)
    return this.seal.open(bytes, direction, isNumbered(header) ? this.sessionOf(direction, 'in') : null)
  }

  end(): void {
    this.isClosed = true
    this.socket.close()
  }

  /** Through the network. */
  private pass(arrive: () => void): void {
    const { losesOne, doublesOne, delayMs } = this.weather
    if (losesOne > 0 && this.random.once(losesOne)) return
    for (let copies = doublesOne > 0 && this.random.once(doublesOne) ? 2 : 1; copies > 0; copies--)
      if (delayMs > 0) setTimeout(arrive, this.random.below(delayMs))
      else arrive()
  }

  header(kind: Header['kind'], stream: { dialer: number; listener: number }, number = 0, bits = 0): Header {
    return { kind, flags: bits, number, dialer: stream.dialer, listener: stream.listener }
  }

  /** Opens a stream anew. */
  dial(): void {
    this.self.dials++
    const dialer = 1 + this.random.below(0xffff_fffe)
    this.intake = { dialer, listener: 0, cookie: Buffer.alloc(16), isOpen: false, isOver: false, number: 0 }
    this.numbers.clear()
    this.highest = -1
    this.hello()
  }

  hello(): void {
    this.helloAt = performance.now()
    const { cookie } = this.intake
    const header = this.header('hello', this.intake)
    this.send(writeHello(header, cookie, this.self, this.inlets.length, this.datagramMost))
  }

  /** The bytes of a datagram at most, before it is sealed. */
  private get datagramMost(): number {
    return this.seal === null ? datagramBytes : sealableBytes
  }

  private receive(raw: Buffer, port: number): void {
    if (this.isClosed) return
    try {
      const bytes = this.opened(raw)
      if (bytes === null) {
        this.unopened++
        return
      }
      const header = readHeader(bytes)
      this.seen.push(header)
      this.came.set(header.kind, raw)
      this.take(header, bytes, port)
    } catch (error) {
      this.errors.push(error)
    }
  }

  private take(header: Header, bytes: Uint8Array, port: number): void {
    const { intake, outlet } = this
    const isIntake = header.dialer === intake.dialer && header.listener === intake.listener
    const isOutlet = header.dialer === outlet.dialer && header.listener === outlet.listener && outlet.isOpen
    switch (header.kind) {
      case 'hello':
        this.takeHello(header, bytes, port)
        break
      case 'cookie':
        if (header.dialer !== intake.dialer || intake.isOpen) break
        intake.cookie = Buffer.from(bytes.subarray(headerBytes, headerBytes + 16))
        this.hello()
        break
      case 'welcome': {
        if (header.dialer !== intake.dialer || intake.isOpen) break
        const { incarnation, channels } = readWelcome(bytes)
        if (channels !== this.inlets.length) throw new Error(`${channels} channels`)
        intake.listener = header.listener
        intake.isOpen = true
        this.known = incarnation
        this.self.known = incarnation
        for (const inlet of this.inlets) inlet.hasNews = true
        this.acknowledge()
        break
      }
      case 'refusal':
        this.refusals.push({ reason: header.flags, identity: readRefusal(bytes) })
        break
      case 'transfers':
        if (isIntake && intake.isOpen) this.takeTransfers(header, bytes)
        break
      case 'acknowledgement':
        if (isOutlet) this.takeTold(header, bytes)
        break
      case 'close':
        if ((header.flags & flags.fromDialer) === 0 && isIntake) intake.isOver = true
        if ((header.flags & flags.fromDialer) !== 0 && isOutlet) outlet.isOver = true
        break
      case 'disown': {
        this.disowned++
        const { node, incarnation } = readDisown(bytes)
        const isForDialer = (header.flags & flags.fromDialer) === 0
        if (isForDialer && isIntake && node === this.self.peer && incarnation >= this.known)
          intake.isOver = true
      }
    }
  }

  private takeHello(header: Header, bytes: Uint8Array, port: number): void {
    const { cookie, identity, channels } = readHello(bytes, this.datagramMost)
    if (Buffer.compare(cookie, this.secret) !== 0) {
      this.send(writeCookie(this.header('cookie', header), this.secret), port)
      return
    }
    if (header.dialer !== this.outlet.dialer) {
      for (const { segments } of this.flying.values())
        for (const { channel, number } of segments) this.sources[channel]!.lose(number)
      this.flying.clear()
      const listener = 1 + this.random.below(0xffff_fffe)
      this.dialerIncarnation = identity.incarnation
      this.outlet = { dialer: header.dialer, listener, isOpen: true, isOver: false, number: 0 }
    }
    if (
      identity.node !== this.self.peer ||
      identity.peer !== this.self.node ||
      channels !== this.sources.length
    )
      throw new Error('a wrong HELLO')
    const welcome = this.header('welcome', this.outlet)
    this.send(writeWelcome(welcome, this.self.incarnation, this.sources.length), port)
  }

  private takeTransfers(header: Header, bytes: Uint8Array): void {
    const segments = readTransfers(this.schema, bytes)
    if (segments.some(({ channel, packets }) => !this.inlets[channel]!.hasRoomFor(packets.length))) return
    this.owesAcknowledgement = true
    if (this.numbers.has(header.number)) return
    this.numbers.add(header.number)
    if (header.number > this.highest) {
      this.highest = header.number
      this.highestAt = performance.now()
    }
    if ((header.flags & flags.nothingMore) !== 0) this.intake.isOver = true
    for (const { channel, first, packets } of segments) this.inlets[channel]!.take(first, packets)
  }

  ranges(): Range[] {
    const ranges: Range[] = []
    for (let number = this.highest; number >= 0 && ranges.length < 64; ) {
      if (!this.numbers.has(number)) {
        number--
        continue
      }
      const high = number
      while (this.numbers.has(number) && high - number < 65_535) number--
      ranges.push({ low: number + 1, high })
    }
    return ranges
  }

  acknowledge(): void {
    if (!this.intake.isOpen) return
    this.owesAcknowledgement = false
    const microseconds = this.highest < 0 ? 0 : Math.round((performance.now() - this.highestAt) * 1000)
    // All of them, though those that have changed would do: an acknowledgement may be lost.
    const counts = this.inlets.map((inlet, channel) => inlet.tell(channel))
    const header = this.header('acknowledgement', this.intake, this.intake.number++)
    if (this.leaves) header.flags |= flags.nothingMore
    const told = { highest: Math.max(0, this.highest), microseconds, ranges: this.ranges(), counts }
    this.send(writeTold(header, told, this.seal === null ? 0 : sealedToldBytes))
  }

  private takeTold(header: Header, bytes: Uint8Array): void {
    const { ranges, counts } = readTold(bytes, this.seal === null ? 0 : sealedToldBytes)
    if ((header.flags & flags.nothingMore) !== 0) this.outlet.isOver = true
    for (const { low, high } of ranges)
      for (const number of [...this.flying.keys()]) {
        if (number < low || number > high) continue
        for (const part of this.flying.get(number)!.segments)
          this.sources[part.channel]!.arrived.add(part.number)
        this.flying.delete(number)
      }
    for (const { channel, received, free } of counts) {
      const source = this.sources[channel]
      if (source === undefined) throw new Error('an acknowledgement of no channel')
      if (received > source.next || received > source.packets.length)
        throw new Error('of what was never sent')
      source.received = Math.max(source.received, received)
      source.limit = Math.max(source.limit, free)
    }
  }

  /** Sends what may be sent, what was lost, and what has to be said. */
  tick(): void {
    const now = performance.now()
    if (this.intake.isOver && !this.leaves && now - this.helloAt > 20) this.dial()
    if (!this.intake.isOpen && now - this.helloAt > 100) this.hello()
    if (this.owesAcknowledgement || this.inlets.some(({ hasNews }) => hasNews)) this.acknowledge()
    if (!this.outlet.isOpen) return
    for (const [number, { at, segments }] of this.flying) {
      if (now - at < 60) continue
      this.flying.delete(number)
      for (const part of segments) this.sources[part.channel]!.lose(part.number)
    }
    for (let count = 0; count < 8 && this.sendSome(now); count++);
    // A sign of life, which asks for what was told in an acknowledgement that is lost.
    if (now - this.sentAt > 30) {
      const segments = this.sources.map((source, channel) => ({ channel, first: source.next, packets: [] }))
      this.sendTransfers(segments, [], now)
    }
  }

  private sendSome(now: number): boolean {
    const segments: Segment[] = []
    const parts: Flying['segments'] = []
    let room = 1000
    this.sources.forEach((source, channel) => {
      for (let turns = 1 + this.random.below(4); turns > 0 && room > 0; turns--) {
        const number = source.take()
        if (number === null) break
        const packet = source.packets[number]!
        const last = segments.at(-1)
        if (last?.channel === channel && last.first + last.packets.length === number)
          last.packets.push(packet)
        else segments.push({ channel, first: number, packets: [packet] })
        parts.push({ channel, number })
        room -= packet.length + 16
      }
    })
    if (parts.length > 0) this.sendTransfers(segments, parts, now)
    return parts.length > 0
  }

  private sendTransfers(segments: Segment[], parts: Flying['segments'], now: number): void {
    this.sentAt = now
    const number = this.outlet.number++
    this.flying.set(number, { segments: parts, at: now })
    this.send(writeTransfers(this.header('transfers', this.outlet, number, flags.askAtOnce), segments))
  }

  disown(stream: { dialer: number; listener: number }, bits: number): void {
    this.send(writeDisown(this.header('disown', stream, 0, bits), this.self.node, this.self.incarnation))
  }
}
