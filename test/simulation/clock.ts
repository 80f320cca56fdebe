export interface Timer {
  readonly time: number
  cancel(): void
}

class Event implements Timer {
  readonly time: number
  readonly order: number
  run: (() => void) | null

  constructor(time: number, order: number, run: () => void) {
    this.time = time
    this.order = order
    this.run = run
  }

  cancel(): void {
    this.run = null
  }
}

/** Virtual time in milliseconds: jumps from event to event; events of one time run in the order they were set. */
export class VirtualClock {
  now = 0
  private count = 0
  private failure: unknown = null
  private readonly heap: Event[] = []

  after(delayMs: number, run: () => void): Timer {
    const event = new Event(this.now + delayMs, this.count++, run)
    this.push(event)
    return event
  }

  /** Runs all events up to a time, and then it is that time. */
  runUntil(time: number): void {
    for (let first = this.heap[0]; first !== undefined && first.time <= time; first = this.heap[0]) {
      this.pop()
      if (first.run === null) continue
      this.now = first.time
      first.run()
      if (this.failure !== null) throw this.failure
    }
    this.now = time
  }

  /** Ends the run behind the event of now: for callbacks whose errors a node keeps away from what it does. */
  fail(error: unknown): void {
    this.failure ??= error
  }

  private push(event: Event): void {
    const { heap } = this
    let at = heap.length
    heap.push(event)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (isBefore(heap[parent]!, event)) break
      heap[at] = heap[parent]!
      at = parent
    }
    heap[at] = event
  }

  private pop(): void {
    const { heap } = this
    const last = heap.pop()!
    if (heap.length === 0) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
      if (isBefore(last, heap[child]!)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = last
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order)
}
