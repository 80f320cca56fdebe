/** Numbers of the plan about the ids of one world. */
export interface EntityIdMap {
  /** The most entities that the world has at a time, and so the highest slot. */
  readonly capacity: number
  /** Places of the table that finds slots by id: a power of two, at least twice the capacity. */
  readonly places: number
  /** The ids that this world gives to entities that begin here. No other world gives any of them. */
  readonly firstId: number
  readonly lastId: number
  //#if deferred
  /** Fields of an entity that may wait for what they refer to. */
  readonly awaited: number
  //#end
}

/** By Fibonacci hashing (Knuth, volume 3, 6.4): ids that follow one another lie far apart in the table. */
const SPREAD = 0x9e3779b1

/**
 * Cluster-wide ids by slot, and slots by id: open addressing with linear probing, without tombstones, in
 * memory of one fixed size. What a slot stands for, an index of an ECS or an object, its user knows.
 * Id 0 is no entity.
 */
export class EntityIds {
  /** How many slots have an id. */
  size = 0
  private nextId: number
  private nextGeneration: number
  declare private readonly map: EntityIdMap
  declare private readonly ids: Uint32Array
  declare private readonly generations: Uint32Array
  /** By place of the hash, a slot and one; 0 for none. */
  declare private readonly table: Int32Array
  declare private readonly shift: number

  constructor(map: EntityIdMap, generation: number) {
    this.map = map
    this.ids = new Uint32Array(map.capacity + 1)
    this.generations = new Uint32Array(map.capacity + 1)
    this.table = new Int32Array(map.places)
    this.shift = Math.clz32(map.places) + 1
    this.nextId = map.firstId
    this.nextGeneration = generation
  }

  /** The id of a slot; 0 where it has none. */
  idAt(slot: number): number {
    return this.ids[slot] ?? 0
  }

  generationAt(slot: number): number {
    return this.generations[slot] ?? 0
  }

  /** The slot of an id, whatever its generation; -1 for none. */
  find(id: number): number {
    if (id === 0) return -1
    for (let place = this.placeOf(id); ; place = this.after(place)) {
      const slot = this.table[place]! - 1
      if (slot < 0 || this.ids[slot] === id) return slot
    }
  }

  /** The slot of this very life of the id; -1 for none. */
  findLife(id: number, generation: number): number {
    if (id === 0) return -1
    for (let place = this.placeOf(id); ; place = this.after(place)) {
      const slot = this.table[place]! - 1
      if (slot < 0 || (this.ids[slot] === id && this.generations[slot] === generation)) return slot
    }
  }

  /** Gives a slot that has no id the id. */
  set(slot: number, id: number, generation: number): void {
    let place = this.placeOf(id)
    while (this.table[place] !== 0) place = this.after(place)
    this.table[place] = slot + 1
    this.ids[slot] = id
    this.generations[slot] = generation
    this.size++
  }

  /**
   * Gives a slot that has no id a new one: ids are counted up, and once all of this world's are used they begin
   * again with the next generation, so that the two together come once. Skips what is here still, because
   * references name the id alone.
   */
  setNew(slot: number): number {
    let id = this.takeId()
    while (this.find(id) >= 0) id = this.takeId()
    this.set(slot, id, this.nextGeneration)
    return id
  }

  /** Takes the id off a slot; nothing where it has none. */
  delete(slot: number): void {
    const id = this.idAt(slot)
    if (id === 0) return
    let hole = this.placeOf(id)
    while (this.table[hole] !== slot + 1) hole = this.after(hole)
    // What stands behind moves up, so that no search ends at the hole before it (Knuth, algorithm 6.4R).
    for (let place = this.after(hole); this.table[place] !== 0; place = this.after(place)) {
      const home = this.placeOf(this.ids[this.table[place]! - 1]!)
      const mask = this.table.length - 1
      if (((place - home) & mask) < ((place - hole) & mask)) continue
      this.table[hole] = this.table[place]!
      hole = place
    }
    this.table[hole] = 0
    this.ids[slot] = 0
    this.size--
  }

  private takeId(): number {
    if (this.nextId > this.map.lastId) {
      this.nextId = this.map.firstId
      this.nextGeneration = (this.nextGeneration + 1) >>> 0
    }
    return this.nextId++
  }

  private placeOf(id: number): number {
    return Math.imul(id, SPREAD) >>> this.shift
  }

  private after(place: number): number {
    return (place + 1) & (this.table.length - 1)
  }
}
