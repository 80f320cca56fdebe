/** Where the lines of a text begin and end, so that an offset becomes a line and a column. */
export interface LineMap {
  /** Offset of the first character of each line. */
  readonly starts: readonly number[]
  /** Offset after the last character of each line, without its line break. */
  readonly ends: readonly number[]
}

/** Lines end at LF, CR LF or a lone CR, as jsonc-parser and editors see it. */
export function mapLines(text: string): LineMap {
  const starts = [0]
  const ends: number[] = []
  for (const found of text.matchAll(/\r\n|\n|\r/g)) {
    ends.push(found.index)
    starts.push(found.index + found[0].length)
  }
  ends.push(text.length)
  return { starts, ends }
}

/** The text without a byte order mark, which editors neither show nor count. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

/** A place in a file: counted from 1, in UTF-16 code units; the length is at least 1. */
export interface Place {
  readonly line: number
  readonly column: number
  readonly length: number
}

/** The place of a stretch of text, cut at the end of its first line. */
export function placeOf(lines: LineMap, offset: number, length: number): Place {
  let low = 0
  let high = lines.starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (lines.starts[middle]! <= offset) low = middle
    else high = middle - 1
  }
  const start = lines.starts[low]!
  const end = lines.ends[low]!
  const from = Math.min(offset, end)
  return { line: low + 1, column: from - start + 1, length: Math.max(1, Math.min(length, end - from)) }
}
