import { z } from 'zod'
import type { Code } from '../generator/diagnostic/codes.ts'
import type { SchemaPath } from '../generator/diagnostic/diagnostic.ts'

/** What a check of ours found wrong at a value; it travels through zod as the `params` of a custom issue. */
export interface Refusal {
  readonly code: Code
  readonly message: string
  readonly hint: string | null
  /** Below the value that was checked. */
  readonly path?: SchemaPath
  readonly at?: 'key' | 'value'
}

/** A refusal about the value itself. */
export function refuse(code: Code, message: string, hint: string | null = null): Refusal {
  return { code, message, hint }
}

/**
 * Adds a check that also runs when members of the value already failed (zod skips checks then), so that all
 * problems are reported in one go. `judge` therefore sees unchecked members. The issues are marked
 * `continue`, by which zod's unions know that this was the right branch.
 */
export function judged<Schema extends z.ZodType>(
  schema: Schema,
  judge: (value: unknown) => Iterable<Refusal>,
): Schema {
  const check = z.core._check<z.output<Schema>>(
    (payload) => {
      for (const refusal of judge(payload.value)) {
        payload.issues.push({
          code: 'custom',
          input: payload.value,
          message: refusal.message,
          path: [...(refusal.path ?? [])],
          params: { refusal },
          continue: true,
        })
      }
    },
    { when: () => true },
  )
  return schema.check(check) as Schema
}
