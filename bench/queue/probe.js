import { workerData } from 'node:worker_threads'

// How far apart the two cores are at this moment: a flag thrown to and fro. The host moves them, and every
// figure moves with them. Takes the place of a subject; its "packets" are round trips.

export const name = 'flag round trip'
export const memory = workerData?.memory ?? new SharedArrayBuffer(256)

const I32 = new Int32Array(memory)
// A line each.
const THERE = 0
const BACK = 32

export function produce(count) {
  const first = Atomics.load(I32, BACK)
  for (let turn = 1; turn <= count; turn++) {
    const value = (first + turn) | 0
    Atomics.store(I32, THERE, value)
    while (Atomics.load(I32, BACK) !== value);
  }
}

export function consume(count) {
  const first = Atomics.load(I32, BACK)
  for (let turn = 1; turn <= count; turn++) {
    const value = (first + turn) | 0
    while (Atomics.load(I32, THERE) !== value);
    Atomics.store(I32, BACK, value)
  }
  return { ids: 0, values: 0 }
}
