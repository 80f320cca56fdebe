import { PbfReader, PbfWriter } from 'pbf'
import { ENTITY_COUNT } from '../entity.js'
import { readEntity, writeEntity } from './generated/pbf.gen.js'

// One writer, reused. Message ends are kept beside the bytes, so that framing costs it nothing.

function subject() {
  const ends = new Int32Array(ENTITY_COUNT)
  const writer = new PbfWriter(new Uint8Array(ENTITY_COUNT * 256))
  return {
    name: 'pbf',
    prepare: (entities) => entities,
    encode(entities, count) {
      writer.pos = 0
      for (let index = 0; index < count; index++) {
        writeEntity(entities[index], writer)
        ends[index] = writer.pos
      }
      return writer.pos
    },
    decodeNew(out, count) {
      const mask = out.length - 1
      const reader = new PbfReader(writer.buf)
      for (let index = 0; index < count; index++) out[index & mask] = readEntity(reader, ends[index])
    },
  }
}

export const full = subject()
export const partial = subject()
