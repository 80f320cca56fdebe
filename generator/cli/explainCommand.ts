import { formatDiagnostics } from '../diagnostic/format.ts'
import { explainJson } from '../explain/json.ts'
import { explainText } from '../explain/text.ts'
import { planOf } from '../pipeline.ts'
import { type ExplainArguments, UsageError } from './arguments.ts'
import { print, printError } from './console.ts'
import { readSchemaFile } from './schemaFile.ts'

/** Prints the layout of a schema, for people or as JSON. Returns the exit code. */
export function explainCommand(command: ExplainArguments): number {
  const { text, problem } = readSchemaFile(command.schema)
  const { plans, diagnostics } =
    text === null ? { plans: [], diagnostics: [problem!] } : planOf(text, { schemaFile: command.schema })
  if (diagnostics.length > 0)
    printError(formatDiagnostics(diagnostics, text, { color: process.stderr.isTTY === true }))
  if (plans.length === 0) return 2
  const plan = plans.find(({ node }) => command.node === null || node?.name === command.node)
  if (plan === undefined) throw new UsageError(`there is no node "${command.node}"`)
  print(command.json ? JSON.stringify(explainJson(plan), null, 2) : explainText(plan))
  return 0
}
