import type { Random } from './random.ts'

/** What a seed decides about a network of datagrams. */
export interface DatagramOptions {
  readonly latencyMs: number
  /** Up to so much later a process reads what has arrived, and is woken up. */
  readonly readDelayMs: number
  /** How likely a datagram is lost, doubled, or changed on its way. */
  readonly loss: number
  readonly duplication: number
  readonly corruption: number
  /** How likely one is late, and by how much at most. */
  readonly late: number
  readonly lateMs: number
  /** Datagrams that may wait to be read: what comes beyond is lost. */
  readonly bufferDatagrams: number
}

/** Half of the runs have some of each fault; up to 30 % loss, 50 % duplication and five seconds of delay. */
export function datagramOptionsOf(random: Random, heartbeatMs: number, isReliable: boolean): DatagramOptions {
  const sometimes = (most: number): number =>
    isReliable || random.chance(0.5) ? 0 : most * random.fraction()
  return {
    latencyMs: random.scaled(1, heartbeatMs / 8),
    readDelayMs: random.pick([0, 1, 3]),
    loss: sometimes(0.3),
    duplication: sometimes(0.5),
    corruption: sometimes(0.05),
    late: sometimes(0.1),
    lateMs: random.scaled(10, 5_000),
    bufferDatagrams: isReliable ? 1_024 : random.scaled(8, 256),
  }
}
