import type { Problem } from '../generator/diagnostic/diagnostic.ts'
import { checkCluster } from './rules/cluster.ts'
import { checkEntities } from './rules/entities.ts'
import { checkLinks } from './rules/links.ts'
import { checkReferences } from './rules/references.ts'
import { checkSizes } from './rules/sizes.ts'
import { viewSchema } from './rules/view.ts'
import { checkUses } from './rules/warnings.ts'

/**
 * The rules that no single value shows: names that refer to other names, counts over several parts. They
 * take any value, so that they can run beside failed shapes: what has the wrong kind is passed over.
 * Warnings come only with a schema that has no error here: beside errors they are noise.
 */
export function checkRules(input: unknown): Problem[] {
  const view = viewSchema(input)
  const errors = [
    ...checkReferences(view),
    ...checkLinks(view),
    ...checkCluster(view),
    ...checkEntities(view),
    ...checkSizes(view),
  ]
  return errors.length > 0 ? errors : checkUses(view)
}
