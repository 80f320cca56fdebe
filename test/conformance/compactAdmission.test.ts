import { appendFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { importModule, writeModule } from '../support/generated.ts'
import { Random } from '../support/random.ts'
import { compactOf, type Quat, readCompact } from '../wire/compact.ts'
import { carriedOf, type Schema } from '../wire/layout.ts'
import { faultOf } from '../wire/wellFormed.ts'

const schema: Schema = {
  name: 'compact',
  components: {
    Small: { value: { quantized: { min: -2, max: 6, bits: 5 } } },
    Wide: { value: { quantized: { min: 0.1, max: 0.4, bits: 31 } } },
    Exact: { value: { quantized: { min: -1, max: 1, bits: 16 } } },
    Odd: { value: { angle: { bits: 12 } } },
    Whole: { value: 'angle' },
    Turn10: { value: { quat: {} } },
    Turn8: { value: { quat: { bits: 8 } } },
    Turn4: { value: { quat: { bits: 4 } } },
    Turn15: { value: { quat: { bits: 15 } } },
    Turn12: { value: { quat: { bits: 12 } } },
  },
  worlds: { forest: { node: 'alpha' }, desert: { node: 'beta' } },
}
const cluster = { transport: 'tcp', nodes: { alpha: { port: 9000 }, beta: { port: 9001 } } }
const path = writeModule({ ...schema, cluster, queue: { capacity: 2 } }, 'alpha')
// What no program needs, and a peer's bytes do.
appendFileSync(path, '\nexport { admitPacket }\n')
const module = await importModule(path)
const worlds = new module.WorldCoordinator()
const transfer = worlds.createTransfer(0, 1)
const bytes = new Uint8Array(module.memory)
const view = new DataView(module.memory)
const random = new Random(9)

it.each(Object.keys(schema.components))('%s: what is admitted is what the document allows', (name) => {
  const field = compactOf(schema.components[name]!.value!)!
  const { start, end } = carriedOf(schema).carried.find((one) => one.name === name)!
  const counts = { admitted: 0, refused: 0 }
  let wrong = 0
  for (let round = 0; round < 8_000; round++) {
    transfer.reset(1)
    transfer[`pack${name}`](new module[name]())
    const place = 4 * transfer.word + start
    // All bits by chance, or only some low ones of each half: codes are small numbers as often as large ones.
    for (let at = place; at < 4 * transfer.word + end; at += 2) {
      const half = random.bits() & (round % 2 === 0 ? 0xffff : 2 ** random.below(17) - 1)
      bytes[at] = half
      if (at + 1 < 4 * transfer.word + end) bytes[at + 1] = half >>> 8
    }
    const packet = transfer.toBytes()
    const isAdmitted = module.admitPacket(transfer.word)
    if (isAdmitted !== (faultOf(schema, packet) === null)) wrong++
    counts[isAdmitted ? 'admitted' : 'refused']++
    if (!isAdmitted) continue
    const { value } = transfer[`unpack${name}`]()
    const expected = readCompact(view, place, field)
    if (typeof value === 'number') {
      if (value !== expected) wrong++
      transfer[`pack${name}`]({ value })
      if (Buffer.compare(transfer.toBytes(), packet) !== 0) wrong++
    } else {
      const { x, y, z, w } = value as Quat
      if (Math.abs(Math.hypot(x, y, z, w) - 1) > 1e-12) wrong++
      if (JSON.stringify({ x, y, z, w }) !== JSON.stringify(expected)) wrong++
    }
  }
  expect(wrong).toBe(0)
  expect(counts.admitted).toBeGreaterThan(100)
  if (name !== 'Exact' && name !== 'Whole') expect(counts.refused).toBeGreaterThan(100)
})
