import { EntityTransfer, I32, U8 } from '../../templates/kernel/sample.ts'
import type { QueueMap } from '../../templates/kernel/spsc-queue.ts'

/** Every queue test starts from the same map on zeroed memory; no two test files share the memory. */
export const queueWord = 256
export const tailWord: number = queueWord
export const headWord: number = queueWord + 32
export const slotsWord: number = queueWord + 64
export const readyWord = 64
export const sleeperWord = 65
export const wakeWord = 66
const scratchWord = 8192

export function clearMemory(): void {
  U8.fill(0)
}

export function queueMap(changes: Partial<QueueMap> = {}): QueueMap {
  return {
    source: 0,
    target: 1,
    capacity: 8,
    batchSize: 4,
    word: queueWord,
    readyWord,
    readyBit: 1 << 5,
    sleeperWord,
    carried: [-1],
    ...changes,
  }
}

/** A transfer outside of any queue, with the number as its entity and in its last word. */
export function makeTransfer(entity: number, place: number = 0): EntityTransfer {
  const transfer = new EntityTransfer(scratchWord + place * 16)
  transfer.begin(0)
  return stamp(transfer, entity)
}

export function stamp(transfer: EntityTransfer, entity: number): EntityTransfer {
  I32[transfer.word] = entity
  I32[transfer.word + 15] = ~entity
  return transfer
}

/** The entity of a transfer, and a failure if its last word does not belong to it. */
export function entityOf(transfer: EntityTransfer | null): number | null {
  if (transfer === null) return null
  const entity = I32[transfer.word]!
  if (I32[transfer.word + 15] !== ~entity) throw new Error(`packet of entity ${entity} is torn`)
  return entity
}

export function isReadyBitSet(): boolean {
  return (I32[readyWord]! & (1 << 5)) !== 0
}

/** Start positions around the places where 32-bit indices change sign and wrap; multiples of 8. */
export const startPositions: readonly number[] = [0, 8, 0x7fff_fff8, -0x8000_0000, -8]
