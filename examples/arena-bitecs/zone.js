// One zone of the arena: a bitECS world on a worker thread. Who leaves the square goes to another zone.
import { parentPort, workerData } from 'node:worker_threads'
import * as bitecs from 'bitecs'
import { goldOf } from '../common/goldOf.js'

// The memory has to be known before the module is imported.
globalThis.arenaBitecsMemory = workerData.memory
const { World, WorldCoordinator, ...module } = await import('./arena-bitecs.gen.js')

const { world: home, entityCount } = workerData
const others = Object.values(World).filter((other) => other !== home)
const size = 4_001
const Position = { x: new Float32Array(size), y: new Float32Array(size) }
const Velocity = { x: new Float32Array(size), y: new Float32Array(size) }
const Purse = { gold: new Uint32Array(size) }
const Journey = { hops: new Uint32Array(size) }
const Stunned = {}
const components = { Position, Velocity, Purse, Journey, Stunned }
const world = bitecs.createWorld()
const coordinator = new WorldCoordinator()
const Entities = [module.LobbyEntities, module.ForestEntities, module.DesertEntities][home]
const entities = new Entities({ ecs: bitecs, world, components })
let refused = 0

for (let index = 0; index < entityCount; index++) {
  const entity = bitecs.addEntity(world)
  for (const component of [Position, Velocity, Purse, Journey]) bitecs.addComponent(world, entity, component)
  Purse.gold[entity] = goldOf(index)
  Velocity.x[entity] = Math.random() - 0.5
  Velocity.y[entity] = Math.random() - 0.5
}

while (coordinator.isRunning()) {
  entities.receiveAll(10_000, (entity) => bitecs.removeComponent(world, entity, Stunned))
  for (const entity of [...bitecs.query(world, [Position, Velocity])]) {
    Position.x[entity] += Velocity.x[entity]
    Position.y[entity] += Velocity.y[entity]
    if (Math.abs(Position.x[entity]) >= 1 || Math.abs(Position.y[entity]) >= 1) leave(entity)
  }
  coordinator.endTick(home)
  coordinator.waitForTransfers(2, home)
}
const rest = [...bitecs.query(world, [Purse])].map((entity) => ({
  id: entities.adopt(entity),
  gold: Purse.gold[entity],
  hops: Journey.hops[entity],
}))
parentPort.postMessage({ entities: rest, refused })

function leave(entity) {
  Position.x[entity] = 0
  Position.y[entity] = 0
  Journey.hops[entity]++
  bitecs.addComponent(world, entity, Stunned)
  if (entities.send(entity, others[Math.floor(Math.random() * others.length)])) return
  // The queue is full: it stays, and tries again.
  Journey.hops[entity]--
  refused++
}
