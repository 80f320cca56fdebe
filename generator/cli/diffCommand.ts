import { diffPlans } from '../diff/diff.ts'
import { diffJson } from '../diff/json.ts'
import { diffText } from '../diff/text.ts'
import type { Plan } from '../plan/plan.ts'
import { planOf } from '../planOf.ts'
import type { DiffArguments } from './arguments.ts'
import { print } from './console.ts'
import { printDiagnostics } from './printDiagnostics.ts'
import { readSchemaFile } from './schemaFile.ts'

/** Prints what differs between two schemas, for people or as JSON. Returns the exit code: 1 when the wire breaks. */
export function diffCommand(command: DiffArguments): number {
  const before = readPlans(command.before)
  const after = readPlans(command.after)
  if (before.length === 0 || after.length === 0) return 2
  const diff = diffPlans(before, after)
  print(command.json ? JSON.stringify(diffJson(diff), null, 2) : diffText(diff))
  return diff.breaks ? 1 : 0
}

/** The plans of a schema; none, and the reasons printed, when it is a bad one. */
function readPlans(file: string): readonly Plan[] {
  const { text, problem } = readSchemaFile(file)
  const { plans, diagnostics } =
    text === null ? { plans: [], diagnostics: [problem!] } : planOf(text, { schemaFile: file })
  printDiagnostics(diagnostics, text)
  return plans
}
