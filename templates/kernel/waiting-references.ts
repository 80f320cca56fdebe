/** References wait in chains, by what they wait for and by who holds them; this ends a chain. */
const NONE = -1

/**
 * References to entities that are not here yet: who waits, in which field, and for which id. Bounded: with no
 * room left the oldest gives way, and its field stays empty.
 */
export class WaitingReferences {
  /** How many were given up because there was no room. */
  dropped = 0
  declare private readonly ids: Uint32Array
  declare private readonly holders: Int32Array
  declare private readonly fields: Uint16Array
  /** The chain of all that wait at one place of the hash. */
  declare private readonly heads: Int32Array
  declare private readonly nexts: Int32Array
  /** The chain of all that one holder waits for. */
  declare private readonly holderHeads: Int32Array
  declare private readonly holderNexts: Int32Array
  private oldest = 0

  constructor(size: number, holders: number) {
    this.ids = new Uint32Array(size)
    this.holders = new Int32Array(size)
    this.fields = new Uint16Array(size)
    this.heads = new Int32Array(size).fill(NONE)
    this.nexts = new Int32Array(size)
    this.holderHeads = new Int32Array(holders + 1).fill(NONE)
    this.holderNexts = new Int32Array(size)
  }

  add(id: number, holder: number, field: number): void {
    const entry = this.oldest
    this.oldest = entry + 1 === this.ids.length ? 0 : entry + 1
    if (this.ids[entry] !== 0) {
      this.dropped++
      this.remove(entry)
    }
    this.ids[entry] = id
    this.holders[entry] = holder
    this.fields[entry] = field
    const place = id % this.heads.length
    this.nexts[entry] = this.heads[place]!
    this.heads[place] = entry
    this.holderNexts[entry] = this.holderHeads[holder]!
    this.holderHeads[holder] = entry
  }

  /** The id that a field waits for; 0 for none. */
  idOf(holder: number, field: number): number {
    for (let entry = this.holderHeads[holder]!; entry !== NONE; entry = this.holderNexts[entry]!) {
      if (this.fields[entry] === field) return this.ids[entry]!
    }
    return 0
  }

  /** Shows the fields that wait for the id to `fill`, with what has the id now, and forgets them. */
  arrived<Found>(
    id: number,
    found: Found,
    fill: (holder: number, field: number, found: Found) => void,
  ): void {
    for (let entry = this.heads[id % this.heads.length]!; entry !== NONE; ) {
      const next = this.nexts[entry]!
      if (this.ids[entry] === id) {
        this.remove(entry)
        fill(this.holders[entry]!, this.fields[entry]!, found)
      }
      entry = next
    }
  }

  /** Forgets what one field of the holder waits for. */
  dropField(holder: number, field: number): void {
    for (let entry = this.holderHeads[holder]!; entry !== NONE; entry = this.holderNexts[entry]!) {
      if (this.fields[entry] !== field) continue
      this.remove(entry)
      return
    }
  }

  /** Forgets what the holder waits for. */
  drop(holder: number): void {
    for (let entry = this.holderHeads[holder]!; entry !== NONE; entry = this.holderHeads[holder]!) {
      this.remove(entry)
    }
  }

  private remove(entry: number): void {
    unchain(this.heads, this.nexts, this.ids[entry]! % this.heads.length, entry)
    unchain(this.holderHeads, this.holderNexts, this.holders[entry]!, entry)
    this.ids[entry] = 0
  }
}

function unchain(heads: Int32Array, nexts: Int32Array, place: number, entry: number): void {
  if (heads[place] === entry) {
    heads[place] = nexts[entry]!
    return
  }
  let before = heads[place]!
  while (nexts[before] !== entry) before = nexts[before]!
  nexts[before] = nexts[entry]!
}
