import { join } from 'node:path'
import { expect, it } from 'vitest'
import { followEntities } from './custody.ts'
import { newFolder } from './modules.ts'
import type { NodeRun, RunReport } from './nodeRun.ts'
import { Happened, Journal } from './program/journal.mjs'
import { deliveryNumbers } from './schema.ts'

const { ordered } = deliveryNumbers
const [forest, desert] = [0, 1]

/** A process with one world, and what that has written down. */
function part(run: number, world: number, entities: readonly number[] | null, records: number[][]) {
  const journal = join(newFolder(), 'journal')
  const book = new Journal(journal)
  for (const record of records) book.add(...record)
  book.flush()
  const inventory = entities?.map((entity) => [entity, 1, 1])
  const report = entities && { worlds: [{ world, entities: inventory, errors: [] }], peers: {} }
  const setup = { run, isOverDatagrams: false, worlds: [{ world, journal }] }
  return { run: { setup } as unknown as NodeRun, report: report as unknown as RunReport | null }
}

const sent = (entity: number, serial: number) => [Happened.sent, entity, 1, desert, serial, ordered, 1, 0]
const arrived = (entity: number, serial: number) => [
  Happened.arrived,
  entity,
  1,
  forest,
  serial,
  ordered,
  1,
  1,
]
const born = [10, 11].map((entity) => [Happened.born, entity, 0, 0, 0, 0, 1, 0])
const sender = part(1, forest, [], [...born, sent(10, 1), sent(11, 2)])

it('an entity that a killed process had received is no loss, though a former one that has left received earlier ones', () => {
  const left = part(2, desert, [10], [arrived(10, 1)])
  const killed = part(3, desert, null, [])
  expect(followEntities([sender, left, killed])).toMatchObject({ errors: [], held: 1, diedArrived: 1 })
})

it('one that was sent behind what a later process has received is one', () => {
  const killed = part(2, desert, null, [])
  const next = part(3, desert, [10], [arrived(10, 1)])
  const { errors, diedArrived } = followEntities([sender, killed, next])
  expect([errors.length, diedArrived]).toEqual([1, 0])
})
