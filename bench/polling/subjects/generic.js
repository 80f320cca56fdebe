// What one writes without a generator: a queue class, a Map of queues by name of the pair, plain objects.

const WORLDS = Number(new URL(import.meta.url).searchParams.get('worlds'))

class Queue {
  constructor() {
    this.packets = []
    this.first = 0
  }

  push(packet) {
    this.packets.push(packet)
  }

  pop() {
    if (this.first === this.packets.length) return undefined
    const packet = this.packets[this.first++]
    if (this.first === this.packets.length) {
      this.packets.length = 0
      this.first = 0
    }
    return packet
  }
}

const queues = new Map()
for (let source = 0; source < WORLDS; source++) {
  for (let target = 0; target < WORLDS; target++) {
    if (source !== target) queues.set(`${source}->${target}`, new Queue())
  }
}

export const name = 'a Map of queues, plain objects'

export function send(source, target, count) {
  const queue = queues.get(`${source}->${target}`)
  for (let index = 0; index < count; index++) {
    const value = index + 0.5
    queue.push({
      entity: index,
      generation: 1,
      mask: 15,
      position: { x: value, y: value, z: value },
      velocity: { x: value, y: value, z: value },
      rotation: { x: value, y: value, z: value, w: value },
      timer: { at: value },
    })
  }
  return count
}

let sum = 0

export function drain(target) {
  let taken = 0
  for (let source = 0; source < WORLDS; source++) {
    if (source === target) continue
    const queue = queues.get(`${source}->${target}`)
    for (let packet = queue.pop(); packet !== undefined; packet = queue.pop()) {
      sum += packet.entity + packet.position.x + packet.velocity.y + packet.rotation.w + packet.timer.at
      taken++
    }
  }
  return taken
}

export const checksum = () => sum
