// What the page knows of the arena, by the frames that have come.
import { readFrame } from './frames.js'
import { World, WorldCoordinator } from './viewer.gen.js'
import { links, zones } from './zones.js'

/** So long a dot is on its way at least, to be seen; and after so long without word it is taken for lost. */
const tripSeconds = 0.9
const patienceMs = 7_000
const fadeSeconds = 1.2

export class Arena {
  zones = zones.map(() => ({ state: 'starting', players: 0, inDoubt: 0 }))
  links = new Map(
    links.map(({ key }) => [key, { peer: 'disconnected', waiting: 0, capacity: 1, rate: 0, samples: [] }]),
  )
  ledger = undefined
  /** Dots that this page has seen in one zone and then in another. */
  crossings = 0
  dots = new Map()

  #transfer = new WorldCoordinator().createTransfer(World.lobby, World.page)
  #frames = 0
  #trips = 0

  takeFrame(frame, now) {
    this.#frames++
    let ofZone
    readFrame(frame, this.#transfer, (transfer) => {
      const world = transfer.source
      if (transfer.hasSpot) this.#takeSpot(world, transfer, now)
      else if (transfer.hasDeparture) this.#takeDeparture(world, transfer, now)
      else if (transfer.hasLink) this.#takeLink(world, transfer.unpackLink(), now)
      else if (transfer.hasProcess) this.#takeProcess(world, transfer.processState)
      else if (transfer.hasLedger) this.ledger = transfer.unpackLedger()
      else if (transfer.hasZone) {
        ofZone = world
        Object.assign(this.zones[world], transfer.unpackZone())
      }
    })
    if (ofZone !== undefined) this.#missInFrame(ofZone)
  }

  #takeSpot(world, transfer, now) {
    const { entity, hasInDoubt } = transfer
    const spot = transfer.unpackSpot()
    let dot = this.dots.get(entity)
    if (dot === undefined) {
      const home = Math.floor(entity / 1_000_000)
      dot = { ...spot, home, zone: world, shownX: spot.x, shownY: spot.y, trip: undefined, fade: 1 }
      this.dots.set(entity, dot)
    }
    if (spot.hops < dot.hops) return
    Object.assign(dot, { isInDoubt: hasInDoubt, frame: this.#frames, seenAt: now, isGoing: false, fade: 1 })
    if (dot.zone !== world) {
      this.crossings++
      if (dot.trip?.to !== world) this.#setOut(dot, dot.zone, world)
      dot.trip.goal = 'to'
    } else if (dot.trip?.from === world && dot.trip.goal === undefined && !hasInDoubt) dot.trip.goal = 'from'
    Object.assign(dot, spot, { zone: world })
  }

  #takeDeparture(world, transfer, now) {
    const dot = this.dots.get(transfer.entity)
    const { hops, to } = transfer.unpackDeparture()
    // It may have been seen where it went before its zone said that it had gone.
    if (dot === undefined || hops <= dot.hops) return
    Object.assign(dot, { hops, seenAt: now })
    this.#setOut(dot, world, to)
  }

  /** From the door in its wall to that in the other room's, which is opposite. */
  #setOut(dot, from, to) {
    const exit = Math.abs(to - from) === 1 ? { x: Math.sign(to - from), y: dot.y } : { x: dot.x, y: 1 }
    dot.trip = { from, to, exit, part: 0, goal: undefined, number: this.#trips++ }
  }

  #takeLink(world, { to, peer, waiting, capacity, sent }, now) {
    const link = this.links.get(`${world}-${to}`)
    // A process that has started anew counts from zero.
    if (sent < (link.samples.at(-1)?.sent ?? 0)) link.samples = []
    link.samples.push({ sent, now })
    while (link.samples[0].now < now - 3_000) link.samples.shift()
    const first = link.samples[0]
    const rate = now - first.now < 500 ? link.rate : ((sent - first.sent) * 1_000) / (now - first.now)
    Object.assign(link, { peer, waiting, capacity, rate })
  }

  #takeProcess(world, state) {
    const zone = this.zones[world]
    if (state === 'killed' && zone.state !== 'killed') {
      for (const dot of this.dots.values()) {
        if (dot.zone === world && (dot.trip === undefined || dot.trip.goal !== undefined)) dot.isGoing = true
      }
    }
    zone.state = state
    if (state === 'running') return
    Object.assign(zone, { players: 0, inDoubt: 0 })
    for (const { from, key } of links) {
      if (from === world) Object.assign(this.links.get(key), { peer: 'disconnected', waiting: 0, rate: 0 })
    }
  }

  /** Frames that show a departure may have been left out for this page. */
  #missInFrame(world) {
    for (const dot of this.dots.values()) {
      if (dot.zone === world && dot.trip === undefined && dot.frame !== this.#frames) dot.isGoing = true
    }
  }

  /** Moves the dots on toward where they are. */
  advance(seconds, now) {
    const ahead = this.#countAhead()
    for (const [entity, dot] of this.dots) {
      if (isWaiting(dot) && now - dot.seenAt > patienceMs) dot.isGoing = true
      if (dot.isGoing) {
        dot.fade -= seconds / fadeSeconds
        if (dot.fade <= 0) this.dots.delete(entity)
      } else if (dot.trip !== undefined) this.#advanceTrip(dot, seconds, ahead.get(dot) ?? 0)
      else {
        const share = 1 - Math.exp(-9 * seconds)
        dot.shownX += (dot.x - dot.shownX) * share
        dot.shownY += (dot.y - dot.shownY) * share
      }
    }
  }

  /** By dot that waits in a lane, how many wait before it: they stand in a row. */
  #countAhead() {
    const waiting = [...this.dots.values()].filter(isWaiting)
    waiting.sort((one, other) => one.trip.number - other.trip.number)
    const counts = new Map()
    const lanes = new Map()
    for (const dot of waiting) {
      const key = `${dot.trip.from}-${dot.trip.to}`
      counts.set(dot, lanes.get(key) ?? 0)
      lanes.set(key, (lanes.get(key) ?? 0) + 1)
    }
    return counts
  }

  #advanceTrip(dot, seconds, ahead) {
    const { trip } = dot
    const step = seconds / tripSeconds
    if (trip.goal === 'from') trip.part -= step
    else if (trip.goal === 'to') trip.part += step
    else trip.part = Math.min(trip.part + step, Math.max(0.1, 0.78 - ahead * 0.022))
    if (trip.part > 0 && trip.part < 1) return
    if (trip.goal === undefined) return
    const isThere = trip.goal === 'to'
    dot.shownX = isThere ? -trip.exit.x : trip.exit.x
    dot.shownY = trip.exit.y
    dot.trip = undefined
  }
}

/** Whether it has set out, and nobody has seen it since. */
function isWaiting({ trip }) {
  return trip !== undefined && trip.goal === undefined
}
