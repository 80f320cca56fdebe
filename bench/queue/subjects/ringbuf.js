import { workerData } from 'node:worker_threads'
import { RingBuffer } from 'ringbuf.js'

// 256 packets in a push, its best size here. Its ring is not filled in place: both sides own a scratch array.

const CAPACITY = 4096
const BATCH = 256
const WORDS = 16

export const name = 'ringbuf.js, 256 a push'
export const memory = workerData?.memory ?? RingBuffer.getStorageForCapacity(CAPACITY * WORDS, Int32Array)

const ring = new RingBuffer(memory, Int32Array)
const I32 = new Int32Array(BATCH * WORDS)
const F32 = new Float32Array(I32.buffer)
const F64 = new Float64Array(I32.buffer)

export function produce(count) {
  let index = 0
  while (index < count) {
    const filled = Math.min(BATCH, count - index)
    for (let slot = 0; slot < filled; slot++, index++) {
      const w = slot * WORDS
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
    let pushed = 0
    while (pushed < filled * WORDS) pushed += ring.push(I32, filled * WORDS - pushed, pushed)
  }
}

export function consume(count) {
  let ids = 0
  let values = 0
  let received = 0
  // A pop may end within a packet: what is left of it comes first in the next.
  let kept = 0
  while (received < count) {
    const words = kept + ring.pop(I32, I32.length - kept, kept)
    const packets = words >> 4
    for (let slot = 0; slot < packets; slot++) {
      const w = slot * WORDS
      ids = (ids + I32[w] + I32[w + 1] + I32[w + 3]) | 0
      values +=
        F32[w + 4] +
        F32[w + 5] +
        (F32[w + 6] + F32[w + 7]) +
        (F32[w + 8] + F32[w + 9] + (F32[w + 10] + F32[w + 11])) +
        (F32[w + 12] + F32[w + 13] + F64[(w + 14) >> 1])
    }
    received += packets
    kept = words - packets * WORDS
    if (kept > 0 && packets > 0) I32.copyWithin(0, packets * WORDS, words)
  }
  return { ids, values }
}
