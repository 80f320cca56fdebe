import type { NodeProcess } from './nodeProcess.ts'
import { hold } from './violation.ts'

/** Every transfer that stands in a ring of the process, whatever happens to the process. */
export function visitRings(process: NodeProcess, visit: (entity: number, operations: number) => void): void {
  const { EntityTransfer, allQueues, I32, RING_HEAD, RING_SLOTS, RING_TAIL, SLOT_WORDS } = process.module
  const view = new EntityTransfer(0)
  for (const queue of allQueues) {
    const head = I32[queue.word + RING_HEAD]
    const count = (I32[queue.word + RING_TAIL] - head) | 0
    for (let index = 0; index < count; index++) {
      view.word = queue.word + RING_SLOTS + ((head + index) & queue.wrap) * SLOT_WORDS
      visit(view.entity, view.logOperations)
    }
  }
}

/** No ring holds more than it has slots for. */
export function checkRings(process: NodeProcess): void {
  const { allQueues, I32, RING_HEAD, RING_TAIL } = process.module
  for (const queue of allQueues) {
    const count = (I32[queue.word + RING_TAIL] - I32[queue.word + RING_HEAD]) | 0
    hold(
      count >= 0 && count <= queue.capacity,
      () =>
        `${count} transfers in the ring of ${queue.capacity} from world ${queue.source} to ${queue.target} of ${process.name}`,
    )
  }
}
