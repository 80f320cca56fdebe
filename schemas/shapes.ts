import { z } from 'zod'
import { grammars, judgeName, type NameKind, nameJsonSchema } from './names.ts'
import { judged, type Refusal, refuse } from './refusal.ts'
import { describeValue, quote } from './words.ts'

/** A whole number from `minimum` to `maximum`. */
export function wholeNumber(minimum: number, maximum: number, description: string) {
  const judge = (value: unknown): Refusal[] => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return []
    if (Number.isInteger(value) && value >= minimum && value <= maximum) return []
    const range = `from ${minimum} to ${maximum}`
    return [refuse('ECS402', `expected a whole number ${range}, found ${describeValue(value)}`)]
  }
  return judged(z.number(), judge).meta({ type: 'integer', minimum, maximum, description })
}

/** Any number whose magnitude is at most `magnitude`. */
export function numberWithin(magnitude: number, description: string) {
  const judge = (value: unknown): Refusal[] => {
    if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) <= magnitude) return []
    const range = `from ${-magnitude} to ${magnitude}`
    return [refuse('ECS402', `expected a number ${range}, found ${describeValue(value)}`)]
  }
  return judged(z.number(), judge).meta({ minimum: -magnitude, maximum: magnitude, description })
}

/** A power of two from `minimum` to `maximum`; 0 as well where it means "none". */
export function powerOfTwo(minimum: number, maximum: number, zero: 'zero' | 'no zero', description: string) {
  const least = zero === 'zero' ? 0 : minimum
  const judge = (value: unknown): Refusal[] => {
    if (typeof value !== 'number' || !Number.isFinite(value) || (value === 0 && zero === 'zero')) return []
    if (!Number.isInteger(value) || value < minimum || value > maximum) {
      const or = zero === 'zero' ? ' (or 0 for none)' : ''
      const range = `from ${minimum} to ${maximum}${or}`
      return [refuse('ECS402', `expected a power of two ${range}, found ${describeValue(value)}`)]
    }
    const below = 2 ** Math.floor(Math.log2(value))
    if (below === value) return []
    const above = below * 2 <= maximum ? ` or ${below * 2}` : ''
    return [refuse('ECS403', `the capacity ${value} is not a power of two`, `use ${below}${above}`)]
  }
  const powers = Array.from({ length: Math.log2(maximum / minimum) + 1 }, (_, index) => minimum * 2 ** index)
  const choices = zero === 'zero' ? [0, ...powers] : powers
  return judged(z.number(), judge).meta({
    type: 'integer',
    minimum: least,
    maximum,
    enum: choices,
    description,
  })
}

interface Members {
  /** In the plural, for messages. */
  readonly what: string
  readonly minimum: number
  readonly maximum: number
  readonly description: string
}

function judgeCount(count: number, { what, minimum, maximum }: Members): Refusal[] {
  if (count === 0 && minimum > 0) return [refuse('ECS108', `there are no ${what}; at least one is needed`)]
  if (count <= maximum) return []
  return [refuse('ECS401', `there are ${count} ${what}, at most ${maximum} are allowed`)]
}

/** A list of texts in which none repeats. */
export function wordList<Item extends z.ZodType<string>>(item: Item, members: Members) {
  const judge = (value: unknown): Refusal[] => {
    if (!Array.isArray(value)) return []
    const refusals = judgeCount(value.length, members)
    const seen = new Set<unknown>()
    for (const [index, word] of value.entries()) {
      if (typeof word === 'string' && seen.has(word)) {
        refusals.push({
          ...refuse('ECS109', `${quote(word)} is listed twice`, 'remove one of the two'),
          path: [index],
        })
      }
      seen.add(word)
    }
    return refusals
  }
  const { minimum, maximum, description } = members
  return judged(z.array(item), judge).meta({
    description,
    uniqueItems: true,
    maxItems: maximum,
    ...(minimum > 0 ? { minItems: minimum } : {}),
  })
}

/**
 * An object whose keys are names of one kind, or refer to names (then the rules look for them). The keys are checked on the whole object: zod would not look
 * at the value of a key that it refuses, and its problems would show only in the next run.
 */
export function namedRecord<Value extends z.ZodType>(
  kind: NameKind | 'reference',
  value: Value,
  members: Members,
) {
  const judge = (record: unknown): Refusal[] => {
    if (typeof record !== 'object' || record === null || Array.isArray(record)) return []
    const names = Object.keys(record)
    const refusals = judgeCount(names.length, members)
    if (kind === 'reference') return refusals
    // Beyond the limit the count is the news.
    for (const name of names.slice(0, members.maximum)) {
      const refusal = judgeName(kind, name)
      if (refusal !== null) refusals.push({ ...refusal, path: [name], at: 'key' })
    }
    return refusals
  }
  const { minimum, maximum, description } = members
  const key =
    kind === 'reference'
      ? z.string()
      : z.string().meta({ title: grammars[kind].what, ...nameJsonSchema(kind) })
  return judged(z.record(key, value), judge).meta({
    description,
    maxProperties: maximum,
    ...(minimum > 0 ? { minProperties: minimum } : {}),
  })
}
