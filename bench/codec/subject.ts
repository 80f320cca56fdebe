/**
 * One codec at one shape of the reference entity. A module that holds subjects exports two of them,
 * `full` and `partial`, each with functions of its own, so that neither shares type feedback with the other.
 *
 * Subjects are plain JavaScript files: what is timed is then exactly what is written, no transpiler between.
 */
export interface Subject<Native> {
  name: string
  /** Turns the program's entities into what `encode` takes. Outside the clock, which favours who needs it. */
  prepare(entities: object[]): Native[]
  /** Encodes into memory that the subject keeps and reuses. Returns bytes in all, framing left out. */
  encode(entities: Native[], count: number): number
  /** Decodes what `encode` wrote, filling entities that exist. Absent where the format cannot. */
  decodeInto?(entities: Native[], count: number): void
  /**
   * Decodes what `encode` wrote into new objects, put into `out[index & (out.length - 1)]` so that they
   * escape. `out` is short when the clock runs: were all of them kept alive, the collector's copying would be
   * nine tenths of every decoder's time.
   */
  decodeNew(out: Native[], count: number): void
  /** Sums x + y + z of every entity's Position in place. Absent where the format must decode it all. */
  readPositions?(count: number): number
}
