import { BebopView } from 'bebop'
import { ENTITY_COUNT } from '../entity.js'
import { EntityMessage } from './generated/bebop.gen.js'

// Its fastest form: `encodeInto` and `readFrom` on the one reused view, into a buffer large enough from the
// start (its own begins every batch at 256 bytes and grows by copying). Its documented `encode()` and
// `decode()` per entity cost twice as much and more.

BebopView.writeBuffer = new Uint8Array(ENTITY_COUNT * 256)
BebopView.writeBufferView = new DataView(BebopView.writeBuffer.buffer)

function subject(record) {
  const view = BebopView.getInstance()
  let bytes
  return {
    name: 'bebop message',
    prepare: (entities) => entities,
    encode(entities, count) {
      view.startWriting()
      for (let index = 0; index < count; index++) record.encodeInto(entities[index], view)
      bytes = view.toArray()
      return bytes.length
    },
    decodeNew(out, count) {
      const mask = out.length - 1
      view.startReading(bytes)
      for (let index = 0; index < count; index++) out[index & mask] = record.readFrom(view)
    },
  }
}

export const full = subject(EntityMessage)
export const partial = subject(EntityMessage)
