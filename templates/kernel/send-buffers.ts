import type { Socket } from 'node:dgram'
import { DATAGRAM_BYTES } from './sample-datagrams.ts'

const BUFFER_COUNT = 32

/** What the system did not take at once waits up to this much; beyond it datagrams are dropped. */
const QUEUE_MAX_BYTES = 256 * 1024

/**
 * Copies of what is sent through a socket: the system may still read them when the sender writes the next. Looked at
 * is only now and then whether it does, because asking costs as much as copying.
 */
export class SendBuffers {
  private buffers: Uint8Array[] = makeBuffers()
  private next = 0
  private isFull = false

  /** A copy of `bytes` at the start of a longer buffer; null when too much waits. */
  put(bytes: Uint8Array, socket: Socket): Uint8Array | null {
    if (this.next === BUFFER_COUNT || this.isFull) {
      const queued = socket.getSendQueueSize()
      this.isFull = queued > QUEUE_MAX_BYTES
      if (this.isFull) return null
      if (queued > 0) this.buffers = makeBuffers()
      this.next = 0
    }
    const buffer = this.buffers[this.next++]!
    buffer.set(bytes)
    return buffer
  }
}

function makeBuffers(): Uint8Array[] {
  return Array.from({ length: BUFFER_COUNT }, () => new Uint8Array(DATAGRAM_BYTES))
}
