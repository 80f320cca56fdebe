import { describe, expect, it } from 'vitest'
import { COMPONENT_ENDS, COMPONENT_STARTS, wireWords } from '../../templates/kernel/sample-cluster.ts'
import { WireBuffer } from '../../templates/kernel/wire-buffer.ts'
import { cleanPacket } from '../../templates/kernel/wire-packet.ts'

describe.each([0, 1, 2, 3])('a packet with mask %i', (mask) => {
  it.each([0, 16])('holds nothing of an earlier one, at word %i', (at) => {
    const buffer = new WireBuffer(256)
    buffer.bytes.fill(0xaa)
    buffer.words[at + 3] = mask
    const size = wireWords(buffer.words, at)
    cleanPacket(buffer, at, size)
    for (let byte = 16; byte < size * 4; byte++) {
      const isOwned = [0, 1].some(
        (id) => (mask & (1 << id)) !== 0 && byte >= COMPONENT_STARTS[id]! && byte < COMPONENT_ENDS[id]!,
      )
      expect(buffer.bytes[at * 4 + byte], `byte ${byte}`).toBe(isOwned ? 0xaa : 0)
    }
    const others = [...buffer.bytes].filter((_, byte) => byte < at * 4 || byte >= (at + size) * 4)
    expect(
      others.every((byte) => byte === 0xaa),
      'what is not its own',
    ).toBe(true)
  })
})
