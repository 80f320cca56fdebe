import { describe, expect, it } from 'vitest'
import { importModule, loadModule, writeModule } from '../support/generated.ts'
import { plain } from '../support/plain.ts'

const schema = {
  name: 'bytes',
  components: { Position: { x: 'f32', y: 'f32' }, Name: { text: 'string<8>' }, Odd: { a: 'u8' }, Tag: {} },
  worlds: { here: {}, there: {}, beyond: {} },
  transferPoolSize: 2,
}
const path = writeModule(schema)
/** A header of 16, Position 8, Name 10, Odd 1, rounded up to 8. */
const packetBytes = 40

/** Two instances of one module, as in two processes: neither sees the memory of the other. */
async function bothEnds() {
  const [sender, receiver] = [await importModule(path), await importModule(path)]
  const sent = new sender.WorldCoordinator().createTransfer(0, 1, 7, 3)
  const taken = new receiver.WorldCoordinator().createTransfer(1, 2)
  return { sent, taken, receiver }
}

describe('fromBytes', () => {
  it('becomes the packet, worlds and flags and all', async () => {
    const { sent, taken } = await bothEnds()
    sent.packPosition({ x: 1.5, y: -2 })
    sent.packOdd({ a: 9 })
    sent.priority = true
    taken.packName({ text: 'earlier' })
    expect(taken.fromBytes(sent.toBytes())).toBe(true)
    expect([taken.entity, taken.generation, taken.source, taken.target, taken.priority]).toEqual([
      7,
      3,
      0,
      1,
      true,
    ])
    expect([plain(taken.unpackPosition()), plain(taken.unpackOdd()), taken.unpackName()]).toEqual([
      { x: 1.5, y: -2 },
      { a: 9 },
      null,
    ])
    expect(taken.toBytes()).toEqual(sent.toBytes())
  })

  it('takes a packet of nothing but a header, and one of a tag', async () => {
    const { sent, taken } = await bothEnds()
    expect([taken.fromBytes(sent.toBytes()), taken.entity, taken.hasTag]).toEqual([true, 7, false])
    sent.packTag()
    expect([taken.fromBytes(sent.toBytes()), taken.hasTag]).toEqual([true, true])
  })

  it('can be queued, and arrives', async () => {
    const { sent, taken, receiver } = await bothEnds()
    sent.packName({ text: 'Ada' })
    taken.fromBytes(sent.toBytes())
    const coordinator = new receiver.WorldCoordinator()
    expect(coordinator.queueTransfer(receiver.World.there, receiver.World.beyond, taken)).toBe(true)
    expect(coordinator.popTransferFor(receiver.World.beyond).unpackName().text).toBe('Ada')
  })

  it('is false and leaves it empty, with its own worlds, for what is no whole packet', async () => {
    const { sent, taken } = await bothEnds()
    sent.packName({ text: 'Ada' })
    const bytes: Uint8Array = sent.toBytes()
    const unknown = bytes.slice()
    unknown[15] = 0x80
    const wrong = [
      new Uint8Array(0),
      bytes.slice(0, 15),
      bytes.slice(0, -1),
      Uint8Array.of(...bytes, 0),
      new Uint8Array(60_000).fill(0xff),
      unknown,
    ]
    for (const given of wrong) {
      expect(taken.fromBytes(given)).toBe(false)
      expect([taken.entity, taken.source, taken.target, taken.totalSize]).toEqual([0, 1, 2, 16])
    }
  })

  it('never writes beyond its packet, whatever is given', async () => {
    const { taken, receiver } = await bothEnds()
    const memory = new Uint8Array(receiver.memory)
    const before = memory.slice()
    const isSame = (from: number, to?: number): boolean =>
      Buffer.compare(memory.subarray(from, to), before.subarray(from, to)) === 0
    const start = taken.word * 4
    for (let length = 0; length < 200; length++) {
      taken.fromBytes(new Uint8Array(length).fill(0xff))
      expect([isSame(0, start), isSame(start + packetBytes)]).toEqual([true, true])
    }
  })

  it('gets a packet anew when it has expired', async () => {
    const { sent, taken, receiver } = await bothEnds()
    const coordinator = new receiver.WorldCoordinator()
    for (let count = 0; count < 2; count++) coordinator.createTransfer(1, 2)
    expect(taken.entity).toBeUndefined()
    expect([taken.fromBytes(sent.toBytes()), taken.entity]).toEqual([true, 7])
  })

  it('knows no components where none travels', async () => {
    const module = await loadModule({
      name: 'bare',
      components: { Left: { x: 'u8' }, Right: { x: 'u8' } },
      worlds: { here: { components: ['Left'] }, there: { components: ['Right'] } },
    })
    const transfer = new module.WorldCoordinator().createTransfer(0, 1, 7)
    const bytes: Uint8Array = transfer.toBytes()
    bytes[12] = 0xff
    expect([transfer.fromBytes(bytes), transfer.toBytes()[12]]).toEqual([true, 0])
  })
})
