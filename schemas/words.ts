import { limits } from './limits.ts'

/** A name in quotes, and a path or punctuation around it. */
const wordCharactersMax = limits.nameCharacters + 36

/** Quotes text from the schema for a message: escaped by JSON's rules, cut when long. */
export function quote(text: string): string {
  return JSON.stringify(cut(text, limits.nameCharacters))
}

/** At most so many characters of a text, the last three of them dots where some are missing. */
export function cut(text: string, charactersMax: number): string {
  return text.length > charactersMax ? `${text.slice(0, charactersMax - 3)}...` : text
}

/** Cuts every word that is longer than names may be: rules also speak of names that are refused as too long. */
export function cutLongWords(text: string): string {
  return text.replace(/\S+/g, (word) => cut(word, wordCharactersMax))
}

/** What kind of JSON value this is, in words: `the number 3`, `a list`. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return `the text ${quote(value)}`
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
    return 'a number that is too large'
  if (typeof value === 'number') return `the number ${value}`
  if (typeof value === 'boolean') return String(value)
  return value === undefined ? 'nothing' : 'an object'
}

/** `a, b or c`. */
export function listWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

/**
 * The candidate nearest to `text` by edit distance, or null when none is near (a third of the length).
 * Long texts are never near anything, which also bounds the work.
 */
export function nearest(text: string, candidates: Iterable<string>): string | null {
  if (text.length === 0 || text.length > limits.nameCharacters) return null
  let best: string | null = null
  // One letter is as far from any other letter; only its case can be near.
  let bestDistance = text.length === 1 ? 1 : Math.max(1, Math.floor(text.length / 3)) + 1
  for (const candidate of candidates) {
    if (candidate === text || Math.abs(candidate.length - text.length) >= bestDistance) continue
    // A difference in case alone is the likeliest slip of all.
    const distance =
      candidate.toLowerCase() === text.toLowerCase() ? 0.5 : editDistance(text, candidate, bestDistance)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** `did you mean "x"?`, or null. */
export function didYouMean(text: string, candidates: Iterable<string>): string | null {
  const found = nearest(text, candidates)
  return found === null ? null : `did you mean ${quote(found)}?`
}

/** Optimal string alignment: insert, delete, replace, swap of neighbours. Stops at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let cost = Math.min(
        previous[column - 1]! + (same ? 0 : 1),
        previous[column]! + 1,
        current[column - 1]! + 1,
      )
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, beforePrevious[column - 2]! + 1)
      }
      current.push(cost)
    }
    if (Math.min(...current) >= limit) return limit
    beforePrevious = previous
    previous = current
  }
  return previous[b.length]!
}
