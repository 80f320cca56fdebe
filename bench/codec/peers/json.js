import { BATCH_SIZE, batches } from './batches.js'

// Left as strings: turning them into bytes would only add to it.

function subject() {
  const texts = []
  return {
    name: 'JSON',
    prepare: batches,
    encode(batched, count) {
      let length = 0
      for (let index = 0; index * BATCH_SIZE < count; index++) {
        const text = JSON.stringify(batched[index])
        texts[index] = text
        length += text.length
      }
      return length
    },
    decodeNew(out, count) {
      const mask = out.length - 1
      for (let first = 0; first < count; first += BATCH_SIZE) {
        const decoded = JSON.parse(texts[first / BATCH_SIZE])
        for (let index = 0; index < decoded.length; index++) out[(first + index) & mask] = decoded[index]
      }
    },
  }
}

export const full = subject()
export const partial = subject()
