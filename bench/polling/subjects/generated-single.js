// Our side, one packet at a time: each is reserved and committed by itself and published by the queue's flush; a
// world asks for its next packet until there is none. Else as generated.js.

const WORLDS = Number(new URL(import.meta.url).searchParams.get('worlds'))

const { Mover, WorldCoordinator } = await import(`../../generated/matrix${WORLDS}.gen.js`)
const coordinator = new WorldCoordinator()

export const name = 'generated, one at a time'

const movers = Array.from({ length: 8 }, (_, index) => {
  const mover = new Mover()
  const value = index + 0.5
  mover.entity = index
  mover.generation = 1
  Object.assign(mover.position, { x: value, y: value, z: value })
  Object.assign(mover.velocity, { x: value, y: value, z: value })
  Object.assign(mover.rotation.q, { x: value, y: value, z: value, w: value })
  mover.timer.at = value
  return mover
})

/** Sends `count` packets. Returns how many fitted. */
export function send(source, target, count) {
  const queue = coordinator.getQueue(source, target)
  let sent = 0
  while (sent < count) {
    const transfer = queue.reserve()
    if (transfer === null) break
    transfer.packMover(movers[sent])
    queue.commit()
    sent++
  }
  queue.flush()
  return sent
}

let sum = 0

/** Takes everything that waits for `target`. Returns how many packets that were. */
export function drain(target) {
  let taken = 0
  for (;;) {
    const mover = coordinator.popTransferFor(target)
    if (mover === null) return taken
    sum +=
      mover.entity +
      mover.generation +
      (mover.positionX + mover.positionY + mover.positionZ) +
      (mover.velocityX + mover.velocityY + mover.velocityZ) +
      (mover.rotationQX + mover.rotationQY + (mover.rotationQZ + mover.rotationQW)) +
      mover.timerAt
    taken++
  }
}

/** Read at the end, so that no engine may drop the reading. */
export const checksum = () => sum
