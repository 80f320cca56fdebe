import fc from 'fast-check'
import { expect, it } from 'vitest'
import { loadModule } from '../support/generated.ts'
import { decode } from './decoder.ts'
import type { Schema } from './layout.ts'
import { fieldsOf, plain, sampleOf } from './samples.ts'

const schemas = fc.array(fieldsOf(2, 0), { minLength: 1, maxLength: 40 }).map(
  (list): Schema => ({
    name: 'wire',
    components: Object.fromEntries(list.map((fields, index) => [`C${index}`, fields])),
    // Every seventh component is carried by no link.
    worlds: {
      a: {},
      b: {
        components: list.map((_, index) => `C${index}`).filter((_, index) => index % 7 !== 6 || index === 0),
      },
    },
  }),
)

it('what a generated module packs, a decoder written from the documentation reads', async () => {
  let packets = 0
  await fc.assert(
    fc.asyncProperty(schemas, fc.gen(), async (schema, pick) => {
      const module = await loadModule(schema)
      const coordinator = new module.WorldCoordinator()
      const names = Object.keys(module.Component ?? {})
      for (let round = 0; round < 10; round++) {
        const entity = pick(fc.nat, { max: 0x7fffffff })
        const transfer = coordinator.createTransfer(0, 1, entity, round)
        const chosen = names.filter(() => pick(fc.boolean))
        const sample = (name: string): object =>
          Object.fromEntries(
            Object.entries(schema.components[name]!).map(([key, field]) => [key, sampleOf(field, pick)]),
          )
        const values = new Map(chosen.map((name) => [name, sample(name)]))
        const expected: { [name: string]: unknown } = {}
        for (const [name, value] of values) {
          transfer[`pack${name}`](value)
          expected[name] = plain(value)
        }
        const bytes: Uint8Array = transfer.toBytes()
        const packet = decode(schema, bytes)
        expect(packet).toMatchObject({ entity, generation: round, source: 0, target: 1, flags: 4 })
        expect(packet.length).toBe(bytes.length)
        expect(packet.components).toEqual(expected)

        // Another entity in the same packet leaves nothing behind: not in padding, text or what is absent.
        transfer.reset(1, 1)
        for (const name of names) transfer[`pack${name}`](sample(name))
        transfer.reset(entity, round)
        for (const [name, value] of values) transfer[`pack${name}`](value)
        expect(transfer.toBytes()).toEqual(bytes)
        packets++
      }
    }),
    { numRuns: 25, seed: 7 },
  )
  expect(packets).toBe(250)
}, 120_000)
