// A ring between two workers, written by hand: packets filled in place, counters in locals, the other side's
// index looked at and ours published once for 256 packets, 128 bytes between the indices. What the
// generated module must not lose to.

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
  for (let sent = 0; sent < count; ) {
    const packets = Math.min(BATCH, count - sent)
    while (CAPACITY - ((write - Atomics.load(I32, READ)) | 0) < packets);
    fill(write, sent, packets)
    write = (write + packets) | 0
    sent += packets
    Atomics.store(I32, WRITE, write)
  }
}

// A function of its own for each batch: a loop over millions of packets in one call is replaced while it runs,
// by code that carried half as many packets.
function fill(write, index, packets) {
  for (let slot = 0; slot < packets; slot++, index++, write = (write + 1) | 0) {
    const w = SLOTS + ((write & MASK) << 4)
    const value = (index & 1023) + 0.5
    I32[w] = index
    I32[w + 1] = index & 0xffff
    I32[w + 2] = 0x40100
    I32[w + 3] = 15
    F32[w + 4] = value
    F32[w + 5] = value + 1
    F32[w + 6] = value + 2
    F32[w + 7] = value + 3
    F32[w + 8] = value + 4
    F32[w + 9] = value + 5
    F32[w + 10] = value + 6
    F32[w + 11] = value + 7
    F32[w + 12] = value + 8
    F32[w + 13] = value + 9
    F64[(w + 14) >> 1] = index * 0.5
  }
}

const sums = { ids: 0, values: 0 }

export function consume(count) {
  sums.ids = 0
  sums.values = 0
  let read = Atomics.load(I32, READ)
  for (let received = 0; received < count; ) {
    const waiting = (Atomics.load(I32, WRITE) - read) | 0
    if (waiting === 0) continue
    const packets = Math.min(BATCH, waiting)
    add(read, packets)
    read = (read + packets) | 0
    received += packets
    Atomics.store(I32, READ, read)
  }
  return { ...sums }
}

function add(read, packets) {
  let ids = 0
  let values = 0
  for (let slot = 0; slot < packets; slot++, read = (read + 1) | 0) {
    const w = SLOTS + ((read & MASK) << 4)
    ids = (ids + I32[w] + I32[w + 1] + I32[w + 3]) | 0
    values +=
      F32[w + 4] +
      F32[w + 5] +
      (F32[w + 6] + F32[w + 7]) +
      (F32[w + 8] + F32[w + 9] + (F32[w + 10] + F32[w + 11])) +
      (F32[w + 12] + F32[w + 13] + F64[(w + 14) >> 1])
  }
  sums.ids = (sums.ids + ids) | 0
  sums.values += values
}
