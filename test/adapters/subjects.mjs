// The same few operations over each ECS, for tests that do not care which one it is. A subject is made for one world
// of a generated module: `left` or `right`.
import * as bitecs from 'bitecs'
import * as koota from 'koota'
import { World as MiniplexWorld } from 'miniplex'

const sides = ['red', 'blue', 'green']

export function subjectOf(kind, module, world) {
  const name = world[0].toUpperCase() + world.slice(1)
  return makers[kind](module, name)
}

const makers = {
  bitecs: (module, name) => overBitecs(module, name, null),
  versioned: (module, name) => overBitecs(module, name, bitecs.createEntityIndex(bitecs.withVersioning(8))),
  soa: overStore,
  koota: overKoota,
  miniplex: overMiniplex,
}

function overBitecs(module, name, entityIndex) {
  const size = 131_072
  const world = entityIndex === null ? bitecs.createWorld() : bitecs.createWorld(entityIndex)
  const components = {
    Serial: { number: new Uint32Array(size) },
    Position: { x: new Float32Array(size), y: new Float32Array(size) },
    Velocity: { by: { x: new Float32Array(size), y: new Float32Array(size) } },
    Bag: { slots: [], gold: new BigUint64Array(size) },
    Team: { side: new Uint8Array(size) },
    // Version and index take 32 bits, with a sign.
    Aim: { next: new Int32Array(size), last: new Int32Array(size), home: new Uint32Array(size) },
    Note: { raw: [] },
    Stunned: {},
  }
  const options = { ecs: bitecs, world, components, ...(entityIndex !== null && { entityIndex }) }
  const at = (entity) => (entityIndex === null ? entity : bitecs.getId(entityIndex, entity))
  const { Serial, Position, Velocity, Bag, Team, Aim, Note } = components
  const has = (entity, component) => bitecs.hasComponent(world, entity, components[component])
  return {
    world,
    components,
    entities: new module[`${name}Entities`](options),
    spawn: () => bitecs.addEntity(world),
    despawn: (entity) => bitecs.removeEntity(world, entity),
    isAlive: (entity) => bitecs.entityExists(world, entity),
    add: (entity, component) => bitecs.addComponent(world, entity, components[component]),
    remove: (entity, component) => bitecs.removeComponent(world, entity, components[component]),
    watch: (component, visit) => bitecs.observe(world, bitecs.onAdd(components[component]), visit),
    count: () => bitecs.getAllEntities(world).length,
    fill(entity, value) {
      const row = at(entity)
      for (const component of Object.keys(value)) bitecs.addComponent(world, entity, components[component])
      if (value.Serial) Serial.number[row] = value.Serial.number
      if (value.Position) setRow(Position, row, value.Position)
      if (value.Velocity) setRow(Velocity.by, row, value.Velocity.by)
      if (value.Bag) {
        Bag.slots[row] = Uint16Array.from(value.Bag.slots)
        Bag.gold[row] = value.Bag.gold
      }
      if (value.Team) Team.side[row] = sides.indexOf(value.Team.side)
      if (value.Aim) setRow(Aim, row, value.Aim)
      if (value.Note) Note.raw[row] = value.Note.raw
    },
    refer: (entity, field, other) => {
      Aim[field][at(entity)] = other
    },
    serialOf: (entity) => Serial.number[at(entity)],
    read(entity) {
      const row = at(entity)
      return pruned({
        Serial: has(entity, 'Serial') && { number: Serial.number[row] },
        Position: has(entity, 'Position') && { x: Position.x[row], y: Position.y[row] },
        Velocity: has(entity, 'Velocity') && { by: { x: Velocity.by.x[row], y: Velocity.by.y[row] } },
        Bag: has(entity, 'Bag') && { slots: [...Bag.slots[row]], gold: Bag.gold[row] },
        Team: has(entity, 'Team') && { side: sides[Team.side[row]] },
        Aim: has(entity, 'Aim') && { next: Aim.next[row], last: Aim.last[row], home: Aim.home[row] },
        Note: has(entity, 'Note') && { raw: Note.raw[row] },
        Stunned: has(entity, 'Stunned') && {},
      })
    },
  }
}

