import { count } from '../explain/units.ts'
import type { Change } from './change.ts'
import { type SchemaDiff, upgradedAlone, upgradedTogether } from './diff.ts'
import type { ModuleChange } from './modules.ts'

/** The comparison as a person wants to see it: the verdict, what differs, and what to do. */
export function diffText(diff: SchemaDiff): string {
  return [
    verdict(diff),
    ...section('Breaks the wire', diff.breaking, diff),
    ...section('Compatible', diff.compatible, diff),
    ...memoryText(diff.modules),
    advice(diff),
  ].join('\n\n')
}

function verdict({ name, breaks, schemaHash }: SchemaDiff): string {
  return breaks
    ? `${name}: breaks the wire; schema hash ${schemaHash.before} -> ${schemaHash.after}`
    : `${name}: the wire stays as it is; schema hash ${schemaHash.after}`
}

function section(title: string, changes: readonly Change[], { modules }: SchemaDiff): string[] {
  if (changes.length === 0) return []
  const all = new Set(modules.flatMap(({ node }) => node ?? []))
  const lines = changes.flatMap(({ message, hint, nodes }) => [
    // Where it is about all of them, or the schema has none, their names would say nothing.
    `  ${message}${nodes.length === all.size || nodes.length === 0 ? '' : ` (${nodes.join(', ')})`}`,
    ...(hint === null ? [] : [`    ${hint}`]),
  ])
  return [[title, ...lines].join('\n')]
}

function memoryText(modules: readonly ModuleChange[]): string[] {
  const rows = modules
    .filter(({ isMemoryChanged }) => isMemoryChanged)
    .map(({ node, memoryBytes: { before, after } }) => {
      const bytes =
        before === after ? `${count(after!)} bytes` : `${count(before!)} -> ${count(after!)} bytes`
      return `  ${node === null ? '' : `${node}: `}${bytes}`
    })
  if (rows.length === 0) return []
  return [['Memory laid out anew: all threads of a process import the new module', ...rows].join('\n')]
}

function advice(diff: SchemaDiff): string {
  if (diff.breaks) return adviceOnBreak(diff)
  const changed = diff.modules.filter(({ module }) => module === 'changed')
  if (changed.length === 0) return 'No module changes.'
  const nodes = upgradedAlone(diff)
  if (nodes.length === 0) return 'The module changes. What it writes and reads does not.'
  const same = diff.modules.flatMap(({ node, module }) => (module === 'same' ? (node ?? []) : []))
  return [
    `Upgrade one at a time, in any order: ${nodes.join(', ')}`,
    ...(same.length === 0 ? [] : [`  the modules of ${same.join(', ')} do not change`]),
    '  equal schema hashes: old and new modules talk with each other',
  ].join('\n')
}

function adviceOnBreak(diff: SchemaDiff): string {
  const gone = diff.modules.flatMap(({ node, module }) => (module === 'removed' ? (node ?? []) : []))
  return [
    ...togetherText(diff),
    ...(gone.length === 0 ? [] : [`  stop ${gone.join(', ')}`]),
    '  bytes that the old module has written (toBytes) are not for the new one to read',
  ].join('\n')
}

function togetherText(diff: SchemaDiff): string[] {
  const together = upgradedTogether(diff)
  if (together.length === 0) return ['No nodes: all threads of the process import the new module']
  const why = diff.hasWire
    ? 'nodes compare one hash over all of this: those of the old and of the new schema refuse each other'
    : 'no transport, so no node checks it: old and new ones would disagree on what ids and bytes mean'
  return [`Upgrade together: ${together.join(', ')}`, `  ${why}`]
}
