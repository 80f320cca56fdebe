// Inputs by chance: what a stream may bring, from noise to messages with nothing wrong.
import type { Random } from '../support/random.ts'
import { type Count, type Message, writeMessage } from '../wire/messages.ts'
import { betaNode, channelCount, type FuzzNode, packetOf } from './fuzzNode.ts'

export type Kind = 'raw' | 'flipped' | 'stateful' | 'valid'
export const kinds: readonly Kind[] = ['raw', 'flipped', 'stateful', 'valid']

export interface Input {
  kind: Kind
  bytes: Uint8Array
}

const numbers = [0, 1, 2, 7, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff, 65_535, 65_536, 65_537]

const heartbeat = writeMessage({ kind: 'heartbeat' })

/** What somebody may write who has dialed the node, or whom it has dialed. */
export function inputFor(node: FuzzNode, random: Random, isDialed: boolean): Input {
  const kind = random.pick(...kinds)
  if (kind === 'raw') return { kind, bytes: noise(random, isDialed) }
  const writer = new Writer(node, random, isDialed)
  const messages = [writer.first()]
  for (let count = random.below(6); count > 0; count--) messages.push(writer.next())
  if (kind === 'stateful') {
    // What opens the stream is whole; one later message or two are not; then it goes on as if nothing was.
    for (let count = 1 + random.below(2); count > 0; count--) {
      const place = 1 + random.below(messages.length)
      messages.splice(place, 0, random.once(6) ? writer.excess() : spoil(random, writer.next()))
    }
    // More than any buffer for control holds: what waits for the rest of a message must not wait for ever.
    if (random.once(8)) for (let count = 200; count > 0; count--) messages.push(heartbeat)
  }
  const bytes = new Uint8Array(Buffer.concat(messages))
  if (kind === 'flipped')
    for (let count = 1 + random.below(8); count > 0; count--)
      bytes[random.below(bytes.length)]! ^= 1 << random.below(8)
  return { kind, bytes }
}

function noise(random: Random, isDialed: boolean): Uint8Array {
  const bytes = new Uint8Array(8 * random.below(60) + random.below(8))
  for (let at = 0; at < bytes.length; at++) bytes[at] = random.once(3) ? 0 : random.bits()
  if (bytes.length > 8 && random.once(2)) {
    if (isDialed) bytes[0] = 1 + random.below(6)
    else bytes.set([0x45, 0x43, 0x53, 0x47, 1, 0, 0, 0])
  }
  return bytes
}

/** A message of which something is wrong: bits, a number, its length, or its place. */
function spoil(random: Random, message: Uint8Array): Uint8Array {
  const bytes = message.slice()
  const view = new DataView(bytes.buffer)
  switch (random.below(5)) {
    case 0:
      bytes[random.below(bytes.length)]! ^= 1 << random.below(8)
      break
    case 1:
      view.setUint32(4 * random.below(bytes.length / 4), random.pick(...numbers), true)
      break
    case 2:
      return bytes.subarray(0, random.below(bytes.length))
    case 3:
      bytes[0] = random.below(256)
      break
    default:
      for (let at = 0; at < bytes.length; at++) if (random.once(16)) bytes[at] = random.bits()
  }
  return bytes
}

class Writer {
  private readonly node: FuzzNode
  private readonly random: Random
  private readonly isDialed: boolean
  /** What this input has said so far, by channel. */
  private readonly next_: number[] = []
  private readonly room: number[]
  private isFinished = false

  constructor(node: FuzzNode, random: Random, isDialed: boolean) {
    this.node = node
    this.random = random
    this.isDialed = isDialed
    this.room = node.beta.inbound.map(({ free }: { free: number }) => free)
  }

  first(): Uint8Array {
    const { node, random } = this
    const { beta } = node
    const known: number = beta.incarnation
    const isAlone = beta.outlet === null && !beta.intake?.isOpen
    // A later start is welcome where no stream to the known one is left.
    const incarnation = BigInt(known + (known === 0 || (isAlone && random.once(4)) ? 1 : 0))
    if (this.isDialed) {
      const isSame = Number(incarnation) === known && beta.heard === known
      for (const { received } of beta.inbound) {
        const start = isSame ? received + random.below(3) : random.pick(...numbers)
        this.next_.push(start >>> 0)
      }
      if (random.once(12)) {
        const identity = { ...node.identityOf(betaNode), incarnation }
        const difference = {
          place: random.below(4),
          hasYours: random.once(2),
          text: 'component Name; text: u8',
        }
        return writeMessage({ kind: 'refusal', reason: random.below(9), identity, difference })
      }
      return writeMessage({ kind: 'welcome', incarnation, next: this.next_ })
    }
    const isKnown = Number(incarnation) === known && random.once(2)
    const identity = {
      ...node.identityOf(betaNode),
      incarnation,
      known: isKnown ? BigInt(node.cluster.incarnation) : 0n,
      dials: (Number(incarnation) === known ? beta.lastDial : 0) + 1,
    }
    return writeMessage({
      kind: 'hello',
      identity,
      terms: [],
      counts: this.counts().map((count) => ({ ...count })),
    })
  }

  next(): Uint8Array {
    const { random } = this
    switch (this.isDialed ? random.below(5) : random.below(2)) {
      case 0:
        this.isFinished ||= random.once(20)
        return writeMessage({ kind: this.isFinished ? 'goodbye' : 'heartbeat' })
      case 1: {
        // HELLO may wind back what is written: only what was acknowledged before stays true.
        const counts = this.counts().filter(() => random.once(2))
        return writeMessage({ kind: 'acknowledgement', counts })
      }
      default:
        return this.segment()
    }
  }

  /** A segment of more than there is room for. */
  excess(): Uint8Array {
    const channel = this.random.below(channelCount)
    return this.segmentOf(channel, this.room[channel]! + 1 + this.random.below(20))
  }

  private segment(): Uint8Array {
    const channel = this.random.below(channelCount)
    const count = Math.min(1 + this.random.below(5), this.room[channel]!)
    return count <= 0 || this.isFinished ? heartbeat : this.segmentOf(channel, count)
  }

  private segmentOf(channel: number, count: number): Uint8Array {
    const { random } = this
    const first = ((this.next_[channel] ?? 0) + (random.once(10) ? 1 : 0)) >>> 0
    this.next_[channel] = (first + count) >>> 0
    this.room[channel]! -= count
    const isPriority = channel % 2 === 1
    const packets = Array.from({ length: count }, () => packetOf(random, 1, isPriority, random.bits() >>> 2))
    const message: Message = { kind: 'segment', channel, first, packets }
    return writeMessage(message)
  }

  private counts(): Count[] {
    return this.node.beta.outbound.map(({ acked }: { acked: number }, channel: number) => ({
      channel,
      received: acked >>> 0,
      free: this.random.pick(0, 1, 16, 65_536),
    }))
  }
}
