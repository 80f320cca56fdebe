// One thread of a stress: produces or consumes packets through the generated module and checks each.
import { parentPort, workerData } from 'node:worker_threads'

const { role, path, memory, memoryName, producer, count, total, producers, seed, worlds = [1] } = workerData
globalThis[memoryName] = memory
const { queues, World, WorldCoordinator } = await import(path)
const queue = queues.aToB

const roles = { produceBatches, consumeBatches, produceSingles, produceTransfers, produceSlowly, produceInSuccession, consumeShared, sendWithPauses, sleepAndReceive, waitOnce }
parentPort.once('message', async () => parentPort.postMessage(await roles[role]()))
parentPort.postMessage('ready')

/**
 * For loops that wait for another thread. Where there are more threads than cores, the one that is waited for gets the
 * core a thousand tries later, and not when the time of the waiting one has run out.
 */
const patience = (tries) => {
  const idle = new Int32Array(new SharedArrayBuffer(4))
  let left = tries
  return {
    spend() {
      if (--left > 0) return
      Atomics.wait(idle, 0, 0, 0.05)
      left = tries
    },
    renew() {
      left = tries
    },
  }
}

/** Payload words that a torn packet would not have in common. */
function fill(transfer, sequence, by = producer) {
  transfer.entity = sequence
  transfer.generation = by
  const mixed = Math.imul(sequence ^ (by << 24), 0x9e3779b1) | 0
  transfer.packLoad({ a: mixed, b: ~mixed, c: mixed ^ 0x5555, d: sequence, e: Math.fround(sequence % 1024), f: sequence / 2 })
}

/** 1 for a packet that is not whole. */
function isTorn(transfer) {
  const sequence = transfer.entity
  const mixed = Math.imul(sequence ^ (transfer.generation << 24), 0x9e3779b1) | 0
  const isWhole =
    transfer.hasLoad &&
    transfer.loadA === mixed &&
    transfer.loadB === ~mixed &&
    transfer.loadC === (mixed ^ 0x5555) &&
    transfer.loadD === sequence &&
    transfer.loadE === sequence % 1024 &&
    transfer.loadF === sequence / 2
  return isWhole ? 0 : 1
}

function produceBatches() {
  const waiting = patience(1_000)
  for (let sent = 0; sent < count; ) {
    const room = queue.reserveBatch(Math.min(256, count - sent))
    for (let index = 0; index < room; index++) fill(queue.slotAt(index), sent + index)
    if (room === 0) {
      waiting.spend()
      continue
    }
    waiting.renew()
    queue.commitBatch(room)
    sent += room
  }
  return { sent: count }
}

function consumeBatches() {
  let torn = 0
  let misplaced = 0
  let expected = 0
  const visit = (transfer) => {
    torn += isTorn(transfer)
    if (transfer.entity !== expected) misplaced++
    expected++
  }
  const waiting = patience(1_000)
  while (expected < total) {
    if (queue.popBatch(256, visit) === 0) waiting.spend()
    else waiting.renew()
  }
  return { taken: expected, torn, misplaced }
}

function produceSingles() {
  const waiting = patience(1_000)
  for (let sent = 0, abandoned = -1; sent < count; ) {
    const slot = queue.reserve()
    if (slot === null) {
      waiting.spend()
      continue
    }
    waiting.renew()
    fill(slot, sent)
    // Now and then a slot is given up, and what was in it sent in the next one.
    if (sent % 16 === 0 && abandoned !== sent) {
      queue.abandon()
      abandoned = sent
      continue
    }
    sent++
    queue.commit()
  }
  return { sent: count }
}

/** A new transfer for each packet, or one that is kept for all. */
function produceTransfers() {
  const coordinator = new WorldCoordinator()
  const waiting = patience(1_000)
  let transfer = null
  for (let sent = 0; sent < count; sent++) {
    if (producer === 0 && transfer !== null) transfer.reset()
    else transfer = coordinator.createTransfer(World.a, World.b)
    fill(transfer, sent)
    while (!coordinator.queueTransfer(World.a, World.b, transfer)) waiting.spend()
    waiting.renew()
  }
  return { sent: count }
}

/** One transfer that is kept for all, one by one as those of the other producers are taken. */
function produceSlowly() {
  const coordinator = new WorldCoordinator()
  const taken = new Int32Array(workerData.counter)
  const waiting = patience(1_000)
  const transfer = coordinator.createTransfer(World.a, World.b)
  for (let sent = 0; sent < count; sent++) {
    while (Atomics.load(taken, 0) < (sent - 64) * producers) waiting.spend()
    fill(transfer.reset(), sent)
    while (!coordinator.queueTransfer(World.a, World.b, transfer)) waiting.spend()
    waiting.renew()
  }
  return { sent: count }
}

