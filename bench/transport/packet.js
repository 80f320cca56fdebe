// What every subject of the transport bench carries: a header of 16 bytes and Position, Velocity, Rotation, Spin,
// Aim, Health, Owner, Timer: 96 bytes, as the generated module lays them out for transport.schema.json. This is
// the codec of all subjects but ours. Values are multiples of a half, so that sums are exact in any order.

export const PACKET_BYTES = 96
export const PACKET_WORDS = PACKET_BYTES / 4

/** Bytes seen in every way that the codec needs. */
export class Packets {
  constructor(buffer, byteOffset, byteLength) {
    this.bytes = new Uint8Array(buffer, byteOffset, byteLength)
    this.i32 = new Int32Array(buffer, byteOffset, byteLength >> 2)
    this.f32 = new Float32Array(buffer, byteOffset, byteLength >> 2)
    this.f64 = new Float64Array(buffer, byteOffset, byteLength >> 3)
  }

  static make(packets) {
    return new Packets(new ArrayBuffer(packets * PACKET_BYTES), 0, packets * PACKET_BYTES)
  }

  /** Writes packets `index` and following, `count` of them. */
  fill(index, count) {
    const { i32, f32, f64 } = this
    for (let slot = 0, w = 0; slot < count; slot++, index++, w += PACKET_WORDS) {
      const value = (index & 1023) + 0.5
      i32[w] = index
      i32[w + 1] = index & 0xffff
      i32[w + 2] = 0x40100
      i32[w + 3] = 255
      f32[w + 4] = value
      f32[w + 5] = value + 1
      f32[w + 6] = value + 2
      f32[w + 7] = value + 3
      f32[w + 8] = value + 4
      f32[w + 9] = value + 5
      f32[w + 10] = value + 6
      f32[w + 11] = value + 7
      f32[w + 12] = value + 8
      f32[w + 13] = value + 9
      f32[w + 14] = value + 10
      f32[w + 15] = value + 11
      f32[w + 16] = value + 12
      f32[w + 17] = value + 13
      f32[w + 18] = value + 14
      f32[w + 19] = value + 15
      i32[w + 20] = (index & 255) | (256 << 16)
      i32[w + 21] = index + 1
      f64[(w + 22) >> 1] = index * 0.5
    }
  }

  /** Adds up the first `count` packets. */
  add(count, sums) {
    const { i32, f32, f64 } = this
    let ids = 0
    let values = 0
    for (let slot = 0, w = 0; slot < count; slot++, w += PACKET_WORDS) {
      const health = i32[w + 20]
      ids = (ids + i32[w] + i32[w + 1] + i32[w + 2] + i32[w + 3] + i32[w + 21]) | 0
      ids = (ids + (health & 0xffff) + (health >>> 16)) | 0
      values +=
        f32[w + 4] +
        f32[w + 5] +
        (f32[w + 6] + f32[w + 7]) +
        (f32[w + 8] + f32[w + 9] + (f32[w + 10] + f32[w + 11])) +
        (f32[w + 12] + f32[w + 13] + (f32[w + 14] + f32[w + 15])) +
        (f32[w + 16] + f32[w + 17] + (f32[w + 18] + f32[w + 19])) +
        f64[(w + 22) >> 1]
    }
    sums.ids = (sums.ids + ids) | 0
    sums.values += values
  }
}

/** Must be what every receiver adds up. */
export function expectedSums(count) {
  let ids = 0
  let values = 0
  for (let index = 0; index < count; index++) {
    ids = (ids + index + (index & 0xffff) + 0x40100 + 255 + (index & 255) + 256 + index + 1) | 0
    values += 16 * ((index & 1023) + 0.5) + 120 + index * 0.5
  }
  return { ids, values }
}
