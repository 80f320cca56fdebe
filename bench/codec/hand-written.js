// The form that everything else is measured against, written by hand: what the generated module must
// not lose to. Module-private constant views over one shared buffer, constant offsets, straight lines.

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
} from './entity.js'

const PACKET_BYTES = 104
const memory = new SharedArrayBuffer(ENTITY_COUNT * PACKET_BYTES)
const I32 = new Int32Array(memory)
const F32 = new Float32Array(memory)
const U16 = new Uint16Array(memory)
const F64 = new Float64Array(memory)

function encodeFull(entities, count) {
  for (let index = 0, w = 0; index < count; index++, w += 26) {
    const entity = entities[index]
    I32[w] = entity.entity
    I32[w + 1] = entity.generation
    I32[w + 2] = entity.source | (entity.target << 8) | (entity.flags << 16)
    I32[w + 3] = entity.mask
    const position = entity.position
    F32[w + 4] = position.x
    F32[w + 5] = position.y
    F32[w + 6] = position.z
    const velocity = entity.velocity
    F32[w + 7] = velocity.x
    F32[w + 8] = velocity.y
    F32[w + 9] = velocity.z
    const q = entity.rotation.q
    F32[w + 10] = q.x
    F32[w + 11] = q.y
    F32[w + 12] = q.z
    F32[w + 13] = q.w
    const health = entity.health
    I32[w + 14] = health.current | (health.max << 16)
    I32[w + 15] = entity.owner.id
    const slots = entity.inventory.slots
    I32[w + 16] = slots[0] | (slots[1] << 16)
    I32[w + 17] = slots[2] | (slots[3] << 16)
    I32[w + 18] = slots[4] | (slots[5] << 16)
    I32[w + 19] = slots[6] | (slots[7] << 16)
    I32[w + 20] = slots[8] | (slots[9] << 16)
    I32[w + 21] = slots[10] | (slots[11] << 16)
    I32[w + 22] = slots[12] | (slots[13] << 16)
    I32[w + 23] = slots[14] | (slots[15] << 16)
    F64[(w >> 1) + 12] = entity.timer.at
  }
  return count * PACKET_BYTES
}

function encodePartial(entities, count) {
  for (let index = 0, w = 0; index < count; index++, w += 26) {
    const entity = entities[index]
    I32[w] = entity.entity
    I32[w + 1] = entity.generation
    I32[w + 2] = entity.source | (entity.target << 8) | (entity.flags << 16)
    I32[w + 3] = entity.mask
    const position = entity.position
    F32[w + 4] = position.x
    F32[w + 5] = position.y
    F32[w + 6] = position.z
    const health = entity.health
    I32[w + 14] = health.current | (health.max << 16)
    F64[(w >> 1) + 12] = entity.timer.at
  }
  return count * PACKET_BYTES
}

function decodeFullInto(entities, count) {
  for (let index = 0, w = 0; index < count; index++, w += 26) {
    const entity = entities[index]
    const ends = I32[w + 2]
    entity.entity = I32[w] >>> 0
    entity.generation = I32[w + 1] >>> 0
    entity.source = ends & 255
    entity.target = (ends >>> 8) & 255
    entity.flags = (ends >>> 16) & 255
    entity.mask = I32[w + 3] >>> 0
    const position = entity.position
    position.x = F32[w + 4]
    position.y = F32[w + 5]
    position.z = F32[w + 6]
    const velocity = entity.velocity
    velocity.x = F32[w + 7]
    velocity.y = F32[w + 8]
    velocity.z = F32[w + 9]
    const q = entity.rotation.q
    q.x = F32[w + 10]
    q.y = F32[w + 11]
    q.z = F32[w + 12]
    q.w = F32[w + 13]
    const health = entity.health
    const healthWord = I32[w + 14]
    health.current = healthWord & 0xffff
    health.max = healthWord >>> 16
    entity.owner.id = I32[w + 15] >>> 0
    const slots = entity.inventory.slots
    const h = (w << 1) + 32
    slots[0] = U16[h]
    slots[1] = U16[h + 1]
    slots[2] = U16[h + 2]
    slots[3] = U16[h + 3]
    slots[4] = U16[h + 4]
    slots[5] = U16[h + 5]
    slots[6] = U16[h + 6]
    slots[7] = U16[h + 7]
    slots[8] = U16[h + 8]
    slots[9] = U16[h + 9]
    slots[10] = U16[h + 10]
    slots[11] = U16[h + 11]
    slots[12] = U16[h + 12]
    slots[13] = U16[h + 13]
    slots[14] = U16[h + 14]
    slots[15] = U16[h + 15]
    entity.timer.at = F64[(w >> 1) + 12]
  }
}

