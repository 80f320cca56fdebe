// The reference entity as a user's program would hold it: plain instances of plain classes. No codec
// owns these classes, so none is helped by them.

class Quaternion {
  constructor(x, y, z, w) {
    this.x = x
    this.y = y
    this.z = z
    this.w = w
  }
}

export class Position {
  constructor(x, y, z) {
    this.x = x
    this.y = y
    this.z = z
  }
}

export class Velocity {
  constructor(x, y, z) {
    this.x = x
    this.y = y
    this.z = z
  }
}

export class Rotation {
  constructor(x, y, z, w) {
    this.q = new Quaternion(x, y, z, w)
  }
}

export class Health {
  constructor(current, max) {
    this.current = current
    this.max = max
  }
}

export class Owner {
  constructor(id) {
    this.id = id
  }
}

export class Inventory {
  constructor(slots) {
    this.slots = slots
  }
}

export class Timer {
  constructor(at) {
    this.at = at
  }
}

export class FullEntity {
  constructor(
    entity,
    generation,
    source,
    target,
    flags,
    mask,
    position,
    velocity,
    rotation,
    health,
    owner,
    inventory,
    timer,
  ) {
    this.entity = entity
    this.generation = generation
    this.source = source
    this.target = target
    this.flags = flags
    this.mask = mask
    this.position = position
    this.velocity = velocity
    this.rotation = rotation
    this.health = health
    this.owner = owner
    this.inventory = inventory
    this.timer = timer
  }
}

export class PartialEntity {
  constructor(entity, generation, source, target, flags, mask, position, health, timer) {
    this.entity = entity
    this.generation = generation
    this.source = source
    this.target = target
    this.flags = flags
    this.mask = mask
    this.position = position
    this.health = health
    this.timer = timer
  }
}

// One bit a component, in declared order.
export const FULL_MASK = 0b1111111
export const PARTIAL_MASK = 0b1001001

export const ENTITY_COUNT = 10_000
