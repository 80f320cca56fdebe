// One world on a thread of its own. The left one makes entities and sends them over; the right one changes some and
// sends them back; the left one looks at all of them again. Both have entities that stay, and come and go.
import { parentPort, workerData } from 'node:worker_threads'
import { subjectOf } from './subjects.mjs'

const { path, memory, memoryName, kind, side, total, every } = workerData
globalThis[memoryName] = memory
const module = await import(path)
const { World, WorldCoordinator } = module
const coordinator = new WorldCoordinator()
const subject = subjectOf(kind, module, side)
const { entities } = subject
const none = subject.none === undefined ? 0 : subject.none
const sides = ['red', 'blue', 'green']
const home = World[side]
const other = side === 'left' ? World.right : World.left

parentPort.once('message', () => {
  const started = performance.now()
  const report = side === 'left' ? left() : right()
  parentPort.postMessage({ ...report, milliseconds: Math.round(performance.now() - started) })
})
parentPort.postMessage('ready')

function left() {
  churn(1_000)
  const locals = Array.from({ length: total }, (_, number) => {
    const entity = subject.spawn()
    subject.fill(entity, valueOf(number))
    return entity
  })
  // Pairs refer to each other, and all to one that stays here.
  const stays = subject.spawn()
  for (const [number, entity] of locals.entries()) {
    subject.refer(entity, 'next', locals[number ^ 1])
    subject.refer(entity, 'last', stays)
  }
  const ids = locals.map((entity) => entities.adopt(entity))
  sendEach(locals)
  churn(3_000)
  const back = takeAll()
  const { wrong, distinct } = look(back, true)
  const renamed = back.filter((entity) => entities.idOf(entity) !== ids[subject.serialOf(entity)]).length
  return { wrong, distinct, renamed, count: subject.count(), known: entities.size }
}

function right() {
  churn(2_000)
  const arrived = takeAll()
  const { wrong, distinct } = look(arrived, false)
  for (const entity of arrived) {
    const number = subject.serialOf(entity)
    if (number % every === 0) subject.add(entity, 'Stunned')
    if (number % every === 1) subject.remove(entity, 'Velocity')
  }
  // One after the other, in another order than they came: the first of a pair is gone when the second is packed.
  sendEach(arrived.reverse())
  return { wrong, distinct, count: subject.count(), known: entities.size }
}

/** How many entities are not as they should be, before or after the right world changed some, and how many differ. */
function look(locals, isChanged) {
  const bySerial = new Map(locals.map((entity) => [subject.serialOf(entity), entity]))
  let wrong = 0
  for (const [number, entity] of bySerial) {
    const { Position, Velocity, Bag, Team, Aim, Stunned } = subject.read(entity)
    const isStunned = isChanged && number % every === 0
    const hasStopped = isChanged && number % every === 1
    const isRight =
      Position.x === number / 4 &&
      Position.y === -number &&
      (hasStopped ? Velocity === undefined : Velocity.by.x === 1 && Velocity.by.y === number % 7) &&
      Bag.slots.length === 4 &&
      Bag.slots[0] === (number & 0xffff) &&
      Bag.slots[3] === number % 11 &&
      Bag.gold === BigInt(number) << 33n &&
      Team.side === sides[number % 3] &&
      (Stunned !== undefined) === isStunned &&
      // The one that all refer to has stayed at home, where this field was empty when they came back.
      Aim.next === bySerial.get(number ^ 1) &&
      Aim.last === none &&
      Aim.home === number + 1
    if (!isRight) wrong++
  }
  return { wrong, distinct: bySerial.size }
}

function valueOf(number) {
  return {
    Serial: { number },
    Position: { x: number / 4, y: -number },
    Velocity: { by: { x: 1, y: number % 7 } },
    Bag: { slots: [number & 0xffff, 1, 2, number % 11], gold: BigInt(number) << 33n },
    Team: { side: sides[number % 3] },
    Aim: { next: none, last: none, home: number + 1 },
  }
}

/** Entities that come and go move the indices of all that follow. */
function churn(count) {
  const locals = Array.from({ length: count }, () => subject.spawn())
  for (const [index, entity] of locals.entries()) if (index % 10 !== 0) subject.despawn(entity)
}

function sendEach(locals) {
  for (const entity of locals) {
    while (!entities.send(entity, other)) coordinator.flush()
  }
  coordinator.flush()
}

function takeAll() {
  const taken = []
  while (taken.length < total) {
    coordinator.waitForTransfers(20, home)
    entities.receiveAll(1_000, (entity) => taken.push(entity))
    coordinator.endTick(home)
  }
  return taken
}
