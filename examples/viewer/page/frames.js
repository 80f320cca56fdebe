// A frame is some packets of the generated codec, each behind its length. Both ends read and write it with this
// file, the server in Node and the page in the browser.

/** Collects packets into one frame. */
export class FrameWriter {
  #packets = []
  #size = 0

  add(transfer) {
    const packet = transfer.toBytes()
    this.#packets.push(packet)
    this.#size += 2 + packet.length
  }

  /** The frame of all that was added since the last call. */
  take() {
    const frame = new Uint8Array(this.#size)
    let at = 0
    for (const packet of this.#packets) {
      frame[at] = packet.length & 0xff
      frame[at + 1] = packet.length >>> 8
      frame.set(packet, at + 2)
      at += 2 + packet.length
    }
    this.#packets = []
    this.#size = 0
    return frame
  }
}

/** Shows each packet of a frame to `visit`, as a transfer that is good until the next. */
export function readFrame(frame, transfer, visit) {
  for (let at = 0; at < frame.length; ) {
    const end = at + 2 + (frame[at] | (frame[at + 1] << 8))
    if (!transfer.fromBytes(frame.subarray(at + 2, end))) throw new Error('a packet of another schema')
    visit(transfer)
    at = end
  }
}

/** Puts the frame's length in front, for a stream of frames. */
export function withLength(frame) {
  const bytes = new Uint8Array(4 + frame.length)
  new DataView(bytes.buffer).setUint32(0, frame.length, true)
  bytes.set(frame, 4)
  return bytes
}

/** Frames out of a stream that cuts its bytes anywhere. */
export async function* framesOf(stream) {
  let rest = new Uint8Array(0)
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const bytes = new Uint8Array(rest.length + value.length)
    bytes.set(rest)
    bytes.set(value, rest.length)
    let at = 0
    while (bytes.length - at >= 4) {
      const end = at + 4 + new DataView(bytes.buffer).getUint32(at, true)
      if (end > bytes.length) break
      yield bytes.subarray(at + 4, end)
      at = end
    }
    rest = bytes.slice(at)
  }
}
