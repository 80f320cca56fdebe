import type { Stream, StreamHandler } from '../../templates/kernel/transport.ts'
import { makeTransport } from './tcpHelpers.ts'

/** A packet of 96 bytes. */
const PACKET_WORDS = 24
/** Two buffers of 64 KB, in turns: each is written over as soon as the transport allows it. */
const BUFFER_PACKETS = 682
const BUFFERS = 2
/** After so many buffers in a row the writer lets the reader come, whatever the system still takes. */
const TURN_BUFFERS = 64

export interface ReuseOutcome {
  packets: number
  corrupt: number
  /** Buffers that `write` took at once, and those that it kept until `drained`. */
  taken: number
  kept: number
}

interface Journey {
  readonly packets: number
  readonly outcome: ReuseOutcome
  readonly stop: (error: Error | null) => void
}

/**
 * Carries packets whose every word tells which packet it belongs to, through buffers that are written over
 * as soon as the contract of `Stream.write` allows it, and counts the packets of which any word is wrong.
 */
export function carryPackets(
  port: number,
  packets: number,
  writing: 'dialed' | 'accepted',
): Promise<ReuseOutcome> {
  return new Promise((resolve, reject) => {
    const listening = makeTransport({ addresses: { alpha: { port } } })
    const dialing = makeTransport({ addresses: { beta: { port } } })
    const outcome: ReuseOutcome = { packets: 0, corrupt: 0, taken: 0, kept: 0 }
    const stop = (error: Error | null): void => {
      listening.close()
      dialing.close()
      if (error === null) resolve(outcome)
      else reject(error)
    }
    const journey: Journey = { packets, outcome, stop }
    const reader = new PacketReader(journey)
    const writer = new PacketWriter(journey)
    listening.listen(
      (stream) => {
        if (writing === 'dialed') return reader
        writer.begin(stream)
        return writer
      },
      (reason) => stop(new Error(reason)),
      (text) => stop(new Error(text)),
    )
    const stream = dialing.dial(1, writing === 'dialed' ? writer : reader)
    if (writing === 'dialed') writer.begin(stream)
  })
}

const unexpected = new Uint8Array(64)

class PacketWriter implements StreamHandler {
  private readonly journey: Journey
  private readonly buffers = Array.from(
    { length: BUFFERS },
    () => new Int32Array(BUFFER_PACKETS * PACKET_WORDS),
  )
  private stream: Stream | null = null
  private turn = 0
  private sent = 0

  constructor(journey: Journey) {
    this.journey = journey
  }

  begin(stream: Stream): void {
    this.stream = stream
    setImmediate(() => this.write())
  }

  opened(): void {}
  space(): Uint8Array {
    return unexpected
  }
  received(): void {
    this.journey.stop(new Error('the reader wrote'))
  }
  drained(): void {
    this.write()
  }
  closed(reason: string): void {
    this.journey.stop(new Error(reason))
  }

  private write(): void {
    const { packets, outcome } = this.journey
    for (let burst = 0; burst < TURN_BUFFERS && this.sent < packets; burst++) {
      const buffer = this.buffers[this.turn]!
      this.turn = (this.turn + 1) % BUFFERS
      const count = Math.min(BUFFER_PACKETS, packets - this.sent)
      fill(buffer, this.sent, count)
      this.sent += count
      const bytes = new Uint8Array(buffer.buffer, 0, count * PACKET_WORDS * 4)
      const half = bytes.length >> 1
      // In one piece and in two.
      const pieces =
        (outcome.taken + outcome.kept) % 3 === 0 ? [bytes] : [bytes.subarray(0, half), bytes.subarray(half)]
      if (!this.stream!.write(pieces)) {
        outcome.kept++
        return
      }
      outcome.taken++
    }
    if (this.sent < packets) setImmediate(() => this.write())
  }
}

class PacketReader implements StreamHandler {
  private readonly journey: Journey
  private readonly words = new Int32Array(BUFFER_PACKETS * PACKET_WORDS)
  private readonly bytes = new Uint8Array(this.words.buffer)
  /** Bytes of a packet that has not come in full. */
  private carried = 0

  constructor(journey: Journey) {
    this.journey = journey
  }

  opened(): void {}
  space(): Uint8Array {
    return this.carried === 0 ? this.bytes : this.bytes.subarray(this.carried)
  }
  received(count: number): void {
    const { packets, outcome, stop } = this.journey
    const filled = this.carried + count
    const whole = Math.floor(filled / (PACKET_WORDS * 4))
    outcome.corrupt += countCorrupt(this.words, outcome.packets, whole)
    outcome.packets += whole
    this.carried = filled - whole * PACKET_WORDS * 4
    if (this.carried > 0) this.bytes.copyWithin(0, whole * PACKET_WORDS * 4, filled)
    if (outcome.packets >= packets) stop(null)
  }
  drained(): void {}
  closed(reason: string): void {
    this.journey.stop(new Error(`${reason} after ${this.journey.outcome.packets} packets`))
  }
}

/** The n-th packet holds n in its first word and odd multiples of it in the others. */
function fill(words: Int32Array, first: number, count: number): void {
  for (let index = 0, at = 0; index < count; index++, at += PACKET_WORDS) {
    const packet = (first + index) | 0
    for (let lane = 0; lane < PACKET_WORDS; lane++) words[at + lane] = Math.imul(packet, 2 * lane + 1)
  }
}

function countCorrupt(words: Int32Array, first: number, count: number): number {
  let corrupt = 0
  for (let index = 0, at = 0; index < count; index++, at += PACKET_WORDS) {
    const packet = (first + index) | 0
    let difference = 0
    for (let lane = 0; lane < PACKET_WORDS; lane++) {
      difference |= words[at + lane]! ^ Math.imul(packet, 2 * lane + 1)
    }
    if (difference !== 0) corrupt++
  }
  return corrupt
}
