// Players in queues of a generated module, for every subject that is ours.

/** Adds up the first `count` players that can be peeked at, field by field in place. */
export function add(queue, count, sums) {
  let ids = 0
  let values = 0
  for (let slot = 0; slot < count; slot++) {
    const player = queue.peekAt(slot)
    const route = player.source | (player.target << 8) | (player.full ? 0x40000 : 0)
    ids = (ids + player.entity + player.generation + route + (player.isPlayer ? 255 : 0)) | 0
    ids = (ids + player.ownerEntity + player.healthCurrent + player.healthMax) | 0
    values +=
      player.positionX +
      player.positionY +
      (player.positionZ + player.velocityX) +
      (player.velocityY + player.velocityZ + (player.rotationQX + player.rotationQY)) +
      (player.rotationQZ + player.rotationQW + (player.spinX + player.spinY)) +
      (player.spinZ + player.aimX + (player.aimY + player.aimZ)) +
      player.timerAt
  }
  sums.ids = (sums.ids + ids) | 0
  sums.values += values
}
