import {
  FULL_MASK,
  FullEntity,
  Health,
  Inventory,
  Owner,
  PARTIAL_MASK,
  PartialEntity,
  Position,
  Rotation,
  Timer,
  Velocity,
} from './entity.js'

/**
 * The entities that a bench encodes. Every float is fractional and exact in f32: a whole number would be
 * stored as a small integer by V8 in one entity and as a double in the next, and no codec would be
 * measured but V8's field representations. Ids stay below 2^31 for the same reason; `edgePopulation` has
 * the others.
 */
export function population(shape, count) {
  return Array.from({ length: count }, (_, index) =>
    shape === 'full' ? fullEntity(index) : partialEntity(index),
  )
}

/** The extremes of every field. Used by the check alone, in a process that times nothing. */
export function edgePopulation(shape) {
  const entities = population(shape, 8)
  for (const entity of entities) {
    entity.entity = 0xffffffff
    entity.generation = 0x80000000
    entity.source = 255
    entity.target = 0
    entity.flags = 255
    entity.health.current = 0xffff
    entity.health.max = 0
    entity.position.x = 2 ** -149
    entity.position.y = -0.5
    entity.position.z = 3.4028234663852886e38
    entity.timer.at = Number.MIN_VALUE
    if (shape === 'full') {
      entity.owner.id = 0xffffffff
      entity.inventory.slots.fill(0xffff)
    }
  }
  return entities
}

/** A full mantissa, as physics gives it: short decimals would make text formats look small and quick. */
function float(index, lane) {
  const mixed = Math.imul(Math.imul(index + 1, 0x9e3779b1) ^ (lane * 0x85ebca6b), 0xc2b2ae35) >>> 0
  return Math.fround((mixed / 2 ** 32) * 2000 - 1000)
}

const position = (index) => new Position(float(index, 0), float(index, 1), float(index, 2))
const health = (index) => new Health(index % 1000, 1000)
const timer = (index) => new Timer(index * 16.666 + 0.1)

function fullEntity(index) {
  return new FullEntity(
    index + 1_000_000,
    index % 100,
    index % 2,
    (index + 1) % 2,
    index % 8,
    FULL_MASK,
    position(index),
    new Velocity(float(index, 3), float(index, 4), float(index, 5)),
    new Rotation(float(index, 6), float(index, 7), float(index, 8), float(index, 9)),
    health(index),
    new Owner(index * 7 + 1),
    new Inventory(Array.from({ length: 16 }, (_, slot) => (index * 31 + slot * 257) % 65_536)),
    timer(index),
  )
}

function partialEntity(index) {
  return new PartialEntity(
    index + 1_000_000,
    index % 100,
    index % 2,
    (index + 1) % 2,
    index % 8,
    PARTIAL_MASK,
    position(index),
    health(index),
    timer(index),
  )
}
