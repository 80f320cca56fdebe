/** A part of a text, and what stands there instead. */
export interface Cut {
  readonly start: number
  readonly end: number
  readonly instead: string
}

/** The text without its cuts, none of which overlap. */
export function splice(text: string, cuts: readonly Cut[]): string {
  let spliced = ''
  let at = 0
  for (const { start, end, instead } of [...cuts].sort((a, b) => a.start - b.start)) {
    spliced += text.slice(at, start) + instead
    at = end
  }
  return spliced + text.slice(at)
}
