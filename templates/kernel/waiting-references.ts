/** Ends a chain; and what waits for nothing. */
const NONE = -1

/**
 * References to entities that are not here yet: which field of whom waits for which id. Every field has its own
 * entry, so that there is room for all, and chains join those whose ids share a place of the table.
 */
export class WaitingReferences {
  declare private readonly fields: number
  /** By entry, the id that it waits for; 0 for none. */
  declare private readonly ids: Uint32Array
  declare private readonly heads: Int32Array
  declare private readonly nexts: Int32Array
  declare private readonly befores: Int32Array

  constructor(holders: number, fields: number) {
    const entries = holders * fields
    this.fields = fields
    this.ids = new Uint32Array(entries)
    this.heads = new Int32Array(entries).fill(NONE)
    this.nexts = new Int32Array(entries)
    this.befores = new Int32Array(entries)
  }

  /** From now on the field waits for the id, and for nothing else; for nothing at all where it is 0. */
  set(id: number, holder: number, field: number): void {
    const entry = holder * this.fields + field
    this.remove(entry)
    if (id === 0) return
    const place = id % this.heads.length
    const next = this.heads[place]!
    this.ids[entry] = id
    this.nexts[entry] = next
    this.befores[entry] = NONE
    if (next !== NONE) this.befores[next] = entry
    this.heads[place] = entry
  }

  /** The id that a field waits for; 0 for none. */
  idOf(holder: number, field: number): number {
    return this.ids[holder * this.fields + field]!
  }

  /** Shows the fields that wait for the id to `fill`, with what has the id now, and forgets them. */
  arrived<Found>(
    id: number,
    found: Found,
    fill: (holder: number, field: number, found: Found) => void,
  ): void {
    for (let entry = this.heads[id % this.heads.length] ?? NONE; entry !== NONE; ) {
      const next = this.nexts[entry]!
      if (this.ids[entry] === id) {
        this.remove(entry)
        fill(Math.floor(entry / this.fields), entry % this.fields, found)
      }
      entry = next
    }
  }

  /** Forgets what the holder waits for. */
  drop(holder: number): void {
    for (let field = 0; field < this.fields; field++) this.remove(holder * this.fields + field)
  }

  private remove(entry: number): void {
    const id = this.ids[entry]!
    if (id === 0) return
    const next = this.nexts[entry]!
    const before = this.befores[entry]!
    if (next !== NONE) this.befores[next] = before
    if (before === NONE) this.heads[id % this.heads.length] = next
    else this.nexts[before] = next
    this.ids[entry] = 0
  }
}
