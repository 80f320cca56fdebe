// Three zones on three worker threads hand players to each other through the generated module. At the end
// every player has to be in exactly one place, with its gold: counted, not assumed.
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { memory, World, WorldCoordinator, worldNames } from './arena.gen.js'

const seconds = Number(process.argv[process.argv.indexOf('--seconds') + 1]) || 3
const entitiesPerZone = 1_000

const coordinator = new WorldCoordinator()
coordinator.start()
const zones = Object.values(World).map(
  (world) =>
    new Worker(new URL('zone.js', import.meta.url), {
      workerData: { memory, world, entityCount: entitiesPerZone, seed: 1 + world },
    }),
)
const reports = zones.map(
  (zone) =>
    new Promise((resolve, reject) => {
      zone.on('message', (message) => message.kind === 'done' && resolve(message))
      zone.once('error', reject)
    }),
)
await Promise.all(zones.map((zone) => new Promise((resolve) => zone.once('message', resolve))))

let before = totals()
for (let second = 1; second <= seconds; second++) {
  await sleep(1_000)
  const now = totals()
  console.log(`second ${second}`)
  for (const [world, name] of worldNames.entries()) {
    const arrived = now.received[world] - before.received[world]
    console.log(
      `  ${name.padEnd(8)} ${'#'.repeat(Math.min(60, Math.ceil(arrived / 2_000))).padEnd(60)} ${arrived} arrived`,
    )
  }
  before = now
}
coordinator.stop()
const results = await Promise.all(reports)

// What is still on its way is in the queues: the main thread takes it out, now that the zones have ended.
const inFlight = []
const { queues } = await freshView()
for (const queue of Object.values(queues)) {
  for (let transfer = queue.peek(); transfer !== null; transfer = queue.peek()) {
    const { entity, purseGold, journeyHops, journeyHome } = transfer
    inFlight.push({ entity, gold: purseGold, hops: journeyHops, isHome: journeyHome === entity })
    queue.release()
  }
}

const all = [...results.flatMap(({ entities }) => entities), ...inFlight]
const places = new Set(all.map(({ entity }) => entity))
const goldExpected =
  zones.length * sum(Array.from({ length: entitiesPerZone }, (_, index) => 1 + (index % 100)))
const gold = sum(all.map((entity) => entity.gold))
const hops = sum(all.map((entity) => entity.hops))
const sent = sum(totals().sent)
const stats = [
  ['entities', all.length, zones.length * entitiesPerZone],
  ['different entities', places.size, zones.length * entitiesPerZone],
  ['gold', gold, goldExpected],
  ['hops that entities remember, and transfers sent', hops, sent],
  // The schema routes the stunned of the lobby to the desert, and all others to the lobby.
  ['stunned players who came to the forest', results[World.forest].stunned, 0],
]
console.log()
let isWhole = all.every(({ isHome }) => isHome)
for (const [what, found, expected] of stats) {
  isWhole &&= found === expected
  console.log(`${found === expected ? 'ok  ' : 'FAIL'} ${what}: ${found} of ${expected}`)
}
console.log(`     ${sum(results.map(({ stunned }) => stunned))} came stunned, where the schema routes them`)
const waits = sum(results.map(({ refused }) => refused))
console.log(
  `     ${inFlight.length} were still on their way, ${waits} times a queue was full and the entity waited`,
)
process.exitCode = isWhole ? 0 : 1

function totals() {
  const { transfersSent, transfersReceived } = coordinator.getAtomicStats()
  return { sent: transfersSent, received: transfersReceived }
}

/** The module once more: its queues start where the zones' threads left the shared indices. */
async function freshView() {
  globalThis.arenaMemory = memory
  return import('./arena.gen.js?drain')
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0)
}
