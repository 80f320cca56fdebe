import type { Diagnostic } from './diagnostic.ts'

/** In source order, each once. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const unique = new Map<string, Diagnostic>()
  for (const diagnostic of diagnostics) {
    const { line, column, code, message } = diagnostic
    const key = JSON.stringify([line, column, code, message])
    if (!unique.has(key)) unique.set(key, diagnostic)
  }
  return [...unique.values()].sort(
    (a, b) =>
      a.line - b.line || a.column - b.column || compare(a.code, b.code) || compare(a.message, b.message),
  )
}

/** Keeps the first `maximum` and adds one that counts the rest, with those that were `dropped` before. */
export function limitDiagnostics(
  diagnostics: readonly Diagnostic[],
  maximum: number,
  dropped = 0,
): Diagnostic[] {
  const more = diagnostics.length - maximum + dropped
  const next = diagnostics[maximum]
  if (next === undefined) return [...diagnostics]
  const message = `${more} more ${more === 1 ? 'problem is' : 'problems are'} not shown; the first of them is here`
  const hint = 'correct some of the others and run again'
  return [...diagnostics.slice(0, maximum), { ...next, code: 'ECS009', message, hint }]
}

/** By code units, so that the order is the same in every locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
