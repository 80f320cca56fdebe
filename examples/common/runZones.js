// What the arenas on an ECS have in common: their zones run on a worker thread each, and at the end everybody is counted.
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { goldOf } from './goldOf.js'

const entitiesPerZone = 1_000

/**
 * Runs `zone`, a script, for each world of the generated `module`. `importAgain` has to import the module once more, after
 * the global `memoryName` is set: what is still on its way at the end is taken out through it.
 */
export async function runZones({ module, zone, memoryName, importAgain }) {
  const { memory, World, WorldCoordinator } = module
  const seconds = Number(process.argv[process.argv.indexOf('--seconds') + 1]) || 3
  const coordinator = new WorldCoordinator()
  coordinator.start()
  const worlds = Object.values(World)
  const ends = worlds.map((world) => endOf(zone, { memory, world, entityCount: entitiesPerZone }))
  await sleep(seconds * 1_000)
  coordinator.stop()
  const results = await Promise.all(ends)

  // Its queues start where those of the zones ended.
  globalThis[memoryName] = memory
  const onTheirWay = takeOut(new (await importAgain()).WorldCoordinator(), worlds)
  const all = [...results.flatMap(({ entities }) => entities), ...onTheirWay]
  const total = worlds.length * entitiesPerZone
  const golds = Array.from({ length: entitiesPerZone }, (_, index) => goldOf(index))
  const sent = sum(coordinator.getAtomicStats().transfersSent)
  check('entities', all.length, total)
  check('different ids', new Set(all.map(({ id }) => id)).size, total)
  check('gold', sum(all.map(({ gold }) => gold)), worlds.length * sum(golds))
  check('hops that entities remember, and transfers sent', sum(all.map(({ hops }) => hops)), sent)
  const refused = sum(results.map((result) => result.refused))
  console.log(
    `     ${onTheirWay.length} were still on their way, ${refused} times a queue was full and the entity stayed`,
  )
}

/** What a zone reports when the arena has ended. */
function endOf(zone, workerData) {
  const thread = new Worker(zone, { workerData })
  return new Promise((resolve, reject) => {
    thread.once('message', resolve)
    thread.once('error', reject)
  })
}

function takeOut(coordinator, worlds) {
  const taken = []
  for (const world of worlds) {
    coordinator.popTransferBatchFor(world, Number.POSITIVE_INFINITY, ({ entity, purseGold, journeyHops }) => {
      taken.push({ id: entity, gold: purseGold, hops: journeyHops })
    })
  }
  return taken
}

function check(what, found, expected) {
  if (found !== expected) process.exitCode = 1
  console.log(`${found === expected ? 'ok  ' : 'FAIL'} ${what}: ${found} of ${expected}`)
}

function sum(values) {
  return values.reduce((result, value) => result + value, 0)
}
