// Runs datagrams against a real node.
import { Random } from '../support/random.ts'
import { faultOf } from '../wire/wellFormed.ts'
import { FuzzCounts, runBatches } from './batches.ts'
import { type DatagramInput, datagramInputFor, datagramKinds } from './datagramInputs.ts'
import { DatagramNodes, type FuzzModules, loadDatagramModules } from './datagramNodes.ts'
import { schema } from './fuzzNode.ts'
import type { Sealing } from './sealing.ts'

export class DatagramReport extends FuzzCounts {
  violations = 0
  turnedAway = 0
  refused = 0
  arrived = 0
  /** Streams to beta that were opened anew. */
  opened = 0
}

export async function fuzzDatagrams(
  inputs: number,
  seed: number,
  sealing: Sealing = 'none',
  show: (text: string) => void = () => {},
): Promise<DatagramReport> {
  const report = new DatagramReport(datagramKinds)
  const modules = await loadDatagramModules(sealing)
  runBatches(report, inputs, seed, show, (batch, count) => runBatch(modules, batch, count, sealing, report))
  return report
}

function runBatch(
  modules: FuzzModules,
  seed: number,
  count: number,
  sealing: Sealing,
  report: DatagramReport,
): void {
  const random = new Random(seed)
  const nodes = new DatagramNodes(modules, random, sealing)
  for (let index = 0; index < count; index++) {
    let input: DatagramInput | null = null
    try {
      // The nodes have something to say, so that there is something to change.
      if (random.once(3)) nodes.queue(1, 0, random.below(3))
      if (random.once(3)) nodes.queue(0, 1, random.below(3))
      if (random.once(3)) nodes.pass()
      input = datagramInputFor(nodes, random, sealing)
      const before = nodes.sockets[0]!.bytesToStrangers
      if (input.isStranger) nodes.sockets[0]!.handler!.received(input.bytes, input.from)
      const answered = nodes.sockets[0]!.bytesToStrangers - before
      if (!input.isStranger) nodes.feed(input.bytes, input.from)
      report.inputs++
      report.bytes += input.bytes.length
      report.byKind[input.kind]!++
      const fault =
        faultAfter(nodes, input, answered) ??
        (sealing === 'outside' ? faultOutside(nodes) : null) ??
        (index % 25 === 24 ? nodes.exchangeWithGamma(() => faultOfArrived(nodes, sealing, report)) : null)
      if (fault !== null) throw new Error(fault)
    } catch (error) {
      const bytes = input === null ? 'none' : Buffer.from(input.bytes).toString('hex')
      throw new Error(
        `input ${index + 1} of seed ${seed} (${input?.kind}): ${error instanceof Error ? error.message : error}\n` +
          `replay: npm run fuzz -- --transport udp --seal ${sealing} --seed ${seed} --inputs ${index + 1}\nbytes: ${bytes}`,
        { cause: error },
      )
    }
    const fault = faultOfArrived(nodes, sealing, report)
    if (fault !== null) throw new Error(`${fault}, in batch ${seed}`)
  }
  report.violations += nodes.beta.violations
  report.opened += nodes.beta.streamsOpened
  const { streamsTurnedAway, streamsRefused } = nodes.clusters[0].getClusterStats()
  report.turnedAway += streamsTurnedAway
  report.refused += streamsRefused
  nodes.end()
}

/** What is wrong after an input; null when nothing is. */
function faultAfter(nodes: DatagramNodes, input: DatagramInput, answered: number): string | null {
  const { gate } = nodes.clusters[0].core
  if (gate.intakes.size > 2 || gate.outlets.size > 2)
    return `${gate.intakes.size} streams from and ${gate.outlets.size} to two peers are kept`
  if (answered > input.bytes.length) return `${answered} bytes answer ${input.bytes.length} of a stranger`
  const { beta } = nodes
  const broken = nodes.events.filter(({ type }) => type === 'broken').length
  if (beta.violations !== broken) return `${beta.violations} violations were counted and ${broken} told`
  for (const [number, channel] of beta.inbound.entries()) {
    if (channel.free < 0 || channel.free > channel.capacity)
      return `channel ${number} has ${channel.free} free`
    const room = (channel.limit - channel.received) | 0
    if (room < 0 || room > channel.capacity) return `channel ${number} offers room for ${room}`
  }
  for (const [number, channel] of beta.outbound.entries()) {
    const { head, next, pending } = channel
    if (((next - head) | 0) < 0) return `channel ${number} has freed what it has not written`
    if (pending < 0 || pending > 16) return `channel ${number} has ${pending} pending`
  }
  const { flight } = beta.outlet ?? {}
  if (flight !== undefined && (flight.count < 0 || flight.next - flight.oldest > 1_024))
    return `${flight.count} datagrams of ${flight.next - flight.oldest} are on their way`
  return null
}

/** Whoever has no key ends nothing, and is not believed anything. */
function faultOutside({ beta, clusters }: DatagramNodes): string | null {
  if (beta.violations !== 0) return 'beta is accused of what it has not sealed'
  if (beta.streamsOpened !== 2) return `${beta.streamsOpened} streams were opened`
  if (clusters[0].getPeerState(1) !== 'connected') return 'beta is no longer connected'
  return null
}

/** Transfers that reached world a are well formed, whatever they came from. */
function faultOfArrived(nodes: DatagramNodes, sealing: Sealing, report: DatagramReport): string | null {
  for (const node of [1, 2]) if (node === 1) for (const _ of nodes.pop(node));
  for (const transfer of nodes.pop(0)) {
    nodes.took(transfer)
    if (transfer.isReturned) continue
    report.arrived++
    const fault = faultOf(schema, transfer.toBytes())
    if (fault !== null) return `a transfer arrived with ${fault}`
    if (transfer.target !== 0 || transfer.source === 0) return 'a transfer arrived in the wrong world'
    if (transfer.source === 1 && transfer.hasSecret) return 'a transfer holds what its link does not carry'
    if (sealing === 'outside' && transfer.source === 1 && !nodes.expected.delete(transfer.entity))
      return `an entity arrived that was not sent, or twice`
    if (transfer.isInDoubt) return 'a transfer arrived with strange flags'
    transfer.unpackSmall()
    transfer.unpackText()
    transfer.unpackDeep()
  }
  return null
}
