import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { EntitySchema } from './generated/protobuf-es.gen.js'

// Its messages are built before the clock starts, as if the program kept its entities in them. One array of
// bytes for each entity: its public API has no reused buffer.

function subject() {
  const packets = []
  return {
    name: 'protobuf-es',
    prepare: (entities) => entities.map((entity) => create(EntitySchema, JSON.parse(JSON.stringify(entity)))),
    encode(messages, count) {
      let length = 0
      for (let index = 0; index < count; index++) {
        const bytes = toBinary(EntitySchema, messages[index])
        packets[index] = bytes
        length += bytes.length
      }
      return length
    },
    decodeNew(out, count) {
      const mask = out.length - 1
      for (let index = 0; index < count; index++) out[index & mask] = fromBinary(EntitySchema, packets[index])
    },
  }
}

export const full = subject()
export const partial = subject()
