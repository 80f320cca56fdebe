// What every subject of the transport bench carries: a header of 16 bytes and Position, Velocity, Rotation, Spin,
// Aim, Health, Owner, Timer: 96 bytes, as the generated module lays them out for transport.schema.json. This is
// the codec of all subjects but ours. Values are multiples of a half, so that sums are exact in any order.

export const PACKET_BYTES = 96
export const PACKET_WORDS = PACKET_BYTES / 4

class Vector {
  x = 0
  y = 0
  z = 0
}

class Quaternion {
  x = 0
  y = 0
  z = 0
  w = 1
}

/** An entity as a program holds it: every subject sends from one such. */
export class Player {
  entity = 0
  generation = 0
  position = new Vector()
  velocity = new Vector()
  rotation = { q: new Quaternion() }
  spin = new Vector()
  aim = new Vector()
  health = { current: 0, max: 256 }
  owner = { entity: 0 }
  timer = { at: 0 }
}

/** What the program does with the entity before it sends it for the `index`-th time. */
export function change(player, index) {
  const { position, velocity, spin, aim, health, owner, timer } = player
  const q = player.rotation.q
  const value = (index & 1023) + 0.5
  player.entity = index
  player.generation = index & 0xffff
  position.x = value
  position.y = value + 1
  position.z = value + 2
  velocity.x = value + 3
  velocity.y = value + 4
  velocity.z = value + 5
  q.x = value + 6
  q.y = value + 7
  q.z = value + 8
  q.w = value + 9
  spin.x = value + 10
  spin.y = value + 11
  spin.z = value + 12
  aim.x = value + 13
  aim.y = value + 14
  aim.z = value + 15
  health.current = index & 255
  owner.entity = index + 1
  timer.at = index * 0.5
}

const player = new Player()

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

  /** Writes packets `index` and following, `count` of them, each from the entity as it is then. */
  fill(index, count) {
    const { i32, f32, f64 } = this
    for (let slot = 0, w = 0; slot < count; slot++, index++, w += PACKET_WORDS) {
      change(player, index)
      const { position, velocity, spin, aim, health, owner, timer } = player
      const q = player.rotation.q
      i32[w] = player.entity
      i32[w + 1] = player.generation
      i32[w + 2] = 0x40100
      i32[w + 3] = 255
      f32[w + 4] = position.x
      f32[w + 5] = position.y
      f32[w + 6] = position.z
      f32[w + 7] = velocity.x
      f32[w + 8] = velocity.y
      f32[w + 9] = velocity.z
      f32[w + 10] = q.x
      f32[w + 11] = q.y
      f32[w + 12] = q.z
      f32[w + 13] = q.w
      f32[w + 14] = spin.x
      f32[w + 15] = spin.y
      f32[w + 16] = spin.z
      f32[w + 17] = aim.x
      f32[w + 18] = aim.y
      f32[w + 19] = aim.z
      i32[w + 20] = (health.current & 0xffff) | (health.max << 16)
      i32[w + 21] = owner.entity
      f64[(w + 22) >> 1] = timer.at
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
