import { beforeEach, describe, expect, it } from 'vitest'
import { CongestionWindow } from '../../templates/kernel/congestion-window.ts'
import { Flight } from '../../templates/kernel/flight.ts'
import { RoundTrip } from '../../templates/kernel/round-trip.ts'

let fates: string[] = []
let flight: Flight

function send(count: number, now: number = 0): void {
  for (; count > 0; count--) {
    flight.make()
    flight.add(1, flight.next * 10, flight.next * 10 + 2)
    flight.send(now)
  }
}

function arrive(start: number, end: number = start): number[] {
  const landed: number[] = []
  flight.arrive(start, end, (number) => landed.push(number))
  return landed
}

beforeEach(() => {
  fates = []
  flight = new Flight()
  flight.begin({
    arrived: (channel, start, end) => fates.push(`${channel}: ${start}-${end} arrived`),
    doubted: (channel, start, end) => fates.push(`${channel}: ${start}-${end} doubted`),
    missed: (channel, start, end) => fates.push(`${channel}: ${start}-${end} missed`),
  })
})

describe('the flight', () => {
  it('says of each datagram once that it has arrived', () => {
    send(5)
    expect(arrive(1, 3)).toEqual([1, 2, 3])
    expect(arrive(0, 4)).toEqual([0, 4])
    expect(arrive(0, 4)).toEqual([])
    expect(fates.sort()).toEqual(
      [0, 1, 2, 3, 4].map((number) => `1: ${number * 10}-${number * 10 + 2} arrived`),
    )
    expect(flight.count).toBe(0)
  })

  it('gives up what three later ones have passed, and nothing else', () => {
    send(6)
    arrive(4)
    flight.findLost(4, -1, 0, () => {})
    expect(fates.filter((fate) => fate.endsWith('missed'))).toEqual(['1: 0-2 missed', '1: 10-12 missed'])
    expect(flight.count).toBe(3)
  })

  it('gives up what one later one has passed when it is out for long, and tells when to look again', () => {
    send(1, 100)
    send(1, 110)
    send(1, 120)
    arrive(2)
    expect(flight.findLost(2, 104, 5, () => {})).toBe(105)
    expect(flight.findLost(2, 105, 5, () => {})).toBe(115)
    expect(fates.filter((fate) => fate.endsWith('missed'))).toEqual(['1: 0-2 missed'])
  })

  it('gives it up at the time that it tells, whatever is lost by rounding', () => {
    const sentAt = 3_742.439
    const after = 1.012_563
    expect(sentAt + after - after).toBeLessThan(sentAt)
    send(1, sentAt)
    send(1, sentAt)
    arrive(1)
    const again = flight.findLost(1, sentAt, after, () => {})
    expect(flight.findLost(1, again, after, () => {})).toBe(Number.POSITIVE_INFINITY)
  })

  it('gives up the oldest where nobody answers and another one needs its place', () => {
    send(1_024)
    expect(flight.hasPlace).toBe(false)
    flight.makePlace()
    expect(fates).toEqual(['1: 0-2 doubted', '1: 0-2 missed'])
    expect(flight.hasPlace).toBe(true)
    expect(flight.count).toBe(1_023)
    flight.makePlace()
    expect(fates.length).toBe(2)
  })

  it('hears nothing more of what is given up', () => {
    send(4)
    arrive(3)
    flight.findLost(3, -1, 0, () => {})
    expect(arrive(0, 1)).toEqual([1])
    expect(flight.timeOf(0)).toBe(-1)
  })

  it('hears whether what it doubted has arrived, and does not doubt it again', () => {
    send(5)
    flight.doubtOldest(1)
    flight.doubtOldest(1)
    expect(fates).toEqual(['1: 0-2 doubted', '1: 10-12 doubted'])
    expect(flight.count).toBe(3)
    fates = []
    expect(arrive(0)).toEqual([0])
    arrive(4)
    let lost = 0
    flight.findLost(4, -1, 0, () => lost++)
    expect(fates).toEqual(['1: 0-2 arrived', '1: 40-42 arrived', '1: 10-12 missed'])
    expect(lost).toBe(0)
    expect(flight.count).toBe(2)
  })

  it('leaves nothing open when all of it is given up', () => {
    send(3)
    flight.doubtOldest(1)
    flight.loseAll()
    expect(fates.filter((fate) => fate.endsWith('doubted')).length).toBe(3)
    expect(fates.filter((fate) => fate.endsWith('missed')).length).toBe(3)
    expect(flight.count).toBe(0)
    expect(arrive(0, 2)).toEqual([])
  })

  it('has places for a bounded number, counted from the oldest that is out', () => {
    send(1_024)
    expect(flight.hasPlace).toBe(false)
    arrive(1, 1_023)
    expect(flight.hasPlace).toBe(false)
    arrive(0)
    expect(flight.hasPlace).toBe(true)
  })

  it('carries a bounded number of segments in a datagram', () => {
    flight.make()
    for (let segment = 0; segment < 16; segment++) {
      expect(flight.hasSegment).toBe(true)
      flight.add(0, segment, segment + 1)
    }
    expect(flight.hasSegment).toBe(false)
  })
})

describe('the congestion window', () => {
  /** Sends rounds of the whole window, of which a part is lost. */
  function rounds(count: number, loss: number): CongestionWindow {
    const window = new CongestionWindow()
    let next = 0
    for (; count > 0; count--) {
      const size = Math.floor(window.size)
      window.full()
      const lost = Math.round(size * loss)
      for (let index = 0; index < lost; index++) window.lose()
      const first = next
      next += size
      for (let index = lost; index < size; index++) window.arrive(first + index, next)
    }
    return window
  }

  it('grows to its bound where little is lost', () => {
    expect(rounds(200, 0).size).toBe(512)
    expect(rounds(200, 0.05).size).toBe(512)
  })

  it('shrinks to its least where much is', () => {
    expect(rounds(200, 0.6).size).toBe(16)
  })

  it('does not grow while it is not used', () => {
    const window = new CongestionWindow()
    for (let number = 0; number < 1_000; number++) window.arrive(number, number + 1)
    expect(window.size).toBe(32)
  })
})

describe('the round trip', () => {
  it('settles at what it measures, without what the other side waited', () => {
    const trip = new RoundTrip()
    trip.measure(5, 0)
    for (let count = 0; count < 100; count++) trip.measure(25, 20)
    expect(trip.smoothed).toBeCloseTo(5, 1)
  })

  it('believes no wait that would make a trip shorter than the shortest', () => {
    const trip = new RoundTrip()
    trip.measure(5, 0)
    for (let count = 0; count < 100; count++) trip.measure(5, 1_000)
    expect(trip.smoothed).toBeCloseTo(5, 1)
  })

  it('probes more and more seldom, and once a second at least', () => {
    const trip = new RoundTrip()
    expect(trip.probeAfter(0)).toBe(100)
    trip.measure(1, 0)
    expect(trip.probeAfter(0)).toBe(20)
    expect(trip.probeAfter(1)).toBe(40)
    expect(trip.probeAfter(40)).toBe(1_000)
  })
})
