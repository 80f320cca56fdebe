import { didYouMean } from '../../schemas/words.ts'
import type { Diagnostic } from '../diagnostic/diagnostic.ts'
import { fileDiagnostic } from './schemaFile.ts'

/** The problem of `--node` with a name that the schema does not have; lists the names that it has. */
export function unknownNode(schema: string, wanted: string, names: readonly string[]): Diagnostic {
  const near = didYouMean(wanted, names)
  const known = names.length === 0 ? 'the schema declares no nodes' : `the schema has ${names.join(', ')}`
  const hint = near === null ? known : `${known}; ${near}`
  return fileDiagnostic('ECS003', schema, `there is no node "${wanted}"`, hint)
}
