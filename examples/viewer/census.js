/** How long after a new start of a process those that it had may still turn up elsewhere, and those in doubt here. */
const doubtMs = 3_000
const lateMs = 30_000

/**
 * Where everybody is, by what the zones show. Frames of different zones come in any order: of two places, that with more
 * hops is the later one; with as many, a player would be in two places.
 */
export class Census {
  #people = new Map()
  #born = { count: 0, gold: 0 }
  #buried = { count: 0, gold: 0 }
  #wrong = 0
  #lostMs

  /** Processes are dead for so long. */
  constructor(downMs) {
    this.#lostMs = downMs + lateMs
  }

  /** A player that a zone has. */
  isHere(zone, entity, { hops, gold }) {
    const person = this.#people.get(entity)
    if (person === undefined) {
      this.#people.set(entity, { state: 'here', zone, hops, gold, since: 0, to: zone })
      this.#born.count++
      this.#born.gold += gold
      return
    }
    if (hops < person.hops) return
    const isTwice = person.state === 'here' && person.zone !== zone && person.hops === hops
    if (isTwice || person.gold !== gold) this.#wrong++
    Object.assign(person, { state: 'here', zone, hops })
  }

  hasLeft(zone, entity, { hops, to }) {
    const person = this.#people.get(entity)
    if (person !== undefined && hops > person.hops) {
      Object.assign(person, { state: 'onTheWay', zone, to, hops })
    }
  }

  /** What the zone should do with a player that it has in doubt: 'takeBack', 'drop', or nothing yet. */
  isInDoubt(zone, entity, { hops }, now) {
    const person = this.#people.get(entity)
    if (person === undefined || person.hops > hops) return 'drop'
    if (person.state === 'here' && person.hops === hops) return 'drop'
    if (person.state !== 'inDoubt') Object.assign(person, { state: 'inDoubt', zone, hops, since: now })
    return now - person.since > doubtMs ? 'takeBack' : undefined
  }

  /** Who was there, or on the way from or to it, is lost unless it turns up. */
  hasDied(zone, now) {
    for (const person of this.#people.values()) {
      const isFromOrTo = person.zone === zone || (person.state === 'onTheWay' && person.to === zone)
      if (isFromOrTo && person.state !== 'lost') Object.assign(person, { state: 'lost', since: now })
    }
  }

  /** Everybody by what has become of them. */
  ledger(now) {
    const counts = { here: 0, onTheWay: 0, inDoubt: 0, lost: this.#buried.count }
    let goldAlive = 0
    let goldLost = this.#buried.gold
    for (const [entity, { state, gold, since }] of this.#people) {
      counts[state]++
      if (state === 'lost') goldLost += gold
      else goldAlive += gold
      if (state === 'lost' && now - since > this.#lostMs) this.#bury(entity, gold)
    }
    return {
      ...counts,
      born: this.#born.count,
      goldBorn: this.#born.gold,
      goldAlive,
      goldLost,
      wrong: this.#wrong,
    }
  }

  #bury(entity, gold) {
    this.#people.delete(entity)
    this.#buried.count++
    this.#buried.gold += gold
  }
}
