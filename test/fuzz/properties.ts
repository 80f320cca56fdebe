// What has to hold after every input.
import { REFUSAL, REFUSAL_WORDS } from '../../templates/kernel/wire.ts'
import type { HandStream } from '../support/handTransport.ts'
import { faultOf } from '../wire/wellFormed.ts'
import { betaNode, type FuzzNode, type Internals, schema } from './fuzzNode.ts'
import type { Input } from './inputs.ts'

interface Before {
  violations: number
  broken: number
  turnedAway: number
  refused: number
}

const wentBack = new WeakSet<Internals>()

/** Looks at each number that beta's channels take for the next: 32 bits may leap twice in one input. */
export function watchNumbers({ beta }: FuzzNode): void {
  for (const channel of beta.inbound) {
    let received: number = channel.received
    let isNew = false
    const begin = channel.begin.bind(channel)
    channel.begin = (start: number) => {
      isNew = beta.intake.known !== beta.incarnation
      begin(start)
      isNew = false
    }
    Object.defineProperty(channel, 'received', {
      get: () => received,
      set: (next: number) => {
        if (!isNew && ((next - received) | 0) < 0) wentBack.add(channel)
        received = next
      },
    })
  }
}

export function remember(node: FuzzNode): Before {
  const { beta, cluster } = node
  const { streamsTurnedAway, streamsRefused } = cluster.getClusterStats()
  return {
    violations: beta.violations,
    broken: node.events.filter(({ type }) => type === 'broken').length,
    turnedAway: streamsTurnedAway,
    refused: streamsRefused,
  }
}

/** What is wrong after an input; null when nothing is. */
export function faultAfter(node: FuzzNode, before: Before, input: Input, stream: HandStream): string | null {
  const { beta, cluster } = node
  const violations = beta.violations - before.violations
  const broken = node.events.filter(({ type }) => type === 'broken').length - before.broken
  const stats = cluster.getClusterStats()
  const turnedAway = stats.streamsTurnedAway - before.turnedAway
  const refused = stats.streamsRefused - before.refused
  if (violations !== broken) return `${violations} violations were counted and ${broken} told`
  if (violations + turnedAway + refused > 1) return `a stream was given up more than once`
  if (violations + turnedAway > 0 && !stream.isDestroyed) return 'the stream of a violation is open'
  if (refused > 0 && !stream.isEnded) return 'a refused stream was not ended'
  if (input.kind === 'valid' && violations + turnedAway + refused > 0) return 'a valid input was not believed'
  // What begins as a REFUSAL may be one that is not whole yet.
  const isPart = input.bytes[0] === REFUSAL && input.bytes.length < REFUSAL_WORDS << 2
  if (input.kind === 'raw' && input.bytes.length >= 200 && stream.isOpen && !isPart)
    return 'noise was believed'
  return faultOfChannels(node) ?? faultOfBuffers(beta) ?? faultOfArrived(node)
}

function faultOfChannels({ beta }: FuzzNode): string | null {
  for (const [number, channel] of beta.inbound.entries()) {
    if (wentBack.has(channel)) return `channel ${number} goes back`
    if (channel.free < 0 || channel.free > channel.capacity)
      return `channel ${number} has ${channel.free} free`
  }
  for (const [number, channel] of beta.outbound.entries()) {
    const { head, sent, acked, pending } = channel
    if (((sent - head) | 0) < 0) return `channel ${number} has freed what it has not written`
    if (((sent - acked) | 0) < 0) return `channel ${number} believes in what it has not written`
    if (pending < 0 || pending > 16) return `channel ${number} has ${pending} pending`
  }
  return null
}

function faultOfBuffers({ departing, arriving, control, outlet }: Internals): string | null {
  const lengths = [departing, arriving, control].map(({ bytes }) => bytes.length)
  if (lengths[0] > 70_000 || lengths[1] > 70_000 || lengths[2] > 1000) return `buffers of ${lengths}`
  if (outlet !== null && outlet.buffer.bytes.length > 1000) return 'an outlet has a large buffer'
  return null
}

/** Transfers that reached world a are well formed, whatever they came from. */
function faultOfArrived(node: FuzzNode): string | null {
  for (const transfer of node.pop()) {
    if (transfer.isReturned) continue
    const bytes: Uint8Array = transfer.toBytes()
    const fault = faultOf(schema, bytes)
    if (fault !== null) return `a transfer arrived with ${fault}`
    if (transfer.target !== 0 || transfer.source === 0) return 'a transfer arrived in the wrong world'
    if (transfer.source === betaNode && transfer.hasSecret)
      return 'a transfer holds what its link does not carry'
    if (transfer.isInDoubt || bytes[10]! > 7 || bytes[11] !== 0)
      return 'a transfer arrived with strange flags'
    const small = transfer.unpackSmall()
    if (small !== null && !['x', 'y', 'z'].includes(small.kind))
      return 'a transfer holds no member of its enum'
    const text = transfer.unpackText()
    if (text !== null && (typeof text.name !== 'string' || text.blob.length > 6))
      return 'a text cannot be read'
    transfer.unpackDeep()
  }
  return null
}
