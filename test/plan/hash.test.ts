import { expect, test } from 'vitest'
import { fnv1a32, fnv1a64 } from '../../generator/plan/hash.ts'

// The test vectors of draft-eastlake-fnv, appendix C.
test.each([
  ['', 0xcbf29ce484222325n],
  ['a', 0xaf63dc4c8601ec8cn],
  ['b', 0xaf63df4c8601f1a5n],
  ['foobar', 0x85944171f73967e8n],
])('FNV-1a of %j is that of the draft', (text, hash) => {
  expect(fnv1a64(text)).toBe(hash)
  expect(fnv1a32(text)).toBe(Number(BigInt.asUintN(32, hash ^ (hash >> 32n))))
})