/** As threads that come and go: each a module of its own, that keeps a transfer until it ends. */
async function produceInSuccession() {
  const waiting = patience(1_000)
  for (let by = 1; by < producers; by++) {
    const module = await import(`${path}?producer=${by}`)
    const coordinator = new module.WorldCoordinator()
    const transfer = coordinator.createTransfer(World.a, World.b)
    for (let sent = 0; sent < count; sent++) {
      fill(transfer.reset(), sent, by)
      while (!coordinator.queueTransfer(World.a, World.b, transfer)) waiting.spend()
      waiting.renew()
    }
  }
  return { sent: count * (producers - 1) }
}

/** Takes what it can get until all consumers together have everything; notes what it saw as bits. */
function consumeShared() {
  const taken = new Int32Array(workerData.counter)
  const seen = new Int32Array(workerData.seen)
  const last = new Array(producers).fill(-1)
  let torn = 0
  let doubled = 0
  let misplaced = 0
  const waiting = patience(1_000)
  while (Atomics.load(taken, 0) < total) {
    const transfer = queue.peek()
    if (transfer === null) {
      waiting.spend()
      continue
    }
    waiting.renew()
    torn += isTorn(transfer)
    const sequence = transfer.entity
    const from = transfer.generation
    // One consumer sees the packets of one producer in the order in which they were sent.
    if (sequence <= last[from]) misplaced++
    last[from] = sequence
    const index = from * (total / producers) + sequence
    if ((Atomics.or(seen, index >>> 5, 1 << (index & 31)) & (1 << (index & 31))) !== 0) doubled++
    queue.release()
    Atomics.add(taken, 0, 1)
  }
  return { torn, doubled, misplaced }
}

function sendWithPauses() {
  const coordinator = new WorldCoordinator()
  const taken = new Int32Array(workerData.taken)
  const pause = new Int32Array(new SharedArrayBuffer(4))
  // The receiver sleeps and wakes by itself: this one gets out of its way, and not only when its time has run out.
  const waiting = patience(10_000)
  let state = seed
  let sent = 0
  while (sent < count && coordinator.isRunning()) {
    const transfer = coordinator.createTransfer(World.a, World.b, sent)
    while (!coordinator.queueTransfer(World.a, World.b, transfer) && coordinator.isRunning()) {}
    sent++
    // Only then the pause: the next transfer would wake a receiver that has missed this one.
    while (Atomics.load(taken, 0) < sent && coordinator.isRunning()) waiting.spend()
    waiting.renew()
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    // Now and then long enough for a deep sleep, else from nothing to 0.1 ms: the receiver, which looks for some
    // 0.03 ms before it sleeps, is met at every step of going to sleep.
    if (state >>> 28 < 2) Atomics.wait(pause, 0, 0, ((state >>> 20) & 15) / 10)
    else for (const end = performance.now() + ((state >>> 8) & 0xffff) / 655_360; performance.now() < end; ) {}
  }
  return { sent }
}

/**
 * `lost` counts waits that ran out although a transfer was there (a wait that runs out looks again and then
 * says true, so only the clock tells), `early` those that said no before their time was over. Ends at the
 * first lost one and stops the sender, so that a broken module fails at once and not after thousands of waits.
 */
function sleepAndReceive() {
  const coordinator = new WorldCoordinator()
  const taken = new Int32Array(workerData.taken)
  const timeout = 2_000 // the longest pause of the sender is 1.5 ms
  let received = 0
  let lost = 0
  let early = 0
  let slept = 0
  while (received < total && lost === 0) {
    const start = performance.now()
    const isReady = coordinator.waitForTransfers(timeout, ...worlds)
    const waited = performance.now() - start
    if (waited >= timeout && isReady) lost++
    if (waited < timeout - 1 && !isReady) early++
    if (waited > 0.2) slept++
    received += coordinator.popTransferBatchFor(World.b, 1_000, () => {})
    Atomics.store(taken, 0, received)
  }
  coordinator.stop()
  return { received, lost, early, slept }
}

/** One wait, with how long it took; `delay` ms after the start. */
function waitOnce() {
  const { delay, timeout } = workerData
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, delay)
  const start = performance.now()
  const isReady = new WorldCoordinator().waitForTransfers(timeout, ...worlds)
  return { isReady, waited: performance.now() - start }
}
