// Runs inputs against a real node.
import type { HandStream } from '../support/handTransport.ts'
import { Random } from '../support/random.ts'
import { FuzzCounts, runBatches } from './batches.ts'
import { FuzzNode, type Internals, loadFuzzed } from './fuzzNode.ts'
import { type Input, inputFor, kinds } from './inputs.ts'
import { faultAfter, remember, watchNumbers } from './properties.ts'

export class FuzzReport extends FuzzCounts {
  believed = 0
  violations = 0
  turnedAway = 0
  refused = 0
  arrived = 0
}

export async function fuzz(
  inputs: number,
  seed: number,
  show: (text: string) => void = () => {},
): Promise<FuzzReport> {
  const report = new FuzzReport(kinds)
  const module = await loadFuzzed()
  runBatches(report, inputs, seed, show, (batch, count) => runBatch(module, batch, count, report))
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
