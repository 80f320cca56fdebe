import type { Change } from './change.ts'
import { type SchemaDiff, upgradedAlone, upgradedTogether } from './diff.ts'

/** The comparison as JSON. Keys are stable, and only ever added: tools may rely on them. */
export function diffJson(diff: SchemaDiff) {
  return {
    /** Grows only when a key changes its meaning. */
    formatVersion: 1,
    name: diff.name,
    breaks: diff.breaks,
    schemaHash: diff.schemaHash,
    breaking: diff.breaking.map(changeJson),
    compatible: diff.compatible.map(changeJson),
    upgradeTogether: upgradedTogether(diff),
    upgradeOneByOne: upgradedAlone(diff),
    modules: diff.modules.map(({ node, module, isMemoryChanged, memoryBytes }) => ({
      node,
      module,
      memoryChanges: isMemoryChanged,
      memoryBytes,
    })),
    exitCode: diff.breaks ? 1 : 0,
  }
}

function changeJson({ subject, name, action, message, hint, nodes }: Change) {
  return { subject, name, action, message, hint, nodes }
}
