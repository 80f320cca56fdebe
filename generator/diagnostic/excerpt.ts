import { columnsOf, printable } from './printable.ts'

/** A source line as shown, and where the marks stand below it, in terminal columns. */
export interface Excerpt {
  readonly text: string
  readonly markColumn: number
  readonly markLength: number
}

/** Terminal columns that an excerpt may take; longer lines are cut around the mark. */
const excerptColumnsMax = 100
const columnsBeforeMark = 40
const tabColumns = 2
const ellipsis = '...'

interface Cell {
  readonly text: string
  readonly columns: number
  readonly marked: boolean
}

/** Code units looked at before and after the start of the mark; no more of a longer line could be shown. */
const unitsAround = 400

/** Shows `line` with the marks under `length` code units from `column` (from 1). */
export function excerptOf(line: string, column: number, length: number): Excerpt {
  const first = Math.max(0, column - 1 - unitsAround)
  const last = Math.min(line.length, column - 1 + unitsAround)
  const cells = cellsOf(line.slice(first, last), column - 1 - first, column - 1 - first + length)
  const firstMarked = cells.findIndex((cell) => cell.marked)
  // A mark behind the end of the line (a missing brace) stands after its last character.
  const focus = firstMarked === -1 ? cells.length : firstMarked
  const whole = last - first === line.length && columnsIn(cells, 0, cells.length) <= excerptColumnsMax
  const start = whole ? 0 : startBefore(cells, focus)
  const end = whole ? cells.length : endAfter(cells, start)
  const before = first > 0 || start > 0 ? ellipsis : ''
  const after = last < line.length || end < cells.length ? ellipsis : ''
  const shown = cells.slice(start, end)
  const marked = shown.filter((cell) => cell.marked)
  return {
    text: before + shown.map((cell) => cell.text).join('') + after,
    markColumn: before.length + columnsIn(cells, start, focus),
    markLength: Math.max(1, columnsIn(marked, 0, marked.length)),
  }
}

/** Characters in what they take on screen: tabs are spaces, unprintable characters are escapes. */
function cellsOf(line: string, from: number, to: number): Cell[] {
  const cells: Cell[] = []
  let offset = 0
  for (const character of line) {
    const text = character === '\t' ? ' '.repeat(tabColumns) : printable(character)
    const columns = text === character ? columnsOf(character) : text.length
    const marked = offset < to && offset + character.length > from
    cells.push({ text, columns, marked })
    offset += character.length
  }
  return cells
}

function columnsIn(cells: readonly Cell[], start: number, end: number): number {
  let columns = 0
  for (let index = start; index < end; index++) columns += cells[index]!.columns
  return columns
}

function startBefore(cells: readonly Cell[], focus: number): number {
  let start = focus
  let columns = 0
  while (start > 0 && columns + cells[start - 1]!.columns <= columnsBeforeMark)
    columns += cells[--start]!.columns
  return start
}

function endAfter(cells: readonly Cell[], start: number): number {
  let end = start
  let columns = 0
  while (end < cells.length && columns + cells[end]!.columns <= excerptColumnsMax)
    columns += cells[end++]!.columns
  return end
}
