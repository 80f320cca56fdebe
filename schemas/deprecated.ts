import { z } from 'zod'
import { limits } from './limits.ts'
import { judged, type Refusal, refuse } from './refusal.ts'
import { describeValue } from './words.ts'

/** Whether a field is on its way out, as the schema writes it: why, or only that. */
export type DeprecatedInput = true | string

/** The same of every field: false where the schema says nothing. */
export type Deprecation = boolean | string

/** What ends a line, what no file can hold, and what lets a comment show other words than it has. */
const unfit = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u

function judge(value: unknown): Refusal[] {
  if (value === true) return []
  const hint = 'write true, or why and what to use instead: "use speed instead"'
  if (typeof value !== 'string') {
    return [refuse('ECS105', `expected true or a text, found ${describeValue(value)}`, hint)]
  }
  if (value.trim() !== '' && value.length <= limits.reasonCharacters && !unfit.test(value)) return []
  return [refuse('ECS112', `a reason is one line of 1 to ${limits.reasonCharacters} characters`, hint)]
}

/** Not a union: which of its branches was meant would have to be told from the outside, by the place. */
export const deprecatedInput = judged(z.unknown() as z.ZodType<DeprecatedInput>, judge).meta({
  description: 'Says in the module that the field should not be used any more, and why. Changes no byte.',
  anyOf: [{ const: true }, { type: 'string', minLength: 1, maxLength: limits.reasonCharacters }],
})
