// One zone of the arena: a koota world on a worker thread. Who leaves the square goes to another zone.
import { parentPort, workerData } from 'node:worker_threads'
import * as koota from 'koota'
import { goldOf } from '../common/goldOf.js'

// The memory has to be known before the module is imported.
globalThis.arenaKootaMemory = workerData.memory
const { World, WorldCoordinator, ...module } = await import('./arena-koota.gen.js')

const { world: home, entityCount } = workerData
const others = Object.values(World).filter((other) => other !== home)
const Position = koota.trait({ x: 0, y: 0 })
const Velocity = koota.trait({ x: 0, y: 0 })
const Purse = koota.trait({ gold: 0 })
const Journey = koota.trait({ hops: 0 })
const Stunned = koota.trait()
const components = { Position, Velocity, Purse, Journey, Stunned }
const world = koota.createWorld()
const coordinator = new WorldCoordinator()
const Entities = [module.LobbyEntities, module.ForestEntities, module.DesertEntities][home]
const entities = new Entities({ ecs: koota, world, components })
let refused = 0

for (let index = 0; index < entityCount; index++) {
  const velocity = Velocity({ x: Math.random() - 0.5, y: Math.random() - 0.5 })
  world.spawn(Position, velocity, Purse({ gold: goldOf(index) }), Journey)
}

while (coordinator.isRunning()) {
  entities.receiveAll(10_000, (entity) => entity.remove(Stunned))
  const leaving = []
  world.query(Position, Velocity).updateEach(([position, velocity], entity) => {
    position.x += velocity.x
    position.y += velocity.y
    if (Math.abs(position.x) >= 1 || Math.abs(position.y) >= 1) leaving.push(entity)
  })
  // Not before: koota writes back what `updateEach` has shown.
  for (const entity of leaving) leave(entity)
  coordinator.endTick(home)
  coordinator.waitForTransfers(2, home)
}
const rest = [...world.query(Purse)].map((entity) => ({
  id: entities.adopt(entity),
  gold: entity.get(Purse).gold,
  hops: entity.get(Journey).hops,
}))
parentPort.postMessage({ entities: rest, refused })

function leave(entity) {
  const { hops } = entity.get(Journey)
  entity.set(Position, { x: 0, y: 0 })
  entity.set(Journey, { hops: hops + 1 })
  entity.add(Stunned)
  if (entities.send(entity, others[Math.floor(Math.random() * others.length)])) return
  // The queue is full: it stays, and tries again.
  entity.set(Journey, { hops })
  refused++
}
