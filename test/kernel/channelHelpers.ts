import { I32 } from '../../templates/kernel/sample.ts'
import { FLAG_IN_DOUBT, FLAG_RETURNED } from '../../templates/kernel/sample-cluster.ts'
import { SpscQueue } from '../../templates/kernel/spsc-queue.ts'
import type { StreamChannel } from '../../templates/kernel/stream-channel.ts'
import { SEGMENT } from '../../templates/kernel/wire.ts'
import { WireBuffer } from '../../templates/kernel/wire-buffer.ts'
import { clearMemory, queueMap } from './memory.ts'

const returnsWord = 2048
const buffer = new WireBuffer(4096)

type ChannelClass = new (
  number: number,
  map: { ring: SpscQueue; channel: ChannelClass; lifetimeMs: number; returns: SpscQueue },
) => StreamChannel

/** A sending end whose ring and returns hold eight, with lifetimes of 160 ms, and what a test does with it. */
export class Sender {
  readonly ring: SpscQueue
  readonly returns: SpscQueue
  readonly channel: StreamChannel
  readonly start: number
  private queued = 0

  constructor(Channel: ChannelClass, start: number) {
    clearMemory()
    this.start = start
    const word = 256
    for (const at of [word, returnsWord]) I32[at] = I32[at + 32] = start
    this.ring = new SpscQueue(queueMap({ word }))
    this.returns = new SpscQueue(queueMap({ word: returnsWord, source: 0, target: 0, batchSize: 1 }))
    const { ring, returns } = this
    this.channel = new Channel(3, { ring, channel: Channel, lifetimeMs: 160, returns })
  }

  /** So many more wait, with their places as entities. */
  queue(count: number): boolean {
    for (; count > 0; count--) {
      const slot = this.ring.reserve()
      if (slot === null) return false
      I32[slot.word] = this.queued++
      this.ring.commit()
    }
    this.ring.flush()
    return true
  }

  /** The number of the transfer at a place. */
  number(place: number): number {
    return (this.start + place) | 0
  }

  acknowledge(place: number, free: number): boolean {
    return this.channel.acknowledge(this.number(place), free)
  }

  /** Places of what is written, by segment. */
  write(endWord: number = 1024): number[][] {
    const end = this.channel.fill(buffer, 0, endWord)
    const segments: number[][] = []
    for (let at = 0; at < end; ) {
      const [head, count, first] = buffer.words.subarray(at, at + 3)
      if (head !== (SEGMENT | (3 << 16))) throw new Error('no segment of channel 3')
      const places = Array.from({ length: count! }, (_, index) => ((first! + index - this.start) | 0) >>> 0)
      for (const [index, place] of places.entries())
        if (buffer.words[at + 4 + 4 * index] !== place)
          throw new Error(`another transfer has number ${place}`)
      segments.push(places)
      at += 4 + 4 * count!
    }
    return segments
  }

  /** Places of what has come back: in doubt as negative numbers less one. */
  takeReturned(limit: number = 100): number[] {
    const places: number[] = []
    for (let transfer = this.returns.peek(); transfer !== null && places.length < limit; ) {
      const { word } = transfer
      const flags = I32[word + 2]! & (FLAG_RETURNED | FLAG_IN_DOUBT)
      places.push(flags === FLAG_RETURNED ? I32[word]! : -1 - I32[word]!)
      this.returns.release()
      transfer = this.returns.peek()
    }
    return places
  }
}
