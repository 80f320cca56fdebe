import { beforeEach, expect, it } from 'vitest'
import { EntityTransfer, I32, MEMORY_WORDS } from '../../templates/kernel/sample.ts'
import { TransferPool } from '../../templates/kernel/transfer-pool.ts'
import { clearMemory } from './memory.ts'

const poolWord = 1024
const packetWords = 16
const size = 2
const pools = 4
const ownersWord = 512

/** The pool of a world as another thread sees it. */
const thread = (poolCount = pools): TransferPool =>
  new TransferPool(poolWord, packetWords, size, poolCount, ownersWord)

function lend(pool: TransferPool): EntityTransfer {
  const transfer = new EntityTransfer(MEMORY_WORDS)
  pool.lend(transfer)
  return transfer
}

const placeOf = ({ word }: EntityTransfer): number | null =>
  word === MEMORY_WORDS ? null : (word - poolWord) / packetWords

beforeEach(clearMemory)

it('lends its packets in turn and expires the oldest transfer', () => {
  const pool = thread(1)
  const [first, second, third] = [lend(pool), lend(pool), lend(pool)]
  expect([first, second, third].map(placeOf)).toEqual([null, 1, 0])
  expect(I32[ownersWord]).toBe(0)
})

it('has packets of its own for each thread, and for one that is more the eldest ones, which expire', () => {
  const threads = Array.from({ length: pools }, () => thread())
  const kept = threads.map((pool) => [lend(pool), lend(pool)])
  expect(kept.flat().map(placeOf)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  expect(placeOf(lend(thread()))).toBe(0)
  // The first thread learns of it with its next transfer.
  expect([placeOf(lend(threads[0]!)), ...kept[0]!.map(placeOf)]).toEqual([2, null, null])
  expect([placeOf(lend(threads[2]!)), ...kept[2]!.map(placeOf)]).toEqual([4, null, 5])
})
