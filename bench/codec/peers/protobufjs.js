import { readFileSync } from 'node:fs'
import protobuf from 'protobufjs'

// Compiled by the library at run time into the same functions that its static generator prints. One writer
// for the batch, so that its linked operations are flushed once.

const schema = readFileSync(new URL('schemas/entity.proto', import.meta.url), 'utf8')

function subject() {
  const Entity = protobuf.parse(schema).root.lookupType('reference.Entity')
  let bytes
  return {
    name: 'protobufjs',
    prepare: (entities) => entities,
    encode(entities, count) {
      const writer = protobuf.Writer.create()
      for (let index = 0; index < count; index++) Entity.encodeDelimited(entities[index], writer)
      bytes = writer.finish()
      return bytes.length
    },
    decodeNew(out, count) {
      const mask = out.length - 1
      const reader = protobuf.Reader.create(bytes)
      for (let index = 0; index < count; index++) out[index & mask] = Entity.decodeDelimited(reader)
    },
  }
}

export const full = subject()
export const partial = subject()
