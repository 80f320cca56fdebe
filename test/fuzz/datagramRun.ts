// Runs datagrams against a real node. Each batch has a seed of its own and nodes that start anew.
import { Random } from '../support/random.ts'
import { faultOf } from '../wire/wellFormed.ts'
import { type DatagramInput, datagramInputFor, datagramKinds } from './datagramInputs.ts'
import { DatagramNodes, type FuzzModules, loadDatagramModules } from './datagramNodes.ts'
import { schema } from './fuzzNode.ts'
import { heapInUse } from './heap.ts'

/** Inputs that one node gets, each on what the ones before have left. */
const batchSize = 250

export class DatagramReport {
  inputs = 0
  bytes = 0
  violations = 0
  turnedAway = 0
  refused = 0
  arrived = 0
  /** Streams to beta that were opened anew. */
  opened = 0
  heapFirst = 0
  heapLast = 0
  readonly byKind: { [kind: string]: number } = Object.fromEntries(datagramKinds.map((kind) => [kind, 0]))
}

export async function fuzzDatagrams(
  inputs: number,
  seed: number,
  show: (text: string) => void = () => {},
): Promise<DatagramReport> {
  const report = new DatagramReport()
  const modules = await loadDatagramModules()
  const batches = Math.ceil(inputs / batchSize)
  for (let batch = 0; batch < batches; batch++) {
    runBatch(modules, seed + batch, Math.min(batchSize, inputs - report.inputs), report)
    if (batch === Math.floor(batches / 10)) report.heapFirst = heapInUse()
    if (batch % 400 === 399) show(`${report.inputs} inputs`)
  }
  report.heapLast = heapInUse()
  return report
}

function runBatch(modules: FuzzModules, seed: number, count: number, report: DatagramReport): void {
  const random = new Random(seed)
  const nodes = new DatagramNodes(modules, random)
  for (let index = 0; index < count; index++) {
    let input: DatagramInput | null = null
    try {
      // The nodes have something to say, so that there is something to change.
      if (random.once(3)) nodes.queue(1, 0, random.below(3))
      if (random.once(3)) nodes.queue(0, 1, random.below(3))
      if (random.once(3)) nodes.pass()
      input = datagramInputFor(nodes, random)
      const before = nodes.sockets[0]!.bytesSent
      if (input.isStranger) nodes.sockets[0]!.handler!.received(input.bytes, input.from)
      const answered = nodes.sockets[0]!.bytesSent - before
      if (!input.isStranger) nodes.feed(input.bytes, input.from)
      report.inputs++
      report.bytes += input.bytes.length
      report.byKind[input.kind]!++
      const fault =
        faultAfter(nodes, input, answered) ??
        (index % 25 === 24 ? nodes.exchangeWithGamma(() => faultOfArrived(nodes, report)) : null)
      if (fault !== null) throw new Error(fault)
    } catch (error) {
      const bytes = input === null ? 'none' : Buffer.from(input.bytes).toString('hex')
      throw new Error(
        `input ${index + 1} of seed ${seed} (${input?.kind}): ${error instanceof Error ? error.message : error}\n` +
          `replay: npm run fuzz -- --transport udp --seed ${seed} --inputs ${index + 1}\nbytes: ${bytes}`,
        { cause: error },
      )
    }
    const fault = faultOfArrived(nodes, report)
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
  // A stream of a peer that is known may have something to send, to where the peer is.
  if (input.isStranger && input.kind === 'raw' && answered > input.bytes.length)
    return `${answered} bytes answer ${input.bytes.length} of a stranger`
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

/** Transfers that reached world a are well formed, whatever they came from. */
function faultOfArrived(nodes: DatagramNodes, report: DatagramReport): string | null {
  for (const node of [1, 2]) if (node === 1) for (const _ of nodes.pop(node));
  for (const transfer of nodes.pop(0)) {
    nodes.took(transfer)
    if (transfer.isReturned) continue
    report.arrived++
    const fault = faultOf(schema, transfer.toBytes())
    if (fault !== null) return `a transfer arrived with ${fault}`
    if (transfer.target !== 0 || transfer.source === 0) return 'a transfer arrived in the wrong world'
    if (transfer.source === 1 && transfer.hasSecret) return 'a transfer holds what its link does not carry'
    if (transfer.isInDoubt) return 'a transfer arrived with strange flags'
    transfer.unpackSmall()
    transfer.unpackText()
    transfer.unpackDeep()
  }
  return null
}
