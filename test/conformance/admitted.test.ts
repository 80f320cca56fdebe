import { appendFileSync } from 'node:fs'
import * as bitecs from 'bitecs'
import { expect, it } from 'vitest'
import { importModule, writeModule } from '../support/generated.ts'

/**
 * Values are not checked when they are packed, and a peer ends the stream of a packet that cannot be: one that is
 * resent until it is acknowledged would end each stream for ever. So whatever is packed has to be admitted.
 */
const fields: Record<string, unknown> = {
  bits: { flags: ['a', 'b', 'c'] },
  moreBits: { flags: Array.from({ length: 9 }, (_, index) => `f${index}`) },
  manyBits: { flags: Array.from({ length: 31 }, (_, index) => `f${index}`) },
  kind: { enum: ['red', 'blue'] },
  isOn: 'bool',
  small: { quantized: { min: -2, max: 6, bits: 5 } },
  wide: { quantized: { min: 0.1, max: 0.4, bits: 31 } },
  odd: { angle: { bits: 12 } },
  turned: { quat: {} },
  turnedLess: { quat: { bits: 15 } },
  text: 'string<5>',
  raw: 'bytes<3>',
  switches: 'bool[5]',
}
const numbers = [0, 1, -1, 7, 8, 255, 256, 2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 53, 1e300, -1e300, 0.5, -0.5]
const values = [...numbers, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, undefined]

const module = await (async () => {
  const path = writeModule(
    {
      name: 'admitted',
      components: { All: fields },
      worlds: {
        here: { node: 'alpha', ecs: 'bitecs' },
        stored: { node: 'alpha', ecs: 'soa' },
        there: { node: 'beta' },
      },
      cluster: { transport: 'tcp', nodes: { alpha: { port: 9000 }, beta: { port: 9001 } } },
      queue: { capacity: 2 },
    },
    'alpha',
  )
  appendFileSync(path, '\nexport { admitPacket }\n')
  return importModule(path)
})()
const coordinator = new module.WorldCoordinator()

/** The field with the value, in whatever form it has. */
function hostile(name: string, value: unknown, index: number): unknown {
  if (name.startsWith('turned')) {
    const other = values[(index * 7 + 3) % values.length]
    return { x: value, y: other, z: index % 3 === 0 ? value : 0, w: index % 2 === 0 ? other : value }
  }
  if (name === 'text') return `\ud800${String(value)}\udfff\u{1f600}`
  if (name === 'raw') return new Uint8Array(3)
  if (name === 'switches') return [value, 0, 2, 255, value]
  return value
}

it.each(Object.keys(fields))('%s, packed with any value', (name) => {
  const refused: unknown[] = []
  for (const [index, value] of values.entries()) {
    const all = new module.All()
    all[name] = hostile(name, value, index)
    const transfer = coordinator.createTransfer(module.World.here, module.World.there)
    transfer.packAll(all)
    if (!module.admitPacket(transfer.word)) refused.push(value)
  }
  expect(refused).toEqual([])
})

it.each(Object.keys(fields))('%s, sent from a column with any value', (name) => {
  const world = bitecs.createWorld()
  const lanes = () => ({ x: [] as unknown[], y: [] as unknown[], z: [] as unknown[], w: [] as unknown[] })
  // Plain arrays hold what typed ones would cut.
  // biome-ignore lint/suspicious/noExplicitAny: a column or a group of them, by field
  const All: Record<string, any> = Object.fromEntries(
    Object.keys(fields).map((field) => [field, field.startsWith('turned') ? lanes() : []]),
  )
  const here = new module.HereEntities({ ecs: bitecs, world, components: { All }, takesInDoubt: () => true })
  const stored = new module.StoredEntities({ store: new module.StoredStore(), takesInDoubt: () => true })
  const refused: unknown[] = []
  for (const [index, value] of values.entries()) {
    const entity = bitecs.addEntity(world)
    bitecs.addComponent(world, entity, All)
    const given = hostile(name, value, index)
    for (const field of Object.keys(fields)) {
      const plain = hostile(field, 0, 0) as Record<string, unknown>
      const put = field === name ? (given as Record<string, unknown>) : plain
      if (field.startsWith('turned')) for (const lane of 'xyzw') All[field][lane][entity] = put[lane]
      else All[field][entity] = field === 'kind' && field !== name ? 0 : put
    }
    const inStore = stored.store.spawn()
    stored.store.addAll(inStore)
    const column = stored.store.all[name]
    if (ArrayBuffer.isView(column) && name !== 'switches') {
      Reflect.set(column, stored.store.rowOf(inStore), value)
    }
    for (const [entities, sent, source] of [
      [here, entity, module.World.here],
      [stored, inStore, module.World.stored],
    ]) {
      const queue = coordinator.getQueue(source, module.World.there)
      expect(entities.send(sent, module.World.there)).toBe(true)
      queue.flush()
      if (!module.admitPacket(queue.peek().word)) refused.push([value, source])
      queue.release()
      queue.flush()
    }
  }
  expect(refused).toEqual([])
})
