import { universe } from 'koota'
import { expect } from 'vitest'
import type { EcsKind } from '../../schemas/ecs.ts'
import { importModule, writeModule } from '../support/generated.ts'
import { crossing } from './schema.ts'
import { subjectOf } from './subjects.mjs'

/** Paths of modules by their schema: each is generated once for a file of tests, and imported anew for each test. */
const paths = new Map<string, string>()

function pathOf(schema: object): string {
  const key = JSON.stringify(schema)
  const path = paths.get(key) ?? writeModule(schema)
  paths.set(key, path)
  return path
}

/** Both worlds of a fresh module on this thread. */
export async function twoWorlds(kind: string, change: object = {}) {
  // Koota has room for 16 worlds.
  universe.reset()
  const ecs = (kind === 'versioned' ? 'bitecs' : kind) as EcsKind
  const module = await importModule(pathOf(crossing(ecs, ecs, change)))
  const coordinator = new module.WorldCoordinator()
  const left = subjectOf(kind, module, 'left')
  const right = subjectOf(kind, module, 'right')
  const none = left.none === undefined ? 0 : left.none
  const spawn = (subject: typeof left, number: number, value: object = {}) => {
    const entity = subject.spawn()
    subject.fill(entity, { Serial: { number }, ...value })
    return entity
  }
  const aiming = { Aim: { next: none, last: none, home: 0 } }
  /** Sends one entity and gives what it is in the other world. */
  const move = (from: typeof left, to: typeof left, entity: unknown) => {
    const { World } = module
    expect(from.entities.send(entity, from === left ? World.right : World.left)).toBe(true)
    coordinator.flush()
    return to.entities.receive()
  }
  return { module, World: module.World, coordinator, left, right, none, aiming, spawn, move }
}
