// Two worlds on one thread. Whoever walks off the eastern edge of one arrives at the western edge of the other.
import { World, WorldCoordinator, worldNames } from './village.gen.js'

const coordinator = new WorldCoordinator()
/** What lives in each world, by entity id: any store will do, an ECS or a map. */
const entities = [new Map(), new Map()]
const otherOf = [World.wild, World.town]
/** One transfer for each direction, filled anew for each entity. */
const transfers = [World.town, World.wild].map((world) => coordinator.createTransfer(world, otherOf[world]))
const edge = 10

for (const [entity, text] of ['Ada', 'Bo', 'Cleo', 'Dov'].entries()) {
  entities[World.town].set(entity, { name: { text }, position: { x: 8, y: entity } })
}

for (let tick = 1; tick <= 20; tick++) {
  for (const world of [World.town, World.wild]) {
    receive(world, tick)
    walk(world, tick)
  }
}
const places = worldNames.map((name, world) => `${entities[world].size} in the ${name}`)
console.log(`${places.join(', ')}, ${coordinator.totalPendingTransfers()} on their way`)

function walk(world, tick) {
  for (const [entity, { name, position }] of entities[world]) {
    position.x++
    if (position.x < edge) continue
    const transfer = transfers[world].reset(entity)
    transfer.packName(name)
    transfer.packPosition({ x: 0, y: position.y })
    if (coordinator.queueTransfer(world, otherOf[world], transfer)) {
      entities[world].delete(entity)
      console.log(`tick ${tick}: ${name.text} leaves the ${worldNames[world]}`)
    } else {
      // The queue of this example has two places. Full means: nobody left, try again at the next tick.
      console.log(`tick ${tick}: ${name.text} waits at the gate of the ${worldNames[world]}`)
    }
  }
}

function receive(world, tick) {
  coordinator.popTransferBatchFor(world, 100, (transfer) => {
    const name = transfer.unpackName()
    entities[world].set(transfer.entity, { name, position: transfer.unpackPosition() })
    console.log(`tick ${tick}: ${name.text} arrives in the ${worldNames[world]}`)
  })
}
