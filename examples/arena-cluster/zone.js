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
  #others
  #coordinator

  constructor(module, world, playerCount) {
    this.#module = module
    this.#world = world
    this.#others = Object.values(module.World).filter((other) => other !== world)
    this.#coordinator = new module.WorldCoordinator()
    for (let index = 0; index < playerCount; index++) {
      const player = new module.Player()
      player.entity = world * 1_000_000 + index
      player.purse.gold = 1 + (index % 100)
      player.journey.home = player.entity
      player.name.text = `${module.worldNames[world]} #${index}`
      player.velocity.x = (Math.random() - 0.5) / 20
      player.velocity.y = (Math.random() - 0.5) / 20
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
  }

  #move(player) {
    player.position.x += player.velocity.x
    player.position.y += player.velocity.y
    if (Math.abs(player.position.x) < 1 && Math.abs(player.position.y) < 1) return
    player.position.x = 0
    player.position.y = 0
    const target = this.#others[Math.floor(Math.random() * this.#others.length)]
    player.journey.hops++
    // The player leaves only when the queue has taken it: full means that it stays and tries again.
    if (this.#coordinator.queuePlayerBatch(this.#world, target, [player]) === 1) {
      this.players.delete(player.entity)
      const { entity, journey } = player
      const to = this.#module.worldNames[target]
      this.departures.set(entity, { entity, hops: journey.hops, to, at: Date.now() })
    } else this.counts.refused++
  }
}

function summary({ entity, purse, journey, name }) {
  return { entity, gold: purse.gold, hops: journey.hops, isHome: journey.home === entity, name: name.text }
}
