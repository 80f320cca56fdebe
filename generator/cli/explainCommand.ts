import { explainJson } from '../explain/json.ts'
import { explainText } from '../explain/text.ts'
import { planOf } from '../planOf.ts'
import type { ExplainArguments } from './arguments.ts'
import { print } from './console.ts'
import { unknownNode } from './node.ts'
import { printDiagnostics } from './printDiagnostics.ts'
import { readSchemaFile } from './schemaFile.ts'

/** Prints the layout of a schema, for people or as JSON. Returns the exit code. */
export function explainCommand(command: ExplainArguments): number {
  const { text, problem } = readSchemaFile(command.schema)
  const { plans, diagnostics } =
    text === null ? { plans: [], diagnostics: [problem!] } : planOf(text, { schemaFile: command.schema })
  const plan = plans.find(({ node }) => command.node === null || node?.name === command.node)
  const names = plans.flatMap(({ node }) => node?.name ?? [])
  const shown =
    plans.length > 0 && plan === undefined
      ? [...diagnostics, unknownNode(command.schema, command.node!, names)]
      : diagnostics
  printDiagnostics(shown, text)
  if (plan === undefined) return 2
  print(command.json ? JSON.stringify(explainJson(plan), null, 2) : explainText(plan))
  return 0
}
