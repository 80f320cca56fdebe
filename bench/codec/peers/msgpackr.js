import { Packr } from 'msgpackr'
import { BATCH_SIZE, batches } from './batches.js'

// Record structures shared between the two sides: its fastest form.

function subject() {
  const packr = new Packr({ structures: [] })
  const packets = []
  return {
    name: 'msgpackr',
    // Plain objects: it looks through its list of extensions for every instance of a class.
    prepare: (entities) => batches(entities.map((entity) => JSON.parse(JSON.stringify(entity)))),
    encode(batched, count) {
      let length = 0
      for (let index = 0; index * BATCH_SIZE < count; index++) {
        const bytes = packr.pack(batched[index])
        packets[index] = bytes
        length += bytes.length
      }
      return length
    },
    decodeNew(out, count) {
      const mask = out.length - 1
      for (let first = 0; first < count; first += BATCH_SIZE) {
        const decoded = packr.unpack(packets[first / BATCH_SIZE])
        for (let index = 0; index < decoded.length; index++) out[(first + index) & mask] = decoded[index]
      }
    },
  }
}

export const full = subject()
export const partial = subject()
