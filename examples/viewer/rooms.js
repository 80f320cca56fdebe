// The ground of the viewer's zones: three rooms in a row, with doors in their walls. Players walk straight on, turn at
// walls, and leave where they meet a door. To the next room it is in the side wall, to the one beyond in the bottom.
const door = { from: 0.12, to: 0.8 }

export class Rooms {
  #world
  #worlds
  #seconds = 0
  #last

  constructor(module, world) {
    this.#world = world
    this.#worlds = Object.values(module.World)
  }

  /** How far a step goes: however busy the machine is, players walk at the same speed. */
  tick(now) {
    this.#seconds = Math.min(0.1, (now - (this.#last ?? now)) / 1_000)
    this.#last = now
  }

  place({ position, velocity }) {
    position.x = Math.random() * 1.9 - 0.95
    position.y = Math.random() * 1.9 - 0.95
    // Nobody walks along a wall for ever.
    const angle = ((0.12 + Math.random() * 0.76 + Math.floor(Math.random() * 4)) * Math.PI) / 2
    const speed = 0.4 + Math.random() * 0.5
    velocity.x = Math.cos(angle) * speed
    velocity.y = Math.sin(angle) * speed
  }

  /** Through the door that the other room's leads to; who was sent back turns around in the door. */
  enter({ position, velocity }, { source, isReturned }) {
    if (isReturned) {
      if (Math.abs(position.x) > Math.abs(position.y)) velocity.x = -velocity.x
      else velocity.y = -velocity.y
    } else if (Math.abs(source - this.#world) === 1) {
      position.x = -position.x
    } else {
      position.x = -position.x
      velocity.y = -velocity.y
    }
  }

  walk({ position, velocity }) {
    position.x += velocity.x * this.#seconds
    position.y += velocity.y * this.#seconds
    const target = this.#behind(position)
    if (Math.abs(position.x) > 1) {
      position.x = Math.sign(position.x)
      if (target === undefined) velocity.x = -velocity.x
    }
    if (Math.abs(position.y) > 1) {
      position.y = Math.sign(position.y)
      if (target === undefined) velocity.y = -velocity.y
    }
    return target
  }

  /** The world behind the door at this place, if there is one. */
  #behind({ x, y }) {
    if (x > 1 && isWithin(-y)) return this.#worlds[this.#world + 1]
    if (x < -1 && isWithin(y)) return this.#worlds[this.#world - 1]
    if (y > 1 && this.#world === 0 && isWithin(x)) return this.#worlds[2]
    if (y > 1 && this.#world === 2 && isWithin(x)) return this.#worlds[0]
    return undefined
  }
}

function isWithin(along) {
  return along > door.from && along < door.to
}
