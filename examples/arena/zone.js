// One zone of the arena, on a worker thread: moves its entities about, and hands those that cross the border
// to a neighbour; those that are stunned there, to the zone that the schema routes the stunned to.
import { parentPort, workerData } from 'node:worker_threads'

// The memory has to be known before the module is imported; see README.md.
globalThis.arenaMemory = workerData.memory
const { Player, World, WorldCoordinator, worldNames } = await import('./arena.gen.js')

const { world, entityCount, seed } = workerData
const coordinator = new WorldCoordinator()
const random = randomFrom(seed)
/** @type {Map<number, InstanceType<typeof Player>>} This zone's entities: any store will do. */
const entities = new Map()
/** For those who leave stunned. `route` finds its target, so the one given here does not matter. */
const stretcher = coordinator.createTransfer(world, neighbour())
let refused = 0
let stunned = 0

for (let index = 0; index < entityCount; index++) {
  const player = new Player()
  player.entity = world * 1_000_000 + index
  player.generation = 1
  player.purse.gold = 1 + (index % 100)
  player.journey.home = player.entity
  player.name.text = `${worldNames[world]} #${index}`
  player.team.side = index % 2 === 0 ? 'red' : 'blue'
  player.velocity.x = random() - 0.5
  player.velocity.y = random() - 0.5
  entities.set(player.entity, player)
}
parentPort?.postMessage({ kind: 'ready' })

while (coordinator.isRunning()) {
  receive()
  move()
  coordinator.endTick(world)
  // Nothing to do until somebody arrives or 2 ms have passed: sleep, and be woken by a transfer.
  coordinator.waitForTransfers(2, world)
}
parentPort?.postMessage({ kind: 'done', refused, stunned, entities: [...entities.values()].map(summary) })

function receive() {
  coordinator.popTransferBatchFor(world, 10_000, (transfer) => {
    const player = transfer.unpackPlayer() ?? unpackStunned(transfer)
    if (entities.has(player.entity)) throw new Error(`entity ${player.entity} is here twice`)
    entities.set(player.entity, player)
  })
}

function move() {
  for (const player of entities.values()) {
    player.position.x += player.velocity.x
    player.position.y += player.velocity.y
    if (Math.abs(player.position.x) < 1 && Math.abs(player.position.y) < 1) continue
    player.position.x = 0
    player.position.y = 0
    player.journey.hops++
    const isSent = random() < 0.1 ? sendStunned(player) : send(player)
    // The entity leaves this zone only when the queue has taken it: full means that it stays and tries again.
    if (isSent) {
      entities.delete(player.entity)
    } else {
      player.journey.hops--
      refused++
    }
  }
}

/** The straight way: the archetype's own encoder writes into the queue. */
function send(player) {
  return coordinator.queuePlayerBatch(world, neighbour(), [player]) === 1
}

/** Stunned is no part of the archetype, so this goes through a transfer, and to where the schema says. */
function sendStunned(player) {
  stretcher.reset()
  stretcher.packPlayer(player)
  stretcher.packStunned()
  return coordinator.queueTransfer(world, coordinator.route(stretcher), stretcher)
}

/** With one component more than the archetype it is read component by component. It recovers on arrival. */
function unpackStunned(transfer) {
  if (!transfer.hasStunned) throw new Error(`entity ${transfer.entity} is neither a player nor stunned`)
  stunned++
  const player = new Player()
  player.entity = transfer.entity
  player.generation = transfer.generation
  transfer.unpackPosition(player.position)
  transfer.unpackVelocity(player.velocity)
  transfer.unpackHealth(player.health)
  transfer.unpackPurse(player.purse)
  transfer.unpackJourney(player.journey)
  transfer.unpackName(player.name)
  transfer.unpackTeam(player.team)
  return player
}

function neighbour() {
  const others = Object.values(World).filter((other) => other !== world)
  return others[Math.floor(random() * others.length)] ?? others[0]
}

function summary({ entity, purse, journey, name }) {
  return { entity, gold: purse.gold, hops: journey.hops, isHome: journey.home === entity, name: name.text }
}

/** Mulberry32: a run of the demo can be repeated from its seed. */
function randomFrom(start) {
  let state = start | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}
