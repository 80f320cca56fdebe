// A thousand entities out of one bitECS world and into another: off the first, in the second with components and
// values. All subjects do all of it; what goes in between is theirs.
import * as bitecs from 'bitecs'
import {
  createSnapshotDeserializer,
  createSnapshotSerializer,
  createSoADeserializer,
  createSoASerializer,
} from 'bitecs/serialization'
import { LeftEntities, RightEntities, World, WorldCoordinator } from '../generated/bench-ecs.gen.js'

const size = 8192

function makeSide() {
  const world = bitecs.createWorld()
  const components = {
    Position: { x: new Float32Array(size), y: new Float32Array(size) },
    Velocity: { x: new Float32Array(size), y: new Float32Array(size) },
    Health: { current: new Uint16Array(size), max: new Uint16Array(size) },
    Serial: { number: new Uint32Array(size) },
  }
  return { world, components, list: Object.values(components) }
}

function populate({ world, components, list }, count) {
  for (let index = 0; index < count; index++) {
    const entity = bitecs.addEntity(world)
    for (const component of list) bitecs.addComponent(world, entity, component)
    components.Position.x[entity] = index
    components.Velocity.y[entity] = index / 4
    components.Health.current[entity] = index
    components.Serial.number[entity] = index
  }
}

/** What a way to move does with all of `from`, so that `to` has them. */
function make(moveFrom) {
  return (count) => {
    const sides = [makeSide(), makeSide()]
    populate(sides[0], count)
    const move = moveFrom(sides)
    let at = 0
    return {
      step() {
        move(at)
        at = 1 - at
      },
      sum() {
        const { world, components } = sides[at]
        const entities = [...bitecs.query(world, sides[at].list)]
        const { Position, Velocity, Health, Serial } = components
        const sumOf = (e) => Position.x[e] + Velocity.y[e] * 4 + Health.current[e] + Serial.number[e]
        return (
          entities.reduce((sum, e) => sum + sumOf(e), 0) +
          1e9 * bitecs.getAllEntities(sides[1 - at].world).length
        )
      },
    }
  }
}

function remove(world, entities) {
  for (const entity of entities) bitecs.removeEntity(world, entity)
}

export const subjects = {
  ours: make((sides) => {
    const coordinator = new WorldCoordinator()
    const [left, right] = [LeftEntities, RightEntities].map(
      (Entities, index) => new Entities({ ecs: bitecs, ...sides[index] }),
    )
    const ends = [
      [left, World.right, right],
      [right, World.left, left],
    ]
    return (from) => {
      const [source, target, sink] = ends[from]
      for (const entity of [...bitecs.query(sides[from].world, sides[from].list)]) source.send(entity, target)
      coordinator.flush()
      sink.receiveAll()
    }
  }),

  // With a buffer that fits: the default of 100 MiB is cleared at each call.
  snapshot: make((sides) => {
    const ends = sides.map(({ world, list }) => ({
      write: createSnapshotSerializer(world, list, new ArrayBuffer(1 << 20)),
      read: createSnapshotDeserializer(world, list),
    }))
    return (from) => {
      const { world } = sides[from]
      const entities = [...bitecs.getAllEntities(world)]
      const packet = ends[from].write()
      remove(world, entities)
      ends[1 - from].read(packet, new Map())
    }
  }),

  // Values only: entities, components and the map from old ids to new ones are the program's.
  soa: make((sides) => {
    const ends = sides.map(({ list }) => ({
      write: createSoASerializer(list, { buffer: new ArrayBuffer(1 << 20) }),
      read: createSoADeserializer(list),
    }))
    return (from) => {
      const { world, list } = sides[from]
      const to = sides[1 - from]
      const entities = [...bitecs.query(world, list)]
      const packet = ends[from].write(entities)
      remove(world, entities)
      const map = new Map()
      for (const entity of entities) {
        const heir = bitecs.addEntity(to.world)
        for (const component of to.list) bitecs.addComponent(to.world, heir, component)
        map.set(entity, heir)
      }
      ends[1 - from].read(packet, map)
    }
  }),

  structuredClone: make((sides) => asObjects(sides, (records) => structuredClone(records))),
  json: make((sides) => asObjects(sides, (records) => JSON.parse(JSON.stringify(records)))),
}

function asObjects(sides, carry) {
  return (from) => {
    const { world, list, components } = sides[from]
    const to = sides[1 - from]
    const { Position, Velocity, Health, Serial } = components
    const entities = [...bitecs.query(world, list)]
    const records = entities.map((entity) => ({
      position: { x: Position.x[entity], y: Position.y[entity] },
      velocity: { x: Velocity.x[entity], y: Velocity.y[entity] },
      health: { current: Health.current[entity], max: Health.max[entity] },
      serial: { number: Serial.number[entity] },
    }))
    remove(world, entities)
    for (const { position, velocity, health, serial } of carry(records)) {
      const entity = bitecs.addEntity(to.world)
      for (const component of to.list) bitecs.addComponent(to.world, entity, component)
      to.components.Position.x[entity] = position.x
      to.components.Position.y[entity] = position.y
      to.components.Velocity.x[entity] = velocity.x
      to.components.Velocity.y[entity] = velocity.y
      to.components.Health.current[entity] = health.current
      to.components.Health.max[entity] = health.max
      to.components.Serial.number[entity] = serial.number
    }
  }
}
