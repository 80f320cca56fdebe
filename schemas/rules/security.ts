import type { Problem } from '../../generator/diagnostic/diagnostic.ts'
import { securedTransports, securityKinds } from '../security.ts'
import { listWords, quote } from '../words.ts'
import { member, type SchemaView, valueProblem } from './view.ts'

/** Each way to protect what nodes write goes with some transports only. Unknown words are no matter of this rule. */
export function checkSecurity({ input }: SchemaView): Problem[] {
  const cluster = member(input, 'cluster')
  const security = securityKinds.find((kind) => kind === member(cluster, 'security'))
  const transport = member(cluster, 'transport')
  if (security === undefined || typeof transport !== 'string') return []
  const fitting = securityKinds.filter((kind) => securedTransports[kind].includes(transport))
  if (fitting.length === 0 || fitting.includes(security)) return []
  const message = `${quote(security)} does not protect the transport ${quote(transport)}`
  const hint = `write "security": ${listWords(fitting.map(quote))}`
  return [valueProblem('ECS318', ['cluster', 'security'], message, hint)]
}
