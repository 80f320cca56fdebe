/** Something that must never happen has happened. */
export class Violation extends Error {
  override readonly name = 'Violation'
}

export function hold(condition: boolean, text: () => string): asserts condition {
  if (!condition) throw new Violation(text())
}
