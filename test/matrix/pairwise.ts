/** The choices of a matrix, by option; every value is a short word so that a failing case can be named. */
export type Options = Readonly<Record<string, readonly string[]>>
export type Case<Matrix extends Options> = { readonly [Option in keyof Matrix]: Matrix[Option][number] }

/**
 * Cases that together contain every pair of values of any two options that `isPossible` allows: most faults
 * need two options to meet, and all pairs take some fifty cases where all combinations take a hundred
 * thousand. Greedy: each case starts from a pair not covered yet and takes the values that cover most more.
 */
export function allPairs<Matrix extends Options>(
  matrix: Matrix,
  isPossible: (part: Partial<Case<Matrix>>) => boolean,
): Case<Matrix>[] {
  const names = Object.keys(matrix)
  const open = new Map<string, Partial<Record<string, string>>>()
  for (const [index, first] of names.entries()) {
    for (const second of names.slice(index + 1)) {
      for (const a of matrix[first]!) {
        for (const b of matrix[second]!) {
          const pair = { [first]: a, [second]: b }
          if (completes(pair)) open.set(keyOf(first, a, second, b), pair)
        }
      }
    }
  }
  const cases: Case<Matrix>[] = []
  for (let next = open.values().next(); !next.done; next = open.values().next()) {
    const whole = fill({ ...next.value })
    for (const key of pairsOf(whole)) open.delete(key)
    cases.push(whole as Case<Matrix>)
  }
  return cases

  function fill(chosen: Partial<Record<string, string>>): Record<string, string> {
    for (const name of names) {
      if (chosen[name] !== undefined) continue
      const candidates = matrix[name]!.filter((value) => completes({ ...chosen, [name]: value }))
      const gain = (value: string): number =>
        names.filter(
          (other) => chosen[other] !== undefined && open.has(keyOf(name, value, other, chosen[other])),
        ).length
      // Equal values take turns, so that the cases do not all share the first value of every option.
      const turn = cases.length % candidates.length
      const inTurn = [...candidates.slice(turn), ...candidates.slice(0, turn)]
      chosen[name] = inTurn.reduce((best, value) => (gain(value) > gain(best) ? value : best))
    }
    return chosen as Record<string, string>
  }

  /** Whether some whole case with these values is possible: options without a constraint never object. */
  function completes(part: Partial<Record<string, string>>, index = 0): boolean {
    if (!isPossible(part as Partial<Case<Matrix>>)) return false
    if (index === names.length) return true
    const name = names[index]!
    if (part[name] !== undefined) return completes(part, index + 1)
    return matrix[name]!.some((value) => completes({ ...part, [name]: value }, index + 1))
  }

  function pairsOf(whole: Readonly<Record<string, string>>): string[] {
    return names.flatMap((first, index) =>
      names.slice(index + 1).map((second) => keyOf(first, whole[first]!, second, whole[second]!)),
    )
  }

  function keyOf(first: string, a: string, second: string, b: string): string {
    return names.indexOf(first) < names.indexOf(second)
      ? `${first}=${a} ${second}=${b}`
      : `${second}=${b} ${first}=${a}`
  }
}
