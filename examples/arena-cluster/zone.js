// One zone of the arena: moves its players about, hands those that cross the border to another zone, takes in
// who arrives. It does not know which zones are in other processes: the calls are the same.

export class Zone {
  /** This zone's players by number: any store will do. */
  players = new Map()
  /** Came back without word of what became of them: perhaps they are somewhere else. */
  doubtful = new Map()
  /** For the count at the end: whom this zone has sent where, after how many hops and when. */
  departures = new Map()
  /** Nobody leaves before all processes are there, and while players are counted. */
  isOpen = false
  counts = { arrived: 0, returned: 0, inDoubt: 0, refused: 0 }

  #module
  #world
  #ground
  #coordinator

  /** The ground is what players walk on; those of a zone that starts anew have indices that nobody had before. */
  constructor(module, world, playerCount, ground = new Square(module, world), firstIndex = 0) {
    this.#module = module
    this.#world = world
    this.#ground = ground
    this.#coordinator = new module.WorldCoordinator()
    for (let index = firstIndex; index < firstIndex + playerCount; index++) {
      const player = new module.Player()
      player.entity = world * 1_000_000 + index
      player.purse.gold = 1 + (index % 100)
      player.journey.home = player.entity
      player.name.text = `${module.worldNames[world]} #${index}`
      ground.place(player)
      this.players.set(player.entity, player)
    }
  }

  /** Waits until somebody arrives, at most so long; for zones that have a thread of their own. */
  wait(timeoutMs) {
    this.#coordinator.waitForTransfers(timeoutMs, this.#world)
  }

  step() {
    this.#coordinator.popTransferBatchFor(this.#world, 1_000, (transfer) => this.#takeIn(transfer))
    if (this.isOpen) for (const player of this.players.values()) this.#move(player)
    this.#coordinator.endTick(this.#world)
  }

  /** What main.js asks; see there. */
  answer(question) {
    if (question === 'open') this.isOpen = true
    else if (question === 'close') this.isOpen = false
    else return this.#report()
  }

  #report() {
    const players = [...this.players.values()].map(summary)
    const doubtful = [...this.doubtful.values()].map(summary)
    return { counts: this.counts, players, doubtful, departures: [...this.departures.values()] }
  }

  #takeIn(transfer) {
    const player = transfer.unpackPlayer()
    if (transfer.isInDoubt) {
      // Whoever it was sent to has died and may have sent it on: taken in, it might be in two places.
      this.counts.inDoubt++
      this.doubtful.set(player.entity, player)
      return
    }
    if (this.players.has(player.entity)) throw new Error(`${player.name.text} is here twice`)
    this.players.set(player.entity, player)
    if (transfer.isReturned) {
      this.counts.returned++
      this.departures.delete(player.entity)
    } else this.counts.arrived++
    this.#ground.enter(player, transfer)
  }

  #move(player) {
    const target = this.#ground.walk(player)
    if (target === undefined) return
    player.journey.hops++
    // The player leaves only when the queue has taken it: full means that it stays and tries again.
    if (this.#coordinator.queuePlayerBatch(this.#world, target, [player]) === 1) {
      this.players.delete(player.entity)
      const { entity, journey } = player
      const to = this.#module.worldNames[target]
      this.departures.set(entity, { entity, hops: journey.hops, to, at: Date.now() })
    } else {
      player.journey.hops--
      this.counts.refused++
    }
  }
}

/** A square without walls: everybody starts in the middle, and whoever leaves it goes anywhere. */
class Square {
  #others

  constructor(module, world) {
    this.#others = Object.values(module.World).filter((other) => other !== world)
  }

  place(player) {
    player.velocity.x = (Math.random() - 0.5) / 20
    player.velocity.y = (Math.random() - 0.5) / 20
  }

  enter({ position }) {
    position.x = 0
    position.y = 0
  }

  /** One step; the world that it leads to, if out of this one. */
  walk({ position, velocity }) {
    position.x += velocity.x
    position.y += velocity.y
    if (Math.abs(position.x) < 1 && Math.abs(position.y) < 1) return undefined
    return this.#others[Math.floor(Math.random() * this.#others.length)]
  }
}

function summary({ entity, purse, journey, name }) {
  return { entity, gold: purse.gold, hops: journey.hops, isHome: journey.home === entity, name: name.text }
}
