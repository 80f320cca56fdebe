// A ring between two workers, written by hand: packets filled in place, counters in locals, the other side's
// index cached, published every 256 packets, 128 bytes between the indices.
//
// THE SEAM: when the generator writes ../../generated/queue.gen.js, `produce` and `consume` become its calls,
// in this file and nowhere else. The schema is ../queue.schema.json.

import { workerData } from 'node:worker_threads'

const CAPACITY = 4096
const BATCH = 256
const MASK = CAPACITY - 1
// In 32-bit words: the indices lie on lines of their own, the slots behind them.
const WRITE = 0
const READ = 32
const SLOTS = 64
const BYTES = SLOTS * 4 + CAPACITY * 64

export const name = 'hand-written ring'
// The main thread makes the memory, a worker gets it: either way the views are constants of the module.
export const memory = workerData?.memory ?? new SharedArrayBuffer(BYTES)

const I32 = new Int32Array(memory)
const F32 = new Float32Array(memory)
const F64 = new Float64Array(memory)

export function produce(count) {
  let write = Atomics.load(I32, WRITE)
  let read = Atomics.load(I32, READ)
  let pending = 0
  for (let index = 0; index < count; index++) {
    if (((write - read) | 0) === CAPACITY) {
      Atomics.store(I32, WRITE, write)
      pending = 0
      do read = Atomics.load(I32, READ)
      while (((write - read) | 0) === CAPACITY)
    }
    const w = SLOTS + ((write & MASK) << 4)
    const value = (index & 1023) + 0.5
    I32[w] = index
    I32[w + 1] = index & 0xffff
    I32[w + 2] = (index & 7) << 16
    I32[w + 3] = 15
    F32[w + 4] = value
    F32[w + 5] = value
    F32[w + 6] = value
    F32[w + 7] = value
    F32[w + 8] = value
    F32[w + 9] = value
    F32[w + 10] = value
    F32[w + 11] = value
    F32[w + 12] = value
    F32[w + 13] = value
    F64[(w + 14) >> 1] = index * 0.5
    write = (write + 1) | 0
    if (++pending === BATCH) {
      Atomics.store(I32, WRITE, write)
      pending = 0
    }
  }
  Atomics.store(I32, WRITE, write)
}

export function consume(count) {
  let write = Atomics.load(I32, WRITE)
  let read = Atomics.load(I32, READ)
  let pending = 0
  let ids = 0
  let values = 0
  for (let index = 0; index < count; index++) {
    if (write === read) {
      Atomics.store(I32, READ, read)
      pending = 0
      do write = Atomics.load(I32, WRITE)
      while (write === read)
    }
    const w = SLOTS + ((read & MASK) << 4)
    ids = (ids + I32[w] + I32[w + 1] + I32[w + 2] + I32[w + 3]) | 0
    values +=
      F32[w + 4] +
      F32[w + 5] +
      (F32[w + 6] + F32[w + 7]) +
      (F32[w + 8] + F32[w + 9] + (F32[w + 10] + F32[w + 11])) +
      (F32[w + 12] + F32[w + 13] + F64[(w + 14) >> 1])
    read = (read + 1) | 0
    if (++pending === BATCH) {
      Atomics.store(I32, READ, read)
      pending = 0
    }
  }
  Atomics.store(I32, READ, read)
  return { ids, values }
}
