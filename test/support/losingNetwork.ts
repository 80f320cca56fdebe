import type { DatagramHandler, DatagramTransport } from '../../templates/kernel/datagram-transport.ts'
import { VirtualClock } from '../simulation/clock.ts'
import { Random } from './random.ts'

const random = new Random(1)
const latencyMs = 1

/** Two nodes on a network that loses what it is told to. */
export class LosingNetwork {
  readonly clock = new VirtualClock()
  readonly handlers: (DatagramHandler | null)[] = [null, null]
  loses: (bytes: Uint8Array) => boolean = () => false

  transportOf(node: number): DatagramTransport {
    const { clock, handlers } = this
    const send = (bytes: Uint8Array): void => {
      const copy = bytes.slice()
      if (this.loses(copy)) return
      clock.after(latencyMs, () =>
        handlers[1 - node]?.received(copy, { address: '127.0.0.1', port: 1 + node }),
      )
    }
    let timer = clock.after(0, () => {})
    return {
      open: (handler) => {
        handlers[node] = handler
      },
      addressOf: (other) => ({ address: '127.0.0.1', port: 1 + other }),
      send,
      connect: () => ({ send, flush: () => {}, close: () => {} }),
      now: () => clock.now,
      wakeIn: (milliseconds) => {
        timer.cancel()
        timer = clock.after(milliseconds, () => handlers[node]?.due())
      },
      entropy: (bytes) => {
        for (let at = 0; at < bytes.length; at++) bytes[at] = random.below(256)
      },
      close: () => {
        handlers[node] = null
      },
    }
  }
}
