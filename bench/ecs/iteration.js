// position += velocity over all entities that have both. Each peer in the form that its own documentation calls the
// fastest; every one leaves the same numbers behind.
import * as bitecs from 'bitecs'
import * as koota from 'koota'
import {
  FarComponent,
  FarStore,
  NearComponent,
  NearStore,
  VastComponent,
  VastStore,
} from '../generated/bench-ecs.gen.js'

const stores = {
  10000: [NearStore, NearComponent],
  100000: [FarStore, FarComponent],
  1000000: [VastStore, VastComponent],
}

/** `every`: of so many entities all but one move; 0 for all. */
const isMoving = (index, every) => every === 0 || index % every !== 0

export const subjects = {
  ours,
  'whole columns': wholeColumns,
  arrays,
  'fixed arrays': fixedArrays,
  bitecs: overBitecs,
  koota: overKoota,
}

/** The store with so many entities. */
function filled(count, every) {
  const [Store, Component] = stores[count]
  const store = new Store()
  for (let index = 0; index < count; index++) {
    const entity = store.spawn()
    store.addPosition(entity, index, 0)
    if (isMoving(index, every)) store.addVelocity(entity, 1, 2)
  }
  return { store, Component }
}

function ours(count, every) {
  const { store, Component } = filled(count, every)
  const movers = store.query(Component.Position, Component.Velocity)
  const { x, y } = store.position
  const { x: vx, y: vy } = store.velocity
  const move = (start, end) => {
    for (let row = start; row < end; row++) {
      x[row] += vx[row]
      y[row] += vy[row]
    }
  }
  const rows = movers.rows()
  const moveListed = (from, to) => {
    for (let at = from; at < to; at++) {
      const row = rows[at]
      x[row] += vx[row]
      y[row] += vy[row]
    }
  }
  return {
    // No two that follow one another: the case that the list is for.
    step: every === 2 ? () => movers.eachPart(moveListed) : () => movers.eachRun(move),
    sum: () => total(x) + total(y),
  }
}

/** Every place of the columns, taken or not: what goes over arrays of a fixed size does no more. */
function wholeColumns(count, every) {
  const { store } = filled(count, every)
  const { x, y } = store.position
  const { x: vx, y: vy } = store.velocity
  const { length } = x
  const step = () => {
    for (let row = 0; row < length; row++) {
      x[row] += vx[row]
      y[row] += vy[row]
    }
  }
  return { step, sum: () => total(x) + total(y) }
}

/** Without an ECS: four columns and how many of their places are taken; of those that move, all or as a list says. */
function arrays(count, every) {
  const { x, y, vx, vy, list } = columns(count, every)
  const some = new Uint32Array(count)
  some.set(list)
  // Entities come and go. That none does here is nothing an engine can know.
  let taken = 0
  for (let index = 0; index < count; index++) taken++
  let moving = 0
  for (let index = 0; index < list.length; index++) moving++
  const whole = () => {
    for (let row = 0; row < taken; row++) {
      x[row] += vx[row]
      y[row] += vy[row]
    }
  }
  const listed = () => {
    for (let at = 0; at < moving; at++) {
      const row = some[at]
      x[row] += vx[row]
      y[row] += vy[row]
    }
  }
  return { step: every === 0 ? whole : listed, sum: () => total(x) + total(y) }
}

/** The same where nobody ever comes or goes: the ends of loops are constants, and V8 proves that no index is beyond. */
function fixedArrays(count, every) {
  const { x, y, vx, vy, list } = columns(count, every)
  const some = Uint32Array.from(list)
  const whole = () => {
    for (let row = 0; row < count; row++) {
      x[row] += vx[row]
      y[row] += vy[row]
    }
  }
  const listed = () => {
    for (let at = 0; at < some.length; at++) {
      const row = some[at]
      x[row] += vx[row]
      y[row] += vy[row]
    }
  }
  return { step: every === 0 ? whole : listed, sum: () => total(x) + total(y) }
}

function columns(count, every) {
  const [x, y, vx, vy] = [0, 1, 2, 3].map(() => new Float32Array(count))
  const list = []
  for (let index = 0; index < count; index++) {
    x[index] = index
    if (!isMoving(index, every)) continue
    vx[index] = 1
    vy[index] = 2
    list.push(index)
  }
  return { x, y, vx, vy, list }
}

function overBitecs(count, every) {
  const pair = () => ({ x: new Float32Array(count + 1), y: new Float32Array(count + 1) })
  const [Position, Velocity] = [pair(), pair()]
  const world = bitecs.createWorld()
  for (let index = 0; index < count; index++) {
    const entity = bitecs.addEntity(world)
    bitecs.addComponent(world, entity, Position)
    Position.x[entity] = index
    if (!isMoving(index, every)) continue
    bitecs.addComponent(world, entity, Velocity)
    Velocity.x[entity] = 1
    Velocity.y[entity] = 2
  }
  const terms = [Position, Velocity]
  const { x, y } = Position
  const { x: vx, y: vy } = Velocity
  return {
    step() {
      const entities = bitecs.query(world, terms, bitecs.asBuffer)
      for (let at = 0; at < entities.length; at++) {
        const entity = entities[at]
        x[entity] += vx[entity]
        y[entity] += vy[entity]
      }
    },
    sum: () => total(x) + total(y),
  }
}

function overKoota(count, every) {
  const Position = koota.trait({ x: 0, y: 0 })
  const Velocity = koota.trait({ x: 0, y: 0 })
  const world = koota.createWorld()
  for (let index = 0; index < count; index++) {
    const position = Position({ x: index, y: 0 })
    if (isMoving(index, every)) world.spawn(position, Velocity({ x: 1, y: 2 }))
    else world.spawn(position)
  }
  const update = ([position, velocity], entities) => {
    for (let at = 0; at < entities.length; at++) {
      const id = entities[at].id()
      position.x[id] += velocity.x[id]
      position.y[id] += velocity.y[id]
    }
  }
  return {
    step: () => world.query(Position, Velocity).useStores(update),
    sum: () => total(koota.getStore(world, Position).x) + total(koota.getStore(world, Position).y),
  }
}

function total(column) {
  let sum = 0
  for (let index = 0; index < column.length; index++) sum += column[index] ?? 0
  return sum
}
