// Our side: the module that ecs-gen writes for reference.schema.json, used as a program uses it. Encoding
// packs a batch into the queue from world a to world b; decoding and reading look at the queue's slots in place.

import { Full, Partial, queues, World, WorldCoordinator } from '../generated/reference.gen.js'

const coordinator = new WorldCoordinator()
const queue = queues.aToB

function empty() {
  while (queue.peekBatch(1) !== 0) queue.releaseBatch(queue.peekBatch(1 << 16))
}

function native(Class, names) {
  return (entities) =>
    entities.map((entity) => {
      const value = new Class()
      value.entity = entity.entity
      value.generation = entity.generation
      for (const name of names) copy(entity[name], value[name])
      return value
    })
}

function copy(from, to) {
  for (const key of Object.keys(to)) {
    if (typeof to[key] !== 'object') to[key] = from[key]
    else if (ArrayBuffer.isView(to[key])) to[key].set(from[key])
    else copy(from[key], to[key])
  }
}

function readPositions(count) {
  let sum = 0
  for (let index = 0; index < count; index++) {
    const transfer = queue.peekAt(index)
    sum += transfer.positionX + transfer.positionY + transfer.positionZ
  }
  return sum
}

export const full = {
  name: 'generated',
  prepare: native(Full, ['position', 'velocity', 'rotation', 'health', 'owner', 'inventory', 'timer']),
  encode(entities, count) {
    empty()
    return coordinator.queueFullBatch(World.a, World.b, entities, 0, count) * 104
  },
  decodeInto(entities, count) {
    for (let index = 0; index < count; index++) queue.peekAt(index).unpackFull(entities[index])
  },
  decodeNew(out, count) {
    const mask = out.length - 1
    for (let index = 0; index < count; index++) out[index & mask] = queue.peekAt(index).unpackFull()
  },
  readPositions,
}

export const partial = {
  name: 'generated',
  prepare: native(Partial, ['position', 'health', 'timer']),
  encode(entities, count) {
    empty()
    return coordinator.queuePartialBatch(World.a, World.b, entities, 0, count) * 104
  },
  decodeInto(entities, count) {
    for (let index = 0; index < count; index++) queue.peekAt(index).unpackPartial(entities[index])
  },
  decodeNew(out, count) {
    const mask = out.length - 1
    for (let index = 0; index < count; index++) out[index & mask] = queue.peekAt(index).unpackPartial()
  },
  readPositions,
}
