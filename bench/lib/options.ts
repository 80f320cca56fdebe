export interface Options {
  /** A smoke run of seconds: proves that a bench runs, proves nothing else. */
  quick: boolean
  /** What was asked for by name; empty means everything. */
  names: string[]
}

export function parseOptions(known: readonly string[]): Options {
  const words = process.argv.slice(2)
  const names = words.filter((word) => !word.startsWith('-'))
  const unknown = words.filter((word) => word !== '--quick' && !known.includes(word))
  if (unknown.length > 0) {
    console.error(`unknown argument "${unknown[0]}"; known are: --quick ${known.join(' ')}`)
    process.exit(2)
  }
  return { quick: words.includes('--quick'), names }
}