function overStore(module, name) {
  const store = new module[`${name}Store`]()
  const numbers = module[`${name}Component`]
  const has = (entity, component) => store.has(entity, numbers[component])
  const fill = (entity, { Serial, Position, Velocity, Bag, Team, Aim, Note }) => {
    const row = store.rowOf(entity)
    if (Serial) store.addSerial(entity, Serial.number)
    if (Position) store.addPosition(entity, Position.x, Position.y)
    if (Velocity) store.addVelocity(entity, Velocity.by.x, Velocity.by.y)
    if (Bag) {
      store.addBag(entity, Bag.gold)
      store.bag.slots.set(Bag.slots, row * 4)
    }
    if (Team) store.addTeam(entity, sides.indexOf(Team.side))
    if (Aim) store.addAim(entity, Aim.next, Aim.last, Aim.home)
    if (Note) store.addNote(entity, Note.raw)
  }
  return {
    store,
    entities: new module[`${name}Entities`]({ store }),
    spawn: () => store.spawn(),
    despawn: (entity) => store.despawn(entity),
    isAlive: (entity) => store.isAlive(entity),
    add: (entity, component) => store[`add${component}`](entity),
    remove: (entity, component) => store.remove(entity, numbers[component]),
    count: () => store.size,
    fill(entity, value) {
      fill(entity, value)
      if (value.Stunned) store.addStunned(entity)
    },
    refer: (entity, field, other) => {
      store.aim[field][store.rowOf(entity)] = other
    },
    serialOf: (entity) => store.serial.number[store.rowOf(entity)],
    read(entity) {
      const row = store.rowOf(entity)
      const { serial, position, velocity, bag, team, aim, note } = store
      return pruned({
        Serial: has(entity, 'Serial') && { number: serial.number[row] },
        Position: has(entity, 'Position') && { x: position.x[row], y: position.y[row] },
        Velocity: has(entity, 'Velocity') && { by: { x: velocity.by.x[row], y: velocity.by.y[row] } },
        Bag: has(entity, 'Bag') && { slots: [...bag.slots.subarray(row * 4, row * 4 + 4)], gold: bag.gold[row] },
        Team: has(entity, 'Team') && { side: sides[team.side[row]] },
        Aim: has(entity, 'Aim') && { next: aim.next[row], last: aim.last[row], home: aim.home[row] },
        Note: has(entity, 'Note') && { raw: note.raw[row] },
        Stunned: has(entity, 'Stunned') && {},
      })
    },
  }
}

function overKoota(module, name) {
  const world = koota.createWorld()
  const components = {
    Serial: koota.trait({ number: 0 }),
    // Records of fields, and, in the next one, objects that a function makes.
    Position: koota.trait({ x: 0, y: 0 }),
    Velocity: koota.trait(() => new module.Velocity()),
    Bag: koota.trait({ slots: () => new Uint16Array(4), gold: 0n }),
    Team: koota.trait({ side: 'red' }),
    Aim: koota.trait({ next: 0, last: 0, home: 0 }),
    Note: koota.trait({ raw: () => new Uint8Array(0) }),
    Stunned: koota.trait(),
  }
  return {
    world,
    components,
    entities: new module[`${name}Entities`]({ ecs: koota, world, components }),
    spawn: () => world.spawn(),
    despawn: (entity) => entity.destroy(),
    isAlive: (entity) => world.has(entity),
    add: (entity, component) => entity.add(components[component]),
    remove: (entity, component) => entity.remove(components[component]),
    watch: (component, visit) => world.onAdd(components[component], visit),
    // One entity of each world is the world itself.
    count: () => world.entities.length - 1,
    fill(entity, value) {
      for (const [component, record] of Object.entries(value)) entity.add(components[component]({ ...record }))
    },
    refer: (entity, field, other) => entity.set(components.Aim, { [field]: other }),
    serialOf: (entity) => entity.get(components.Serial).number,
    read: (entity) =>
      pruned(
        Object.fromEntries(
          Object.keys(components).map((component) => [
            component,
            entity.has(components[component]) && (entity.get(components[component]) ?? {}),
          ]),
        ),
      ),
  }
}

function overMiniplex(module, name) {
  const world = new MiniplexWorld()
  const property = (component) => component[0].toLowerCase() + component.slice(1)
  const valueOf = (component, value) => (component === 'Stunned' ? true : value)
  return {
    world,
    none: null,
    entities: new module[`${name}Entities`]({ world }),
    spawn: () => world.add({}),
    despawn: (entity) => world.remove(entity),
    isAlive: (entity) => world.has(entity),
    add: (entity, component) => world.addComponent(entity, property(component), valueOf(component, {})),
    remove: (entity, component) => world.removeComponent(entity, property(component)),
    watch: (component, visit) => world.with(property(component)).onEntityAdded.subscribe(visit),
    count: () => world.size,
    fill(entity, value) {
      for (const [component, record] of Object.entries(value)) {
        world.addComponent(entity, property(component), valueOf(component, { ...record }))
      }
    },
    refer: (entity, field, other) => {
      entity.aim[field] = other
    },
    serialOf: (entity) => entity.serial.number,
    read({ serial, position, velocity, bag, team, aim, note, stunned }) {
      return pruned({
        Serial: serial && { ...serial },
        Position: position && { ...position },
        Velocity: velocity && { by: { ...velocity.by } },
        Bag: bag && { slots: [...bag.slots], gold: bag.gold },
        Team: team && { ...team },
        Aim: aim && { ...aim },
        Note: note && { ...note },
        Stunned: stunned && {},
      })
    },
  }
}

function setRow(columns, row, values) {
  for (const key in values) columns[key][row] = values[key]
}

function pruned(values) {
  for (const component in values) if (!values[component]) delete values[component]
  return values
}
