// What a process shows of itself, ten times a second: packets of the viewer's codec.
import { FrameWriter } from './page/frames.js'
import { World, WorldCoordinator } from './page/viewer.gen.js'
import { links, zones } from './page/zones.js'

export class Snapshot {
  #module
  #world
  #zone
  #cluster
  #transfer
  #writer = new FrameWriter()
  #before = new Set()

  constructor(module, world, zone, cluster) {
    this.#module = module
    this.#world = world
    this.#zone = zone
    this.#cluster = cluster
    // Worlds have the same numbers in both schemas.
    this.#transfer = new WorldCoordinator().createTransfer(world, World.page)
  }

  take() {
    this.#packZone()
    for (const link of links) if (link.from === this.#world) this.#packLink(link)
    for (const player of this.#zone.players.values()) this.#packPlayer(player)
    for (const player of this.#zone.doubtful.values()) this.#packPlayer(player, true)
    this.#packDepartures()
    return this.#writer.take()
  }

  #packZone() {
    const { players, doubtful } = this.#zone
    this.#transfer.reset().packZone({ players: players.size, inDoubt: doubtful.size })
    this.#writer.add(this.#transfer)
  }

  #packLink({ from, to }) {
    const name = zones[to].name
    const queue = this.#module.queues[`${zones[from].name}To${name[0].toUpperCase()}${name.slice(1)}`]
    this.#transfer.reset().packLink({
      to,
      peer: this.#cluster.getPeerState(this.#module.Node[zones[to].node]),
      waiting: queue.length,
      capacity: queue.capacity,
      sent: queue.sent,
    })
    this.#writer.add(this.#transfer)
  }

  #packPlayer({ entity, position, purse, journey }, isInDoubt = false) {
    this.#transfer.reset(entity)
    this.#transfer.packSpot({ hops: journey.hops, x: position.x, y: position.y, gold: purse.gold })
    if (isInDoubt) this.#transfer.packInDoubt()
    this.#writer.add(this.#transfer)
  }

  /** Who was here in the last frame and is not any more has set out for somewhere. */
  #packDepartures() {
    const { players, departures } = this.#zone
    for (const entity of this.#before) {
      const departure = departures.get(entity)
      if (players.has(entity) || departure === undefined) continue
      this.#transfer.reset(entity)
      this.#transfer.packDeparture({ hops: departure.hops, to: this.#module.World[departure.to] })
      this.#writer.add(this.#transfer)
    }
    this.#before = new Set(players.keys())
  }
}
