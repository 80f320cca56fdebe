import { PACKET_BYTES } from './sample-cluster.ts'

/** What one write or one read moves at most: above 64 KiB a system call costs as much for each byte as below. */
const STREAM_BYTES = 65_536

/** Bytes on their way into a stream or out of one, seen as bytes and as words. */
export class WireBuffer {
  readonly bytes: Uint8Array
  readonly words: Int32Array
  //#if udp
  private lastStart: Uint8Array
  //#end

  constructor(byteLength: number) {
    this.bytes = new Uint8Array(byteLength)
    this.words = new Int32Array(this.bytes.buffer)
    //#if udp
    this.lastStart = this.bytes
    //#end
  }

  //#if udp
  /** The first bytes: most are as long as those before, and a new view costs as much as copying them. */
  start(byteLength: number): Uint8Array {
    if (this.lastStart.length !== byteLength) this.lastStart = this.bytes.subarray(0, byteLength)
    return this.lastStart
  }
  //#end

  /** One for transfers: a write of full length, and one packet of which only a part has come. */
  static forTransfers(): WireBuffer {
    return new WireBuffer(STREAM_BYTES + 2 * PACKET_BYTES)
  }
}
