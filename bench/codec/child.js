// One process of the codec bench: `node --expose-gc child.js '{...}'`, prints one line of JSON.
//
// A process holds our codec and one peer, never two peers: what one codec teaches the engine about shared
// code (built-in functions, the entities' classes) must not slow down another. Their turns are interleaved,
// so that the machine's mood hits both.

import { PerformanceObserver, performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { assertAllAgree } from './agreement.js'
import { ENTITY_COUNT } from './entity.js'
import { externalSubject } from './external.js'
import { polluteShapes } from './pollution.js'
import { edgePopulation, population } from './population.js'

const WARM_UP_ROUNDS = 3
const WARM_UP_COUNT = 50
// Few enough that even the most wasteful codec fills no young generation in one call.
const ALLOCATION_COUNT = 1_000
const ALLOCATION_WINDOWS = 3
const ROUNDS_MIN = 5
// Until collections are reported, the engine needs a few turns of the event loop.
const OBSERVER_MS = 20

const request = JSON.parse(process.argv[2])
const entityCount = request.entityCount ?? ENTITY_COUNT
// Kept reachable for the whole run: a shape that nobody holds may be collected.
const pollution = request.isPolluted ? polluteShapes() : []

const results = { check, time, allocation }
console.log(JSON.stringify(await results[request.mode]()))
if (pollution.length > 99) console.log(pollution)

async function subjectFrom(file, shape) {
  return (await import(new URL(file, import.meta.url).href))[shape]
}

/**
 * Fails unless every subject brings back what it was given, at ordinary values and at the extremes. One
 * process for all of them: nothing is timed here.
 */
async function check() {
  const checked = []
  for (const file of request.files) {
    const full = checkSubject(await subjectFrom(file, 'full'), 'full')
    const partial = checkSubject(await subjectFrom(file, 'partial'), 'partial')
    checked.push({ file, name: full.name, bytes: { full: full.bytes, partial: partial.bytes } })
  }
  return checked
}

function checkSubject(subject, shape) {
  let bytes = 0
  for (const entities of [edgePopulation(shape), population(shape, ENTITY_COUNT)]) {
    const count = entities.length
    bytes = subject.encode(subject.prepare(entities), count) / count
    const decoded = new Array(16_384).fill(null)
    subject.decodeNew(decoded, count)
    assertAllAgree(entities, decoded, shape)
    if (subject.decodeInto) {
      const targets = subject.prepare(population(shape, count + 1).slice(1))
      subject.decodeInto(targets, count)
      assertAllAgree(entities, targets, shape)
    }
    if (subject.readPositions) {
      const expected = entities.reduce((sum, { position: p }) => sum + (p.x + p.y + p.z), 0)
      const sum = subject.readPositions(count)
      if (Math.abs(sum - expected) > Math.abs(expected) * 1e-9) throw new Error(`positions sum up to ${sum}`)
    }
  }
  return { name: subject.name, bytes }
}

/** Every job that the subject can do, as a function of how many entities. */
function jobsOf(subject) {
  const natives = subject.prepare(population(request.shape, entityCount))
  const targets = subject.prepare(population(request.shape, entityCount))
  const out = new Array(64).fill(null)
  const jobs = {
    encode: (count) => subject.encode(natives, count),
    decodeNew: (count) => subject.decodeNew(out, count),
  }
  if (subject.decodeInto) jobs.decodeInto = (count) => subject.decodeInto(targets, count)
  if (subject.readPositions) jobs.readPositions = (count) => subject.readPositions(count)
  // The decoders need something to read.
  jobs.encode(entityCount)
  return jobs
}

/** Calls with few entities each: functions are optimized between calls sooner than within one. */
function warmUp(job, milliseconds) {
  const start = performance.now()
  do job(Math.min(WARM_UP_COUNT, entityCount))
  while (performance.now() - start < milliseconds)
}

/** A turn of a job: nanoseconds for each entity, over at least `turnMs` milliseconds. */
function turn(job, turnMs) {
  // Garbage of the turn before must not be collected at the expense of this one. Twice: what the other codec
  // still holds survives the first, and is out of the young generation only after the second.
  globalThis.gc({ type: 'minor' })
  globalThis.gc({ type: 'minor' })
  // Without the clock first: collecting and starting another program leave cold caches behind, and after a fork
  // the first write to every page of shared memory is a fault (5 ms a megabyte, measured). Twice, because the
  // ring of our codec holds more than one round of entities.
  job(entityCount)
  job(entityCount)
  const start = performance.now()
  let elapsedMs = 0
  let count = 0
  do {
    // A look at the clock costs as much as some entities: few of them go round several times between two.
    for (let entities = 0; entities < ENTITY_COUNT; entities += entityCount) job(entityCount)
    count++
    elapsedMs = performance.now() - start
  } while (elapsedMs < turnMs)
  return (elapsedMs * 1e6) / count / ENTITY_COUNT
}

async function time() {
  const { rounds, turnMs, warmUpMs, budgetMs, jobs: wanted } = request
  const ours = jobsOf(await subjectFrom('generated.js', request.shape))
  const external = request.binary ? externalSubject(request) : undefined
  const theirs = external ? {} : jobsOf(await subjectFrom(request.peer, request.shape))
  // A job that a format lacks is compared with its nearest: to decode into existing objects it must make new.
  if (!external && wanted.includes('decodeInto')) theirs.decodeInto ??= theirs.decodeNew
  const names = wanted.filter((name) => external || theirs[name])

  // The warm-up goes round: what one job teaches the engine (a field that no longer looks constant) throws
  // away optimized code of another, which must happen before the clock runs.
  for (let round = 0; round < WARM_UP_ROUNDS; round++) {
    for (const name of names) {
      warmUp(ours[name], warmUpMs)
      if (!external) warmUp(theirs[name], warmUpMs)
    }
  }
  ours.encode(entityCount)
  theirs.encode?.(entityCount)

  // Never between rounds: a full collection shrinks the young generation, whose growing again the decoders
  // that allocate would pay for.
  globalThis.gc()
  const samples = Object.fromEntries(names.map((name) => [name, { ours: [], theirs: [] }]))
  const take = {
    ours: (name) => turn(ours[name], turnMs),
    theirs: (name) => (external ? external(name, turnMs) : turn(theirs[name], turnMs)),
  }
  const deadline = performance.now() + budgetMs
  for (let round = 0; round < rounds; round++) {
    // A slow codec gets fewer rounds, never fewer than give a median.
    if (round >= ROUNDS_MIN && performance.now() > deadline) break
    // Who goes first changes, or the second would always find warmer caches.
    const order = round % 2 === 0 ? ['ours', 'theirs'] : ['theirs', 'ours']
    for (const name of names) {
      for (const who of order) samples[name][who].push(take[who](name))
    }
  }
  return samples
}

/**
 * Bytes allocated for each entity, by the growth of the heap. The process is started with a young generation
 * so large that nothing is collected meanwhile (watched, not assumed), so the growth is all that was
 * allocated. Array buffers live outside the heap and are added.
 */
async function allocation() {
  const collections = []
  const observer = new PerformanceObserver((list) => collections.push(...list.getEntries()))
  observer.observe({ entryTypes: ['gc'] })
  const jobs = jobsOf(await subjectFrom(request.peer, request.shape))
  const bytes = {}
  for (const [name, job] of Object.entries(jobs)) {
    for (let round = 0; round < WARM_UP_ROUNDS; round++) warmUp(job, request.warmUpMs)
    jobs.encode(entityCount)
    job(entityCount)
    bytes[name] = null
    let repeats = request.repeatsMax
    let windows = 0
    // The least of a few windows: the engine's own work (code that is optimized late) allocates once, a codec
    // in every one.
    while (windows < ALLOCATION_WINDOWS) {
      globalThis.gc()
      await sleep(OBSERVER_MS)
      const start = performance.now()
      const before = allocated()
      for (let repeat = 0; repeat < repeats; repeat++) job(ALLOCATION_COUNT)
      const after = allocated()
      const end = performance.now()
      await sleep(OBSERVER_MS)
      const wasCollected = collections.some((entry) => entry.startTime >= start && entry.startTime < end)
      if (wasCollected && repeats === 1) break
      if (wasCollected) {
        repeats = Math.ceil(repeats / 4)
        continue
      }
      const each = Math.max(0, after - before - noise()) / repeats / ALLOCATION_COUNT
      bytes[name] = Math.min(each, bytes[name] ?? each)
      windows++
    }
  }
  observer.disconnect()
  return bytes
}

function allocated() {
  const usage = process.memoryUsage()
  return usage.heapUsed + usage.arrayBuffers
}

/** What asking costs by itself. */
function noise() {
  const before = allocated()
  return Math.max(0, allocated() - before)
}