function decodePartialInto(entities, count) {
  for (let index = 0, w = 0; index < count; index++, w += 26) {
    const entity = entities[index]
    const ends = I32[w + 2]
    entity.entity = I32[w] >>> 0
    entity.generation = I32[w + 1] >>> 0
    entity.source = ends & 255
    entity.target = (ends >>> 8) & 255
    entity.flags = (ends >>> 16) & 255
    entity.mask = I32[w + 3] >>> 0
    const position = entity.position
    position.x = F32[w + 4]
    position.y = F32[w + 5]
    position.z = F32[w + 6]
    const health = entity.health
    const healthWord = I32[w + 14]
    health.current = healthWord & 0xffff
    health.max = healthWord >>> 16
    entity.timer.at = F64[(w >> 1) + 12]
  }
}

function decodeFullNew(out, count) {
  const mask = out.length - 1
  for (let index = 0, w = 0; index < count; index++, w += 26) {
    const ends = I32[w + 2]
    const healthWord = I32[w + 14]
    const h = (w << 1) + 32
    out[index & mask] = new FullEntity(
      I32[w] >>> 0,
      I32[w + 1] >>> 0,
      ends & 255,
      (ends >>> 8) & 255,
      (ends >>> 16) & 255,
      I32[w + 3] >>> 0,
      new Position(F32[w + 4], F32[w + 5], F32[w + 6]),
      new Velocity(F32[w + 7], F32[w + 8], F32[w + 9]),
      new Rotation(F32[w + 10], F32[w + 11], F32[w + 12], F32[w + 13]),
      new Health(healthWord & 0xffff, healthWord >>> 16),
      new Owner(I32[w + 15] >>> 0),
      new Inventory([
        U16[h],
        U16[h + 1],
        U16[h + 2],
        U16[h + 3],
        U16[h + 4],
        U16[h + 5],
        U16[h + 6],
        U16[h + 7],
        U16[h + 8],
        U16[h + 9],
        U16[h + 10],
        U16[h + 11],
        U16[h + 12],
        U16[h + 13],
        U16[h + 14],
        U16[h + 15],
      ]),
      new Timer(F64[(w >> 1) + 12]),
    )
  }
}

function decodePartialNew(out, count) {
  const mask = out.length - 1
  for (let index = 0, w = 0; index < count; index++, w += 26) {
    const ends = I32[w + 2]
    const healthWord = I32[w + 14]
    out[index & mask] = new PartialEntity(
      I32[w] >>> 0,
      I32[w + 1] >>> 0,
      ends & 255,
      (ends >>> 8) & 255,
      (ends >>> 16) & 255,
      I32[w + 3] >>> 0,
      new Position(F32[w + 4], F32[w + 5], F32[w + 6]),
      new Health(healthWord & 0xffff, healthWord >>> 16),
      new Timer(F64[(w >> 1) + 12]),
    )
  }
}

function readPositions(count) {
  let sum = 0
  for (let index = 0, w = 4; index < count; index++, w += 26) {
    sum += F32[w] + F32[w + 1] + F32[w + 2]
  }
  return sum
}

export const full = {
  name: 'hand-written',
  prepare: (entities) => entities,
  encode: encodeFull,
  decodeInto: decodeFullInto,
  decodeNew: decodeFullNew,
  readPositions,
}

export const partial = {
  name: 'hand-written',
  prepare: (entities) => entities,
  encode: encodePartial,
  decodeInto: decodePartialInto,
  decodeNew: decodePartialNew,
  readPositions,
}
