import type { SchemaPath } from '../generator/diagnostic/diagnostic.ts'
import { clusterSchema, clusterSectionInput, nodeInput } from './cluster.ts'
import { linkInput } from './link.ts'
import { ownershipInput } from './ownership.ts'
import { queueInput } from './queue.ts'
import { routingInput, worldInput } from './world.ts'

/** The keys of every object with fixed keys, by its place; `*` is any name or index. */
const sectionKeys: ReadonlyMap<string, readonly string[]> = new Map([
  ['', Object.keys(clusterSchema.shape)],
  ['worlds.*', Object.keys(worldInput.shape)],
  ['worlds.*.routing', Object.keys(routingInput.shape)],
  ['links.*', Object.keys(linkInput.shape)],
  ['links.*.queue', Object.keys(queueInput.shape)],
  ['queue', Object.keys(queueInput.shape)],
  ['cluster', Object.keys(clusterSectionInput.shape)],
  ['cluster.nodes.*', Object.keys(nodeInput.shape)],
  ['cluster.ownership', ownershipInput.options.flatMap((option) => Object.keys(option.shape))],
])

/** Objects whose keys are names; a path below them has `*` there. */
const named: ReadonlySet<string> = new Set(['components', 'archetypes', 'worlds', 'links', 'cluster.nodes'])

/** The place of a path, with names and indices replaced: `worlds.forest.routing` is `worlds.*.routing`. */
export function sectionOf(path: SchemaPath): string {
  let section = ''
  for (const step of path) {
    const word = named.has(section) || typeof step === 'number' ? '*' : step
    section = section === '' ? word : `${section}.${word}`
  }
  return section
}

/** The keys that the object at a section knows; none for objects whose keys are names. */
export function keysOf(section: string): readonly string[] {
  return sectionKeys.get(section) ?? []
}

/** The ownership strategies that know this key. */
export function strategiesWith(key: string): readonly string[] {
  return ownershipInput.options
    .filter((option) => Object.hasOwn(option.shape, key))
    .map((option) => option.shape.strategy.value)
}
