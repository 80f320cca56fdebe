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

// A vector of structs: its fastest form, without optional fields. One builder and one accessor of each kind,
// reused. It decodes into the program's own objects, since its own object API allocates twice.

const position = new generated.Position()
const velocity = new generated.Velocity()
const rotation = new generated.Rotation()
const quaternion = new generated.Quat()
const health = new generated.Health()
const owner = new generated.Owner()
const inventory = new generated.Inventory()
const timer = new generated.Timer()

function fullSubject() {
  const { FullStruct, FullStructs } = generated
  const builder = new Builder(ENTITY_COUNT * 128)
  const struct = new FullStruct()
  let bytes
  let root
  return {
    name: 'flatbuffers struct',
    prepare: (entities) => entities,
    encode(entities, count) {
      builder.clear()
      FullStructs.startEntitiesVector(builder, count)
      for (let index = count - 1; index >= 0; index--) {
        const entity = entities[index]
        const q = entity.rotation.q
        const slots = entity.inventory.slots
        FullStruct.createFullStruct(
          builder,
          entity.entity,
          entity.generation,
          entity.source,
          entity.target,
          entity.flags,
          0,
          entity.mask,
          entity.position.x,
          entity.position.y,
          entity.position.z,
          entity.velocity.x,
          entity.velocity.y,
          entity.velocity.z,
          q.x,
          q.y,
          q.z,
          q.w,
          entity.health.current,
          entity.health.max,
          entity.owner.id,
          slots[0],
          slots[1],
          slots[2],
          slots[3],
          slots[4],
          slots[5],
          slots[6],
          slots[7],
          slots[8],
          slots[9],
          slots[10],
          slots[11],
          slots[12],
          slots[13],
          slots[14],
          slots[15],
          entity.timer.at,
        )
      }
      const vector = builder.endVector()
      FullStructs.startFullStructs(builder)
      FullStructs.addEntities(builder, vector)
      builder.finish(FullStructs.endFullStructs(builder))
      bytes = builder.asUint8Array()
      root = FullStructs.getRootAsFullStructs(new ByteBuffer(bytes))
      return bytes.length
    },
    decodeInto(entities, count) {
      for (let index = 0; index < count; index++) {
        const entity = entities[index]
        root.entities(index, struct)
        entity.entity = struct.entity()
        entity.generation = struct.generation()
        entity.source = struct.source()
        entity.target = struct.target()
        entity.flags = struct.flags()
        entity.mask = struct.mask()
        struct.position(position)
        entity.position.x = position.x()
        entity.position.y = position.y()
        entity.position.z = position.z()
        struct.velocity(velocity)
        entity.velocity.x = velocity.x()
        entity.velocity.y = velocity.y()
        entity.velocity.z = velocity.z()
        struct.rotation(rotation).q(quaternion)
        const q = entity.rotation.q
        q.x = quaternion.x()
        q.y = quaternion.y()
        q.z = quaternion.z()
        q.w = quaternion.w()
        struct.health(health)
        entity.health.current = health.current()
        entity.health.max = health.max()
        entity.owner.id = struct.owner(owner).id()
        struct.inventory(inventory)
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
        entity.timer.at = struct.timer(timer).at()
      }
    },
    decodeNew(out, count) {
      const mask = out.length - 1
      for (let index = 0; index < count; index++) {
        root.entities(index, struct)
        struct.position(position)
        struct.velocity(velocity)
        struct.rotation(rotation).q(quaternion)
        struct.health(health)
        struct.inventory(inventory)
        out[index & mask] = new FullEntity(
          struct.entity(),
          struct.generation(),
          struct.source(),
          struct.target(),
          struct.flags(),
          struct.mask(),
          new Position(position.x(), position.y(), position.z()),
          new Velocity(velocity.x(), velocity.y(), velocity.z()),
          new Rotation(quaternion.x(), quaternion.y(), quaternion.z(), quaternion.w()),
          new Health(health.current(), health.max()),
          new Owner(struct.owner(owner).id()),
          new Inventory([
            inventory.s0(),
            inventory.s1(),
            inventory.s2(),
            inventory.s3(),
            inventory.s4(),
            inventory.s5(),
            inventory.s6(),
            inventory.s7(),
            inventory.s8(),
            inventory.s9(),
            inventory.s10(),
            inventory.s11(),
            inventory.s12(),
            inventory.s13(),
            inventory.s14(),
            inventory.s15(),
          ]),
          new Timer(struct.timer(timer).at()),
        )
      }
    },
    readPositions(count) {
      let sum = 0
      for (let index = 0; index < count; index++) {
        root.entities(index, struct).position(position)
        sum += position.x() + position.y() + position.z()
      }
      return sum
    },
  }
}

function partialSubject() {
  const { PartialStruct, PartialStructs } = generated
  const builder = new Builder(ENTITY_COUNT * 64)
  const struct = new PartialStruct()
  let bytes
  let root
  return {
    name: 'flatbuffers struct',
    prepare: (entities) => entities,
    encode(entities, count) {
      builder.clear()
      PartialStructs.startEntitiesVector(builder, count)
      for (let index = count - 1; index >= 0; index--) {
        const entity = entities[index]
        PartialStruct.createPartialStruct(
          builder,
          entity.entity,
          entity.generation,
          entity.source,
          entity.target,
          entity.flags,
          0,
          entity.mask,
          entity.position.x,
          entity.position.y,
          entity.position.z,
          entity.health.current,
          entity.health.max,
          entity.timer.at,
        )
      }
      const vector = builder.endVector()
      PartialStructs.startPartialStructs(builder)
      PartialStructs.addEntities(builder, vector)
      builder.finish(PartialStructs.endPartialStructs(builder))
      bytes = builder.asUint8Array()
      root = PartialStructs.getRootAsPartialStructs(new ByteBuffer(bytes))
      return bytes.length
    },
    decodeInto(entities, count) {
      for (let index = 0; index < count; index++) {
        const entity = entities[index]
        root.entities(index, struct)
        entity.entity = struct.entity()
        entity.generation = struct.generation()
        entity.source = struct.source()
        entity.target = struct.target()
        entity.flags = struct.flags()
        entity.mask = struct.mask()
        struct.position(position)
        entity.position.x = position.x()
        entity.position.y = position.y()
        entity.position.z = position.z()
        struct.health(health)
        entity.health.current = health.current()
        entity.health.max = health.max()
        entity.timer.at = struct.timer(timer).at()
      }
    },
    decodeNew(out, count) {
      const mask = out.length - 1
      for (let index = 0; index < count; index++) {
        root.entities(index, struct)
        struct.position(position)
        struct.health(health)
        out[index & mask] = new PartialEntity(
          struct.entity(),
          struct.generation(),
          struct.source(),
          struct.target(),
          struct.flags(),
          struct.mask(),
          new Position(position.x(), position.y(), position.z()),
          new Health(health.current(), health.max()),
          new Timer(struct.timer(timer).at()),
        )
      }
    },
    readPositions(count) {
      let sum = 0
      for (let index = 0; index < count; index++) {
        root.entities(index, struct).position(position)
        sum += position.x() + position.y() + position.z()
      }
      return sum
    },
  }
}

export const full = fullSubject()
export const partial = partialSubject()
