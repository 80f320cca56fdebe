/** What an entity of a zone starts with. */
export function goldOf(index) {
  return 1 + (index % 100)
}
