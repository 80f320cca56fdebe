// A matrix of rings as the measurements say it should be: one shared buffer, one encoder and one decoder for
// all queues, offsets computed from two world numbers, a word of non-empty bits for each target world.

// The number of worlds is a constant of the module, as it is in a generated one.
const WORLDS = Number(new URL(import.meta.url).searchParams.get('worlds'))
const CAPACITY = 64
const MASK = CAPACITY - 1
const WORDS = 16
const WRITE = 0
const READ = 32
const SLOTS = 64
// Sixteen words more than it needs: queues at a stride of a power of two fall into the same few cache sets.
const STRIDE = SLOTS + CAPACITY * WORDS + 16
// A line for each world's bits, in front of the queues.
const BITS_STRIDE = 32
const QUEUES = WORLDS * BITS_STRIDE

const memory = new SharedArrayBuffer((QUEUES + WORLDS * WORLDS * STRIDE) * 4)
const I32 = new Int32Array(memory)
const F32 = new Float32Array(memory)

export const name = 'hand-written'

/** Sends `count` packets. Returns how many fitted. */
export function send(source, target, count) {
  const base = QUEUES + (source * WORLDS + target) * STRIDE
  let write = I32[base + WRITE]
  const free = CAPACITY - ((write - Atomics.load(I32, base + READ)) | 0)
  const fitting = Math.min(count, free)
  for (let index = 0; index < fitting; index++) {
    fill(base + SLOTS + (write & MASK) * WORDS, index)
    write = (write + 1) | 0
  }
  Atomics.store(I32, base + WRITE, write)
  Atomics.or(I32, target * BITS_STRIDE, 1 << source)
  return fitting
}

function fill(w, index) {
  I32[w] = index
  I32[w + 1] = 1
  I32[w + 2] = 0
  I32[w + 3] = 15
  const value = index + 0.5
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
  I32[w + 14] = index
  I32[w + 15] = index
}

let sum = 0

/** Takes everything that waits for `target`. Returns how many packets that were. */
export function drain(target) {
  let bits = Atomics.load(I32, target * BITS_STRIDE)
  if (bits === 0) return 0
  Atomics.and(I32, target * BITS_STRIDE, ~bits)
  let taken = 0
  while (bits !== 0) {
    const source = 31 - Math.clz32(bits)
    bits &= ~(1 << source)
    const base = QUEUES + (source * WORLDS + target) * STRIDE
    const write = Atomics.load(I32, base + WRITE)
    let read = I32[base + READ]
    taken += (write - read) | 0
    while (read !== write) {
      sum += take(base + SLOTS + (read & MASK) * WORDS)
      read = (read + 1) | 0
    }
    Atomics.store(I32, base + READ, read)
  }
  return taken
}

function take(w) {
  return (
    I32[w] +
    I32[w + 1] +
    (I32[w + 2] + I32[w + 3]) +
    (F32[w + 4] + F32[w + 5] + (F32[w + 6] + F32[w + 7])) +
    (F32[w + 8] + F32[w + 9] + (F32[w + 10] + F32[w + 11])) +
    (F32[w + 12] + F32[w + 13] + (I32[w + 14] + I32[w + 15]))
  )
}

/** Read at the end, so that no engine may drop the reading. */
export const checksum = () => sum
