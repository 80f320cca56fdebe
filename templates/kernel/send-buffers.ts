import type { Socket } from 'node:dgram'
import { DATAGRAM_BYTES } from './sample-datagrams.ts'

/** A copy is left alone while at least half as many others are made. */
export const SEND_BUFFERS = 32

/** What the system did not take at once waits up to this much; beyond it datagrams are dropped. */
const QUEUE_MAX_BYTES = 256 * 1024

/**
 * Copies of what is sent through a socket: the system may still read them when the sender writes the next. Looked at
 * is only now and then whether it does, because asking costs as much as copying.
 */
export class SendBuffers {
  private buffers: Uint8Array[] = makeBuffers()
  /** Their starts, as long as what was sent last: of a part of a buffer node would make a new one for each datagram. */
  private starts: Uint8Array[] = [...this.buffers]
  private next = 0
  private isFull = false

  /** A copy of `bytes`; null when too much waits. */
  put(bytes: Uint8Array, socket: Socket): Uint8Array | null {
    if (this.next === SEND_BUFFERS || this.isFull) {
      const queued = socket.getSendQueueSize()
      this.isFull = queued > QUEUE_MAX_BYTES
      if (this.isFull) return null
      if (queued > 0) {
        this.buffers = makeBuffers()
        this.starts = [...this.buffers]
      }
      this.next = 0
    }
    const index = this.next++
    let start = this.starts[index]!
    if (start.length !== bytes.length) {
      start = this.buffers[index]!.subarray(0, bytes.length)
      this.starts[index] = start
    }
    start.set(bytes)
    return start
  }
}

function makeBuffers(): Uint8Array[] {
  return Array.from({ length: SEND_BUFFERS }, () => new Uint8Array(DATAGRAM_BYTES))
}
