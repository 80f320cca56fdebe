import type { SpscQueue } from '../../templates/kernel/spsc-queue.ts'
import { entityOf, stamp } from './memory.ts'

/** The same public members; the compiler tells the two apart only by the private ones. */
export function asSpsc(queue: Omit<Pick<SpscQueue, keyof SpscQueue>, 'map'>): SpscQueue {
  return queue as SpscQueue
}

export function drain(queue: SpscQueue): number[] {
  const entities: number[] = []
  for (let transfer = queue.peek(); transfer !== null; transfer = queue.peek()) {
    entities.push(entityOf(transfer)!)
    queue.release()
  }
  return entities
}

export function put(queue: SpscQueue, entity: number): boolean {
  const slot = queue.reserve()
  if (slot === null) return false
  stamp(slot, entity)
  queue.commit()
  return true
}
