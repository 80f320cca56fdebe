// What Node offers without any library: one message for each entity, a plain object with its components.

export const name = 'postMessage, an object a packet'
export const memory = undefined

export function produce(count, port) {
  for (let index = 0; index < count; index++) {
    const value = (index & 1023) + 0.5
    port.postMessage({
      entity: index,
      generation: index & 0xffff,
      ends: 0x40100,
      mask: 15,
      position: { x: value, y: value + 1, z: value + 2 },
      velocity: { x: value + 3, y: value + 4, z: value + 5 },
      rotation: { x: value + 6, y: value + 7, z: value + 8, w: value + 9 },
      timer: { at: index * 0.5 },
    })
  }
}

export function consume(count, port) {
  let ids = 0
  let values = 0
  let received = 0
  return new Promise((resolve) => {
    port.on('message', function receive(packet) {
      const { position, velocity, rotation } = packet
      ids = (ids + packet.entity + packet.generation + packet.mask) | 0
      values += position.x + position.y + position.z + velocity.x + velocity.y + velocity.z
      values += rotation.x + rotation.y + rotation.z + rotation.w + packet.timer.at
      received++
      if (received < count) return
      port.off('message', receive)
      resolve({ ids, values })
    })
  })
}
