import { PACKET_BYTES } from './sample-cluster.ts'

/** What one write or one read moves at most: above 64 KiB a system call costs as much for each byte as below. */
const STREAM_BYTES = 65_536

/** Bytes on their way into a stream or out of one, seen as bytes and as words. */
export class WireBuffer {
  readonly bytes: Uint8Array
  readonly words: Int32Array
  private lastStart: Uint8Array

  constructor(byteLength: number) {
    this.bytes = new Uint8Array(byteLength)
    this.words = new Int32Array(this.bytes.buffer)
    this.lastStart = this.bytes
  }

  /** The first bytes: most are as long as those before, and a new view costs as much as copying them. */
  start(byteLength: number): Uint8Array {
    if (this.lastStart.length !== byteLength) this.lastStart = this.bytes.subarray(0, byteLength)
    return this.lastStart
  }

  //#if tcp
  /** What is behind the first `filled` bytes. */
  rest(filled: number): Uint8Array {
    return filled === 0 ? this.bytes : this.bytes.subarray(filled)
  }

  /** Moves what has not been used of the first `filled` bytes to the start; how many they are. */
  keep(used: number, filled: number): number {
    if (used < filled) this.bytes.copyWithin(0, used, filled)
    return filled - used
  }

  /** One for transfers: a write of full length, and one packet of which only a part has come. */
  static forTransfers(): WireBuffer {
    return new WireBuffer(STREAM_BYTES + 2 * PACKET_BYTES)
  }
  //#end
}
