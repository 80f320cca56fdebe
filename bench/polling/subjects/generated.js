// Our side: the module that ecs-gen writes for this number of worlds, used as a program uses it. An array of
// entities goes straight into the queue of the pair; what waits for a world is shown packet by packet.

const WORLDS = Number(new URL(import.meta.url).searchParams.get('worlds'))

const { Mover, WorldCoordinator } = await import(`../../generated/matrix${WORLDS}.gen.js`)
const coordinator = new WorldCoordinator()

export const name = 'generated'

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
  return coordinator.queueMoverBatch(source, target, movers, 0, count)
}

let sum = 0

function take(mover) {
  sum +=
    mover.entity +
    mover.generation +
    (mover.positionX + mover.positionY + mover.positionZ) +
    (mover.velocityX + mover.velocityY + mover.velocityZ) +
    (mover.rotationQX + mover.rotationQY + (mover.rotationQZ + mover.rotationQW)) +
    mover.timerAt
}

/** Takes everything that waits for `target`. Returns how many packets that were. */
export function drain(target) {
  return coordinator.popTransferBatchFor(target, 65_536, take)
}

/** Read at the end, so that no engine may drop the reading. */
export const checksum = () => sum
