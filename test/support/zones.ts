import { importModule, writeModule } from './generated.ts'

/** Three worlds that are all linked; c holds less than the others. */
export const zones = {
  name: 'zones',
  components: { Purse: { gold: 'u32' }, Cold: { degrees: 'i8' }, Stunned: {} },
  archetypes: { rich: ['Purse'] },
  worlds: {
    a: { routing: { default: 'b', components: { Stunned: 'c' } } },
    b: {},
    c: { components: ['Purse', 'Stunned'] },
  },
}

export const zonesOver = (kind: 'spsc' | 'mpmc') => ({
  ...zones,
  queue: { kind, capacity: 8, batchSize: 4, priorityCapacity: 4 },
})

/** A module of its own for a test, and the short way to send an entity through it. */
export async function freshZones(schema: object, path = writeModule(schema)) {
  const module = await importModule(path)
  const coordinator = new module.WorldCoordinator()
  const send = (source: number, target: number, entity: number): boolean =>
    coordinator.queueTransfer(source, target, coordinator.createTransfer(source, target, entity))
  return { module, coordinator, send }
}
