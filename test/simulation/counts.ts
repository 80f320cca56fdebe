/** How often something was done or seen, by its name in words. */
export class Counts {
  readonly byName = new Map<string, number>()

  add(name: string, count = 1): void {
    this.byName.set(name, this.of(name) + count)
  }

  of(name: string): number {
    return this.byName.get(name) ?? 0
  }

  addAll(other: Counts): void {
    for (const [name, count] of other.byName) this.add(name, count)
  }

  toString(): string {
    return [...this.byName]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]) => `  ${String(count).padStart(12)}  ${name}`)
      .join('\n')
  }
}
