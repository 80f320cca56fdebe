/** Numbers of the plan about the memory of a store. Row 0 is nobody's. */
interface StoreMap {
  /** Rows that entities can have. */
  readonly capacity: number
  readonly bytes: number
  readonly fingerprint: number
  /** A power of two above the highest row: a handle is a generation times this, and the row. */
  readonly span: number
  readonly components: number
  /** Bytes from the start of the memory. */
  readonly generations: number
  readonly nexts: number
  readonly masks: readonly number[]
}

/** Words at the start of the memory. All begin as zero: fresh memory is an empty store. */
const STORE_FINGERPRINT = 0
const STORE_COUNT = 1
const STORE_FREE = 2
const STORE_LAST = 3
const STORE_RESTING = 4
/** One for each component: how often something has got or lost it. */
const STORE_VERSIONS = 5
/** Handles stay whole numbers below 2^53 for every span; a row that has had so many lives rests. */
const GENERATION_MAX = 2 ** 30
/** Rows that `eachPart` gives at once. */
const PART_ROWS = 512

/**
 * Entities in rows, components in columns, all in one memory at places that were computed at generation. A handle
 * names one life of a row: once it is despawned, the handle is alive never again. Odd generations live.
 * One thread at a time may change it; others that have the memory may read.
 * @public
 */
export abstract class EntityStore {
  /** The most entities at a time. */
  declare readonly capacity: number
  declare readonly buffer: ArrayBufferLike
  declare private readonly span: number
  declare private readonly header: Int32Array
  declare private readonly generations: Uint32Array
  /** The next free row, by row. */
  declare private readonly nexts: Int32Array
  /** By word of the mask, the components of each row. */
  declare private readonly masks: readonly Int32Array[]

  constructor(map: StoreMap, buffer: ArrayBufferLike) {
    const rows = map.capacity + 1
    this.capacity = map.capacity
    this.buffer = buffer
    this.span = map.span
    const fits = buffer.byteLength === map.bytes
    this.header = new Int32Array(buffer, 0, fits ? STORE_VERSIONS + map.components : 0)
    if (fits && this.header[STORE_FINGERPRINT] === 0) this.header[STORE_FINGERPRINT] = map.fingerprint
    if (this.header[STORE_FINGERPRINT] !== map.fingerprint) {
      throw new Error(`not the memory of this store, which takes ${map.bytes} bytes that begin as zeros`)
    }
    this.generations = new Uint32Array(buffer, map.generations, rows)
    this.nexts = new Int32Array(buffer, map.nexts, rows)
    this.masks = map.masks.map((offset) => new Int32Array(buffer, offset, rows))
  }

  /** How many entities are alive. */
  get size(): number {
    return this.header[STORE_COUNT]!
  }

  /** How many more can be spawned. */
  get room(): number {
    return this.capacity - this.header[STORE_COUNT]! - this.header[STORE_RESTING]!
  }

  /** A handle of a new entity without components; 0 when the store is full. */
  spawn(): number {
    const header = this.header
    let row = header[STORE_FREE]!
    if (row !== 0) header[STORE_FREE] = this.nexts[row]!
    else if (header[STORE_LAST]! < this.capacity) row = ++header[STORE_LAST]!
    else return 0
    header[STORE_COUNT]!++
    const generation = this.generations[row]! + 1
    this.generations[row] = generation
    return generation * this.span + row
  }

  /** Ends the life of the entity; false when it is over already. */
  despawn(entity: number): boolean {
    if (!this.isAlive(entity)) return false
    const row = this.rowOf(entity)
    for (let word = 0; word < this.masks.length; word++) {
      const mask = this.masks[word]!
      for (let bits = mask[row]!; bits !== 0; bits &= bits - 1) {
        this.header[STORE_VERSIONS + (word << 5) + 31 - Math.clz32(bits & -bits)]!++
      }
      mask[row] = 0
    }
    this.header[STORE_COUNT]!--
    if (++this.generations[row]! < GENERATION_MAX) {
      this.nexts[row] = this.header[STORE_FREE]!
      this.header[STORE_FREE] = row
    } else {
      this.header[STORE_RESTING]!++
    }
    return true
  }

  isAlive(entity: number): boolean {
    const row = entity & (this.span - 1)
    return row !== 0 && this.generations[row]! * this.span + row === entity
  }

  /** The row of an entity: its place in every column. It stays the same as long as the entity lives. */
  rowOf(entity: number): number {
    return entity & (this.span - 1)
  }

  /** The handle of the entity that lives in the row. */
  entityAt(row: number): number {
    return this.generations[row]! * this.span + row
  }

  has(entity: number, component: number): boolean {
    return this.isAlive(entity) && this.hasAt(this.rowOf(entity), component)
  }

  /** Takes the component off the entity; false when it has none. */
  remove(entity: number, component: number): boolean {
    if (!this.has(entity, component)) return false
    this.masks[component >>> 5]![this.rowOf(entity)]! &= ~(1 << (component & 31))
    this.header[STORE_VERSIONS + component]!++
    return true
  }

  /** Goes over the entities that have all of these components. Make it once and keep it. */
  query(...components: readonly number[]): EntityQuery {
    if (components.length === 0) throw new RangeError('a query asks for one component at least')
    return new EntityQuery(this, components)
  }

