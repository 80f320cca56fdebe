export function quantile(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const position = (sorted.length - 1) * fraction
  const low = sorted[Math.floor(position)] ?? Number.NaN
  const high = sorted[Math.ceil(position)] ?? Number.NaN
  return low + (high - low) * (position - Math.floor(position))
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

/**
 * The ratio of two subjects measured in turns: the median of each round's own ratio. The machine's speed
 * drifts by a factor of two between rounds, which a ratio of medians would still contain.
 */
export function pairedRatio(dividends: readonly number[], divisors: readonly number[]): number {
  // A slow subject may have stopped earlier: only rounds that both took part in are pairs.
  const rounds = Math.min(dividends.length, divisors.length)
  return median(
    dividends.slice(0, rounds).map((dividend, round) => dividend / (divisors[round] ?? Number.NaN)),
  )
}
