import { Builder, ByteBuffer } from 'flatbuffers'
import {
  ENTITY_COUNT,
  FullEntity,
  Health,
  Inventory,
  Owner,
  PartialEntity,
  Position,
  Rotation,
  Timer,
  Velocity,
} from '../entity.js'
import * as generated from './generated/flatbuffers.gen.js'

// A vector of tables whose components are optional structs: the form that users with optional components
// pick. One builder and one accessor of each kind, reused.

const { EntityTable, EntityTables } = generated
const table = new EntityTable()
const position = new generated.Position()
const velocity = new generated.Velocity()
const rotation = new generated.Rotation()
const quaternion = new generated.Quat()
const health = new generated.Health()
const owner = new generated.Owner()
const inventory = new generated.Inventory()
const timer = new generated.Timer()

function startEntity(builder, entity) {
  EntityTable.startEntityTable(builder)
  EntityTable.addEntity(builder, entity.entity)
  EntityTable.addGeneration(builder, entity.generation)
  EntityTable.addSource(builder, entity.source)
  EntityTable.addTarget(builder, entity.target)
  EntityTable.addFlags(builder, entity.flags)
  EntityTable.addMask(builder, entity.mask)
}

function addPartial(builder, entity) {
  const { x, y, z } = entity.position
  EntityTable.addPosition(builder, generated.Position.createPosition(builder, x, y, z))
  const { current, max } = entity.health
  EntityTable.addHealth(builder, generated.Health.createHealth(builder, current, max))
  EntityTable.addTimer(builder, generated.Timer.createTimer(builder, entity.timer.at))
}

function addRest(builder, entity) {
  const { x, y, z } = entity.velocity
  EntityTable.addVelocity(builder, generated.Velocity.createVelocity(builder, x, y, z))
  const q = entity.rotation.q
  EntityTable.addRotation(builder, generated.Rotation.createRotation(builder, q.x, q.y, q.z, q.w))
  EntityTable.addOwner(builder, generated.Owner.createOwner(builder, entity.owner.id))
  const s = entity.inventory.slots
  EntityTable.addInventory(
    builder,
    generated.Inventory.createInventory(
      builder,
      s[0],
      s[1],
      s[2],
      s[3],
      s[4],
      s[5],
      s[6],
      s[7],
      s[8],
      s[9],
      s[10],
      s[11],
      s[12],
      s[13],
      s[14],
      s[15],
    ),
  )
}

function readPartialInto(entity) {
  entity.entity = table.entity()
  entity.generation = table.generation()
  entity.source = table.source()
  entity.target = table.target()
  entity.flags = table.flags()
  entity.mask = table.mask()
  table.position(position)
  entity.position.x = position.x()
  entity.position.y = position.y()
  entity.position.z = position.z()
  table.health(health)
  entity.health.current = health.current()
  entity.health.max = health.max()
  entity.timer.at = table.timer(timer).at()
}

function readRestInto(entity) {
  table.velocity(velocity)
  entity.velocity.x = velocity.x()
  entity.velocity.y = velocity.y()
  entity.velocity.z = velocity.z()
  table.rotation(rotation).q(quaternion)
  const q = entity.rotation.q
  q.x = quaternion.x()
  q.y = quaternion.y()
  q.z = quaternion.z()
  q.w = quaternion.w()
  entity.owner.id = table.owner(owner).id()
  table.inventory(inventory)
  const slots = entity.inventory.slots
  slots[0] = inventory.s0()
  slots[1] = inventory.s1()
  slots[2] = inventory.s2()
  slots[3] = inventory.s3()
  slots[4] = inventory.s4()
  slots[5] = inventory.s5()
  slots[6] = inventory.s6()
  slots[7] = inventory.s7()
  slots[8] = inventory.s8()
  slots[9] = inventory.s9()
  slots[10] = inventory.s10()
  slots[11] = inventory.s11()
  slots[12] = inventory.s12()
  slots[13] = inventory.s13()
  slots[14] = inventory.s14()
  slots[15] = inventory.s15()
}

// The program's own objects, filled by the functions above.
const emptyFull = () =>
  new FullEntity(
    0,
    0,
    0,
    0,
    0,
    0,
    new Position(0.5, 0.5, 0.5),
    new Velocity(0.5, 0.5, 0.5),
    new Rotation(0.5, 0.5, 0.5, 0.5),
    new Health(0, 0),
    new Owner(0),
    new Inventory([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    new Timer(0.5),
  )
const emptyPartial = () =>
  new PartialEntity(0, 0, 0, 0, 0, 0, new Position(0.5, 0.5, 0.5), new Health(0, 0), new Timer(0.5))

function subject(addEntity, readInto, empty) {
  const builder = new Builder(ENTITY_COUNT * 256)
  const offsets = new Int32Array(ENTITY_COUNT)
  let bytes
  let root
  return {
    name: 'flatbuffers table',
    prepare: (entities) => entities,
    encode(entities, count) {
      builder.clear()
      for (let index = 0; index < count; index++) {
        startEntity(builder, entities[index])
        addEntity(builder, entities[index])
        offsets[index] = EntityTable.endEntityTable(builder)
      }
      EntityTables.startEntitiesVector(builder, count)
      for (let index = count - 1; index >= 0; index--) builder.addOffset(offsets[index])
      const vector = builder.endVector()
      EntityTables.startEntityTables(builder)
      EntityTables.addEntities(builder, vector)
      builder.finish(EntityTables.endEntityTables(builder))
      bytes = builder.asUint8Array()
      root = EntityTables.getRootAsEntityTables(new ByteBuffer(bytes))
      return bytes.length
    },
    decodeInto(entities, count) {
      for (let index = 0; index < count; index++) {
        root.entities(index, table)
        readInto(entities[index])
      }
    },
    decodeNew(out, count) {
      const mask = out.length - 1
      for (let index = 0; index < count; index++) {
        root.entities(index, table)
        const entity = empty()
        readInto(entity)
        out[index & mask] = entity
      }
    },
    readPositions(count) {
      let sum = 0
      for (let index = 0; index < count; index++) {
        root.entities(index, table).position(position)
        sum += position.x() + position.y() + position.z()
      }
      return sum
    },
  }
}

// A process times one shape only, so these shared helpers see one class of entity.
export const full = subject(
  (builder, entity) => {
    addPartial(builder, entity)
    addRest(builder, entity)
  },
  (entity) => {
    readPartialInto(entity)
    readRestInto(entity)
  },
  emptyFull,
)
export const partial = subject(addPartial, readPartialInto, emptyPartial)
