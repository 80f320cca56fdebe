import { beforeEach, expect, it } from 'vitest'
import { EntityTransfer, I32, MEMORY_WORDS } from '../../templates/kernel/sample.ts'
import { TransferPool } from '../../templates/kernel/transfer-pool.ts'
import { clearMemory } from './memory.ts'

const poolWord = 1024
const packetWords = 16
const size = 2
const pools = 4
const takingsWord = 512

/** The pool of a world as another thread sees it. */
const thread = (poolCount = pools): TransferPool =>
  new TransferPool(poolWord, packetWords, size, poolCount, takingsWord)

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
  expect(I32[takingsWord]).toBe(0)
})

it('has packets of its own for each thread, and for one more those that were longest without use, which expire', () => {
  const threads = Array.from({ length: pools }, () => thread())
  const kept = threads.map((pool) => [lend(pool), lend(pool)])
  expect(kept.flat().map(placeOf)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  // The first one looks again, as `reset` and queues do, so that the pool of the second one is the next to go.
  threads[0]!.look()
  expect(placeOf(lend(thread()))).toBe(2)
  for (const pool of threads) pool.look()
  expect(kept.map((transfers) => transfers.map(placeOf))).toEqual([
    [0, 1],
    [null, null],
    [4, 5],
    [6, 7],
  ])
})

it('gives a thread that has lost its pool another one with its next transfer', () => {
  const [first, second, third, fourth, fifth] = Array.from({ length: pools + 1 }, () => thread())
  for (const pool of [first!, second!, third!, fourth!]) lend(pool)
  for (const pool of [second!, third!, fourth!]) pool.look()
  expect(placeOf(lend(fifth!))).toBe(1)
  for (const pool of [third!, fourth!, fifth!]) pool.look()
  expect(placeOf(lend(first!))).toBe(3)
  second!.look()
  expect(placeOf(lend(first!))).toBe(2)
})

it('lends no packet that the former thread, which has not looked since, may be filling still', () => {
  const idle = lend(thread())
  const successors = Array.from({ length: pools }, () => thread())
  const last = successors.map((pool) => lend(pool)).at(-1)!
  expect([idle, last].map(placeOf)).toEqual([0, 1])
  I32[last.word] = 5
  I32[idle.word] = 7
  expect(I32[last.word]).toBe(5)
})

it('leaves a pool alone that another thread takes while this one looks for the longest unused', () => {
  const threads = Array.from({ length: pools }, () => thread())
  for (const pool of threads) lend(pool)
  // As the other thread does between this one's look at the count and at the pool.
  I32[takingsWord + 2] = I32[takingsWord]! + 2
  expect(placeOf(lend(thread()))).toBe(3)
})

it('knows the threads apart when the count of takings passes 2^31', () => {
  I32[takingsWord] = 0x7ffffffd
  const threads = Array.from({ length: pools + 2 }, () => thread())
  const kept = threads.slice(0, pools).map((pool) => lend(pool))
  expect(kept.map(placeOf)).toEqual([0, 2, 4, 6])
  for (const pool of threads.slice(1, pools)) pool.look()
  expect(placeOf(lend(threads[pools]!))).toBe(1)
  for (const pool of threads.slice(2, pools + 1)) pool.look()
  expect(placeOf(lend(threads[pools + 1]!))).toBe(3)
  for (const pool of threads) pool.look()
  expect(kept.map(placeOf)).toEqual([null, null, 4, 6])
})
