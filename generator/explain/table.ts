/** Columns aligned by their widest cell: numbers to the right, all else to the left. */
export function table(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = head.map((name, column) => {
    const cells = rows.map((row) => row[column] ?? '')
    return {
      width: cells.reduce((width, cell) => Math.max(width, cell.length), name.length),
      isNumeric: column > 0 && cells.every((cell) => isNumeric(cell)) && cells.some((cell) => cell !== ''),
    }
  })
  const line = (row: readonly string[]): string =>
    columns
      .map(({ width, isNumeric }, column) => {
        const cell = row[column] ?? ''
        return isNumeric ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd()
  return [title, `  ${line(head)}`, ...rows.map((row) => `  ${line(row)}`)].join('\n')
}

/** A figure with its unit, if any; `-` stands for none. */
function isNumeric(cell: string): boolean {
  return cell === '' || cell === '-' || /^\d[\d,.]*( ?[\w%]+)?$/.test(cell)
}
