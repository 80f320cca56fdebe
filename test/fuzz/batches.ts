import { heapInUse } from './heap.ts'

/** Inputs that one node gets, each on what the ones before have left. */
const batchSize = 250

/** How many inputs pass between two lines that say how far it is. */
const shownEvery = 50_000

export class FuzzCounts {
  inputs = 0
  bytes = 0
  /** Bytes of the heap in use after the first tenth and at the end, garbage collected. */
  heapFirst = 0
  heapLast = 0
  readonly byKind: { [kind: string]: number }

  constructor(kinds: readonly string[]) {
    this.byKind = Object.fromEntries(kinds.map((kind) => [kind, 0]))
  }
}

/** Runs batches until there were so many inputs. Each has a seed of its own and nodes that start anew. */
export function runBatches(
  report: FuzzCounts,
  inputs: number,
  seed: number,
  show: (text: string) => void,
  run: (seed: number, count: number) => void,
): void {
  let shownAt = 0
  for (let batch = 0; report.inputs < inputs; batch++) {
    run(seed + batch, Math.min(batchSize, inputs - report.inputs))
    // What is made once, and by a test run the code itself, is there after a tenth.
    if (report.heapFirst === 0 && report.inputs >= inputs / 10) report.heapFirst = heapInUse()
    if (report.inputs - shownAt < shownEvery) continue
    shownAt = report.inputs
    show(`${report.inputs} inputs, ${(heapInUse() / 2 ** 20).toFixed(1)} MB in use`)
  }
  report.heapLast = heapInUse()
}
