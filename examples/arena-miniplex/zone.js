// One zone of the arena: a miniplex world on a worker thread. Who leaves the square goes to another zone.
import { parentPort, workerData } from 'node:worker_threads'
import * as miniplex from 'miniplex'
import { goldOf } from '../common/goldOf.js'

// The memory has to be known before the module is imported.
globalThis.arenaMiniplexMemory = workerData.memory
const { World, WorldCoordinator, ...module } = await import('./arena-miniplex.gen.js')

const { world: home, entityCount } = workerData
const others = Object.values(World).filter((other) => other !== home)
const world = new miniplex.World()
const movers = world.with('position', 'velocity')
const coordinator = new WorldCoordinator()
const Entities = [module.LobbyEntities, module.ForestEntities, module.DesertEntities][home]
const entities = new Entities({ world })
let refused = 0

for (let index = 0; index < entityCount; index++) {
  const velocity = { x: Math.random() - 0.5, y: Math.random() - 0.5 }
  world.add({ position: { x: 0, y: 0 }, velocity, purse: { gold: goldOf(index) }, journey: { hops: 0 } })
}

while (coordinator.isRunning()) {
  entities.receiveAll(10_000, (entity) => world.removeComponent(entity, 'stunned'))
  for (const entity of movers) {
    const { position, velocity } = entity
    position.x += velocity.x
    position.y += velocity.y
    if (Math.abs(position.x) >= 1 || Math.abs(position.y) >= 1) leave(entity)
  }
  coordinator.endTick(home)
  coordinator.waitForTransfers(2, home)
}
const rest = world.entities.map((entity) => ({
  id: entities.adopt(entity),
  gold: entity.purse.gold,
  hops: entity.journey.hops,
}))
parentPort.postMessage({ entities: rest, refused })

function leave(entity) {
  entity.position = { x: 0, y: 0 }
  entity.journey.hops++
  world.addComponent(entity, 'stunned', true)
  if (entities.send(entity, others[Math.floor(Math.random() * others.length)])) return
  // The queue is full: it stays, and tries again.
  entity.journey.hops--
  refused++
}
