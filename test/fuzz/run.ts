// Runs inputs against a real node. Each batch has a seed of its own and a node that starts anew.
import type { HandStream } from '../support/handTransport.ts'
import { Random } from '../support/random.ts'
import { FuzzNode, type Internals, loadFuzzed } from './fuzzNode.ts'
import { heapInUse } from './heap.ts'
import { type Input, inputFor, kinds } from './inputs.ts'
import { faultAfter, remember, watchNumbers } from './properties.ts'

/** Inputs that one node gets, each on what the ones before have left. */
const batchSize = 250

export class FuzzReport {
  inputs = 0
  bytes = 0
  believed = 0
  violations = 0
  turnedAway = 0
  refused = 0
  arrived = 0
  /** Bytes of the heap in use after the first tenth and at the end, garbage collected. */
  heapFirst = 0
  heapLast = 0
  readonly byKind: { [kind: string]: number } = Object.fromEntries(kinds.map((kind) => [kind, 0]))
}

export async function fuzz(
  inputs: number,
  seed: number,
  show: (text: string) => void = () => {},
): Promise<FuzzReport> {
  const report = new FuzzReport()
  const module = await loadFuzzed()
  const batches = Math.ceil(inputs / batchSize)
  for (let batch = 0; batch < batches; batch++) {
    const count = Math.min(batchSize, inputs - report.inputs)
    runBatch(module, seed + batch, count, report)
    if (batch === Math.floor(batches / 10)) report.heapFirst = heapInUse()
    if (batch % 400 === 399) show(`${report.inputs} inputs`)
  }
  report.heapLast = heapInUse()
  return report
}

function runBatch(module: Internals, seed: number, count: number, report: FuzzReport): void {
  const random = new Random(seed)
  const node = new FuzzNode(module)
  watchNumbers(node)
  for (let index = 0; index < count; index++) {
    let input: Input | null = null
    try {
      const isDialed = random.once(2)
      if (random.once(4)) node.queue(random)
      if (random.once(3)) node.pass()
      const stream = isDialed ? node.dialed() : node.transport.connect()!
      if (isDialed && !node.beta.intake.wasOpened) stream.handler.opened()
      else if (isDialed) stream.close()
      if (stream.isOpen) {
        input = inputFor(node, random, isDialed)
        feed(node, random, stream, input, report)
      }
      const fault = index % 25 === 24 ? node.exchangeWithGamma(random) : null
      if (fault !== null) throw new Error(fault)
    } catch (error) {
      const bytes = input === null ? 'none' : Buffer.from(input.bytes).toString('hex')
      throw new Error(
        `input ${index + 1} of seed ${seed} (${input?.kind}): ${error instanceof Error ? error.message : error}\n` +
          `replay: npm run fuzz -- --seed ${seed} --inputs ${index + 1}\nbytes: ${bytes}`,
        { cause: error },
      )
    }
  }
  report.violations += node.beta.violations
  report.arrived += node.beta.inbound.reduce((sum: number, { count }: Internals) => sum + count, 0)
  const { streamsTurnedAway, streamsRefused } = node.cluster.getClusterStats()
  report.turnedAway += streamsTurnedAway
  report.refused += streamsRefused
  node.end()
}

function feed(node: FuzzNode, random: Random, stream: HandStream, input: Input, report: FuzzReport): void {
  const before = remember(node)
  stream.isSlow = random.once(4)
  const most = random.pick(1, 8, 100, 100_000)
  stream.feed(input.bytes, () => 1 + random.below(most))
  if (random.once(2)) stream.drain()
  report.inputs++
  report.bytes += input.bytes.length
  report.byKind[input.kind]!++
  const fault = faultAfter(node, before, input, stream)
  if (fault !== null) throw new Error(fault)
  if (stream.isOpen) report.believed++
  // Some streams stay, so that the next input finds one that is open.
  if (!stream.isDestroyed && random.once(2)) stream.close()
  const { transport } = node
  for (const list of [transport.accepted, transport.dialed])
    if (list.length > 50) list.splice(0, list.length, ...list.filter(({ isOpen }) => isOpen))
  node.events.length = 0
}
