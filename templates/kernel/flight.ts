/** A power of two, and twice what the window allows at most: gaps of acknowledged ones take places, too. */
const FLIGHT_MAX = 1_024

/** Runs of transfers in one datagram. */
const SEGMENTS_MAX = 16

/** A datagram is lost when so many later ones have arrived. */
const REORDERING_MAX = 3

/** What is known of a datagram. */
const SETTLED = 0
const IN_FLIGHT = 1
/** Nothing was heard of it for long: what it carries is sent once more, and it may have arrived all the same. */
const DOUBTED = 2

/** What becomes of the transfers of a datagram: indices of the channel's ring from `start` up to before `end`. */
export interface FlightHandler {
  arrived(channel: number, start: number, end: number): void
  /** They may not have arrived. Comes before `missed`, and perhaps long before. */
  doubted(channel: number, start: number, end: number): void
  missed(channel: number, start: number, end: number): void
}

/**
 * The datagrams on their way, and which transfers each carries. A number stands for one datagram for ever: what is
 * lost is sent in another one, so that an acknowledgement never leaves open what it is for.
 */
export class Flight {
  /** The number of the next datagram. */
  next = 0
  /** Datagrams on their way that are not doubted. */
  count = 0
  private handler: FlightHandler | null = null
  /** Everything before this one has arrived or is lost. */
  private oldest = 0
  private readonly sentAt: Float64Array = new Float64Array(FLIGHT_MAX)
  private readonly states: Uint8Array = new Uint8Array(FLIGHT_MAX)
  private readonly segmentCounts: Uint8Array = new Uint8Array(FLIGHT_MAX)
  /** For each segment: channel, start and end. */
  private readonly segments: Int32Array = new Int32Array(FLIGHT_MAX * SEGMENTS_MAX * 3)

  /** Begins the numbers of another stream, with nothing on its way. */
  begin(handler: FlightHandler): void {
    this.handler = handler
    this.next = this.oldest = 0
  }

  /** Whether another one can be remembered. */
  get hasPlace(): boolean {
    return this.next - this.oldest < FLIGHT_MAX
  }

  /**
   * Sees to it that another one can: what nobody has answered for so long gives its place to one that may be. A sender
   * that fell silent instead would never learn that the network carries again.
   */
  makePlace(): void {
    if (this.hasPlace) return
    this.lose(this.oldest & (FLIGHT_MAX - 1))
    this.advance()
  }

  /** Whether the datagram that is made can carry another run of transfers. */
  get hasSegment(): boolean {
    return this.segmentCounts[this.next & (FLIGHT_MAX - 1)]! < SEGMENTS_MAX
  }

  /** Begins to make the datagram `next`. */
  make(): void {
    this.segmentCounts[this.next & (FLIGHT_MAX - 1)] = 0
  }

  /** It carries these transfers, too. */
  add(channel: number, start: number, end: number): void {
    const place = this.next & (FLIGHT_MAX - 1)
    const at = (place * SEGMENTS_MAX + this.segmentCounts[place]!++) * 3
    this.segments[at] = channel
    this.segments[at + 1] = start
    this.segments[at + 2] = end
  }

  /** It is sent. */
  send(now: number): void {
    const place = this.next & (FLIGHT_MAX - 1)
    this.sentAt[place] = now
    this.states[place] = IN_FLIGHT
    this.count++
    this.next++
  }

  /** When a datagram was sent of which it is not known yet whether it arrived; -1 for another. */
  timeOf(number: number): number {
    const place = number & (FLIGHT_MAX - 1)
    return number >= this.oldest && number < this.next && this.states[place] !== SETTLED
      ? this.sentAt[place]!
      : -1
  }

  /** The datagrams from `start` up to `end` have arrived; calls back with each that was on its way. */
  arrive(start: number, end: number, landed: (number: number) => void): void {
    for (let number = Math.max(start, this.oldest); number <= end; number++) {
      const place = number & (FLIGHT_MAX - 1)
      if (this.states[place] === SETTLED) continue
      this.settle(place)
      this.tell(place, 'arrived')
      landed(number)
    }
    this.advance()
  }

  /**
   * Gives up what is lost: what was passed by enough later ones, or by one and is out for `after`; calls back with each
   * that nobody had doubted. Returns when the first of the others that a later one has passed is out for so long; infinite
   * when there is none. Rounding may not bring that back before its time: who looks then would look for ever.
   */
  findLost(highest: number, now: number, after: number, lost: () => void): number {
    let first = Number.POSITIVE_INFINITY
    for (let number = this.oldest; number < highest; number++) {
      const place = number & (FLIGHT_MAX - 1)
      const state = this.states[place]
      if (state === SETTLED) continue
      const lostAt = this.sentAt[place]! + after
      if (highest - number >= REORDERING_MAX || lostAt <= now) {
        this.lose(place)
        if (state === IN_FLIGHT) lost()
      } else if (lostAt < first) first = lostAt
    }
    this.advance()
    return first
  }

  /** Doubts the oldest, so that what they carry can be sent once more. */
  doubtOldest(count: number): void {
    let left = count
    for (let number = this.oldest; number < this.next && left > 0; number++) {
      const place = number & (FLIGHT_MAX - 1)
      if (this.states[place] !== IN_FLIGHT) continue
      this.doubt(place)
      left--
    }
  }

  /** Gives up all of them: nobody will say any more what has arrived. */
  loseAll(): void {
    for (let number = this.oldest; number < this.next; number++) {
      const place = number & (FLIGHT_MAX - 1)
      if (this.states[place] !== SETTLED) this.lose(place)
    }
    this.advance()
  }

  private doubt(place: number): void {
    this.states[place] = DOUBTED
    this.count--
    this.tell(place, 'doubted')
  }

  private lose(place: number): void {
    if (this.states[place] === IN_FLIGHT) this.doubt(place)
    this.settle(place)
    this.tell(place, 'missed')
  }

  /** Tells what has become of the transfers that it carries. */
  private tell(place: number, fate: keyof FlightHandler): void {
    const handler = this.handler!
    for (let at = place * SEGMENTS_MAX * 3, left = this.segmentCounts[place]!; left > 0; left--, at += 3) {
      handler[fate](this.segments[at]!, this.segments[at + 1]!, this.segments[at + 2]!)
    }
  }

  private settle(place: number): void {
    if (this.states[place] === IN_FLIGHT) this.count--
    this.states[place] = SETTLED
  }

  private advance(): void {
    while (this.oldest < this.next && this.states[this.oldest & (FLIGHT_MAX - 1)] === SETTLED) this.oldest++
  }
}
