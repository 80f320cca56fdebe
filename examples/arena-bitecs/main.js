// Three bitECS worlds on three threads hand entities to each other. At the end each has to be in exactly one place.
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { memory, World, WorldCoordinator } from './arena-bitecs.gen.js'

const seconds = Number(process.argv[process.argv.indexOf('--seconds') + 1]) || 3
const entitiesPerZone = 1_000

const coordinator = new WorldCoordinator()
coordinator.start()
const zones = Object.values(World).map(
  (world) =>
    new Worker(new URL('zone.js', import.meta.url), {
      workerData: { memory, world, entityCount: entitiesPerZone },
    }),
)
const reports = zones.map(
  (zone) =>
    new Promise((resolve, reject) => {
      zone.on('message', (message) => message.kind === 'done' && resolve(message))
      zone.once('error', reject)
    }),
)
await sleep(seconds * 1_000)
coordinator.stop()
const results = await Promise.all(reports)

// What is still on its way, through the module once more: its queues start where those of the zones ended.
globalThis.arenaBitecsMemory = memory
const late = new (await import('./arena-bitecs.gen.js?drain')).WorldCoordinator()
const onTheirWay = []
for (const world of Object.values(World)) {
  late.popTransferBatchFor(world, Number.POSITIVE_INFINITY, ({ entity, purseGold, journeyHops }) => {
    onTheirWay.push({ id: entity, gold: purseGold, hops: journeyHops })
  })
}

const all = [...results.flatMap(({ entities }) => entities), ...onTheirWay]
const total = zones.length * entitiesPerZone
const stats = [
  ['entities', all.length, total],
  ['different ids', new Set(all.map(({ id }) => id)).size, total],
  ['gold', sum(all.map(({ gold }) => gold)), zones.length * sum(golds())],
  [
    'hops that entities remember, and transfers sent',
    sum(all.map(({ hops }) => hops)),
    sum(coordinator.getAtomicStats().transfersSent),
  ],
]
for (const [what, found, expected] of stats) {
  if (found !== expected) process.exitCode = 1
  console.log(`${found === expected ? 'ok  ' : 'FAIL'} ${what}: ${found} of ${expected}`)
}
const refused = sum(results.map((result) => result.refused))
console.log(
  `     ${onTheirWay.length} were still on their way, ${refused} times a queue was full and the entity stayed`,
)

function golds() {
  return Array.from({ length: entitiesPerZone }, (_, index) => 1 + (index % 100))
}

function sum(values) {
  return values.reduce((result, value) => result + value, 0)
}
