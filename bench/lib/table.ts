/** Prints rows under a header, the first column to the left, the others (figures) to the right. */
export function printTable(
  title: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const widths = header.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return column === 0 ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd()
  console.log(`\n${title}\n`)
  console.log(line(header))
  console.log(widths.map((width) => '-'.repeat(width)).join('  '))
  for (const row of rows) console.log(line(row))
}

/** Three significant digits: the machine gives no more. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '-'
  if (value === 0) return '0'
  const magnitude = Math.abs(value)
  if (magnitude >= 100) return Math.round(value).toLocaleString('en-US')
  return value.toFixed(magnitude >= 10 ? 1 : 2)
}

/** A ratio beside the bar that the project set for it. */
export function againstBar(
  ratio: number,
  bar: number | undefined,
  sense: 'least' | 'most' = 'least',
): string {
  if (bar === undefined || Number.isNaN(ratio)) return ''
  const isMet = sense === 'least' ? ratio >= bar : ratio <= bar
  return `${sense === 'least' ? '>=' : '<='} ${bar} ${isMet ? 'met' : 'MISSED'}`
}