  /** For queries: changes whenever an entity gets or loses one of the components. */
  versionOf(components: readonly number[]): number {
    let version = 0
    for (const component of components) version = (version + this.header[STORE_VERSIONS + component]!) | 0
    return version
  }

  /** For queries: writes where runs of rows with all bits of `wanted` begin and end; returns how many. */
  collectRuns(wanted: readonly number[], starts: Int32Array, ends: Int32Array): number {
    const last = this.header[STORE_LAST]!
    const first = wanted.findIndex((bits) => bits !== 0)
    const mask = this.masks[first]!
    const bits = wanted[first]!
    const isAlone = wanted.every((other, word) => word === first || other === 0)
    let runs = 0
    let end = -1
    for (let row = 1; row <= last; row++) {
      if ((mask[row]! & bits) !== bits || !(isAlone || this.hasAll(row, wanted))) continue
      if (row !== end) starts[runs++] = row
      end = row + 1
      ends[runs - 1] = end
    }
    return runs
  }

  protected hasAt(row: number, component: number): boolean {
    return (this.masks[component >>> 5]![row]! & (1 << (component & 31))) !== 0
  }

  /** The row of an entity that gets the component, or has it; 0 when its life is over. */
  protected join(entity: number, component: number): number {
    if (!this.isAlive(entity)) return 0
    const row = this.rowOf(entity)
    const mask = this.masks[component >>> 5]!
    const bit = 1 << (component & 31)
    if ((mask[row]! & bit) === 0) {
      mask[row]! |= bit
      this.header[STORE_VERSIONS + component]!++
    }
    return row
  }

  private hasAll(row: number, wanted: readonly number[]): boolean {
    for (let word = 0; word < wanted.length; word++) {
      if ((this.masks[word]![row]! & wanted[word]!) !== wanted[word]) return false
    }
    return true
  }
}

/**
 * The entities that have certain components, as runs of rows: `update` finds them, and run n goes from `starts[n]`
 * up to before `ends[n]`. Rows that follow one another are read like a plain array. Makes no garbage.
 * @public
 */
export class EntityQuery {
  declare readonly starts: Int32Array
  declare readonly ends: Int32Array
  declare private readonly store: EntityStore
  declare private readonly components: readonly number[]
  declare private readonly wanted: readonly number[]
  private runs = 0
  private total = 0
  private version = -1
  private list: Uint32Array | null = null
  private listVersion = -1

  constructor(store: EntityStore, components: readonly number[]) {
    this.store = store
    this.components = components
    const words = 1 + (Math.max(...components) >>> 5)
    const wanted = new Array<number>(words).fill(0)
    for (const component of components) wanted[component >>> 5]! |= 1 << (component & 31)
    this.wanted = wanted
    this.starts = new Int32Array((store.capacity + 1) >>> 1)
    this.ends = new Int32Array((store.capacity + 1) >>> 1)
  }

  /**
   * Looks for the entities anew where some have come, gone or changed their components, and returns the number of
   * runs. What changes while a program goes over them shows at the next `update`.
   */
  update(): number {
    const version = this.store.versionOf(this.components)
    if (version !== this.version) {
      this.version = version
      this.runs = this.store.collectRuns(this.wanted, this.starts, this.ends)
      this.total = 0
      for (let run = 0; run < this.runs; run++) this.total += this.ends[run]! - this.starts[run]!
    }
    return this.runs
  }

  /** How many entities there are. */
  count(): number {
    this.update()
    return this.total
  }

  /**
   * Calls `visit` with each run, from `start` up to before `end`: the quickest way. A loop within a function of its
   * own is optimized better than one within another loop, by a factor of three in V8 of today.
   */
  eachRun(visit: (start: number, end: number) => void): void {
    for (let run = 0, runs = this.update(); run < runs; run++) visit(this.starts[run]!, this.ends[run]!)
  }

  /**
   * Calls `visit` with parts of the list `rows()`, from its place `from` up to before `to`: the quickest way where hardly
   * two rows follow one another. Keep the list in a constant, and let the loop be all that `visit` does: V8 of today then
   * knows the list as it knows the columns, and carries half as much again as in a loop beside other work.
   */
  eachPart(visit: (from: number, to: number) => void): void {
    this.rows()
    for (let from = 0, count = this.total; from < count; from += PART_ROWS) {
      visit(from, Math.min(from + PART_ROWS, count))
    }
  }

  /**
   * The rows one by one, the first `count()` of the array. It is made at the first call, is the same one ever after, and
   * is filled anew, at a call, where entities have come or gone.
   */
  rows(): Uint32Array {
    this.list ??= new Uint32Array(this.store.capacity)
    const list = this.list
    const runs = this.update()
    if (this.listVersion !== this.version) {
      this.listVersion = this.version
      let count = 0
      for (let run = 0; run < runs; run++) {
        for (let row = this.starts[run]!; row < this.ends[run]!; row++) list[count++] = row
      }
    }
    return list
  }

  /** Calls `visit` with each row. A loop over the rows of `eachRun` is quicker. */
  each(visit: (row: number) => void): void {
    for (let run = 0, runs = this.update(); run < runs; run++) {
      for (let row = this.starts[run]!, end = this.ends[run]!; row < end; row++) visit(row)
    }
  }
}
