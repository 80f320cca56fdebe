// Both ends of a channel over datagrams, written from docs/protocol-udp.md alone.
import type { DeliveryName } from './clusterCase.ts'
import type { Count } from './messages.ts'

/** What the peer receives on one channel: a ring of `capacity` slots, of which `taken` have been read. */
export class Inlet {
  readonly delivery: DeliveryName
  readonly capacity: number
  readonly early = new Map<number, Uint8Array>()
  readonly packets: Uint8Array[] = []
  /** Everything before it has arrived; of `fire_and_forget`: how many have. */
  received = 0
  /** One more than the highest that has arrived. */
  end = 0
  taken = 0
  limit = 0
  hasNews = true

  constructor(delivery: DeliveryName, capacity: number) {
    this.delivery = delivery
    this.capacity = capacity
    this.limit = capacity
  }

  get free(): number {
    return this.capacity - (this.packets.length - this.taken)
  }

  /** Where the room of one that came late has been given to others, its datagram has never come. */
  hasRoomFor(count: number): boolean {
    return this.delivery !== 'fire_and_forget' || count <= this.free
  }

  tell(channel: number): Count {
    const missing = this.end - this.received - this.early.size
    const room =
      this.delivery === 'ack_required'
        ? Math.min(this.end + this.free - missing, this.received + this.capacity)
        : this.received + this.free
    this.limit = Math.max(this.limit, room)
    this.hasNews = false
    return { channel, received: this.received, free: this.limit }
  }

  take(first: number, packets: readonly Uint8Array[]): void {
    this.hasNews = true
    for (const [index, packet] of packets.entries()) {
      const number = first + index
      if (this.delivery === 'fire_and_forget') {
        if (this.free === 0) throw new Error('more than there is room for')
        this.received++
        this.packets.push(packet)
        continue
      }
      if (number >= this.limit) throw new Error(`transfer ${number} of ${this.limit}`)
      if (number < this.received || this.early.has(number)) continue
      this.end = Math.max(this.end, number + 1)
      this.early.set(number, packet)
      if (this.delivery === 'ack_required') this.packets.push(packet)
      for (let next = this.early.get(this.received); next; next = this.early.get(this.received)) {
        this.early.delete(this.received++)
        if (this.delivery === 'ordered') this.packets.push(next)
      }
    }
  }
}

/** What the peer sends on one channel. */
export class Source {
  readonly delivery: DeliveryName
  readonly packets: Uint8Array[] = []
  /** Numbers that have to be sent again. */
  readonly again: number[] = []
  readonly arrived = new Set<number>()
  next = 0
  limit = 0
  lost = 0
  received = 0
  asks = false

  constructor(delivery: DeliveryName) {
    this.delivery = delivery
  }

  get isDone(): boolean {
    return this.delivery === 'fire_and_forget'
      ? this.next === this.packets.length
      : this.received === this.packets.length
  }

  /** The next that may be sent, or null. */
  take(): number | null {
    const again = this.again.shift()
    if (again !== undefined) return again
    if (this.next === this.packets.length || this.next >= this.limit + this.lost) return null
    return this.next++
  }

  lose(number: number): void {
    if (this.delivery === 'fire_and_forget') this.lost++
    else if (number >= this.received && !this.arrived.has(number)) this.again.push(number)
  }
}
