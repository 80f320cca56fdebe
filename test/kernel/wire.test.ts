import { describe, expect, it } from 'vitest'
import { SCHEMA_HASH_HIGH } from '../../templates/kernel/sample-cluster.ts'
import {
  findMismatch,
  IDENTITY_WORDS,
  type Identity,
  isIncarnation,
  Refusal,
  readIdentity,
  readIncarnation,
  refusalText,
  writeIdentity,
  writeIncarnation,
} from '../../templates/kernel/wire.ts'

/** This node as another one reads it, with some changes. */
function identity(changes: Partial<Identity> = {}): Identity {
  const words = new Int32Array(IDENTITY_WORDS + 4).fill(-1)
  writeIdentity(words, 2, 1, 7, 3, 2 ** 53 - 1, 5_000_000_000)
  expect([words[1], words[IDENTITY_WORDS + 2]], 'words around it').toEqual([-1, -1])
  return Object.assign(readIdentity(words, 2), changes)
}

it('an identity is read as it was written', () => {
  expect(identity()).toMatchObject({
    version: 2,
    from: 0,
    to: 1,
    channelCount: 7,
    dial: 3,
    incarnation: 2 ** 53 - 1,
    knows: 5_000_000_000,
    fingerprints: [1, 2, 3, 4, 5],
    cluster: 'sample',
    node: 'alpha',
  })
  expect(findMismatch(identity())).toBeNull()
})

it.each([1, 0xffff_ffff, 0x1_0000_0000, 2 ** 52 + 1, 2 ** 53 - 1])(
  'incarnation %i is two words',
  (incarnation) => {
    const words = new Int32Array(2)
    writeIncarnation(words, 0, incarnation)
    expect(readIncarnation(words, 0)).toBe(incarnation)
    expect(isIncarnation(incarnation)).toBe(true)
  },
)

it.each([
  [0, 0],
  [-1, -1],
  [0, 0x20_0000],
  [5, -0x8000_0000],
])('the words %i and %i are none', (low, high) => {
  expect(isIncarnation(readIncarnation(Int32Array.of(low, high), 0))).toBe(false)
})

it('a name that people will read holds printable characters only', () => {
  const words = new Int32Array(IDENTITY_WORDS)
  new Uint8Array(words.buffer).fill(0x1b, 64, 192)
  words[32] = 0x7f_c3_41_0a
  expect(readIdentity(words, 0).cluster).toBe('?'.repeat(64))
  expect(readIdentity(words, 0).node).toBe(`?A??${'?'.repeat(60)}`)
})

describe('what differs is said with both values', () => {
  it.each<[keyof typeof Refusal, Partial<Identity>, string]>([
    ['version', { version: 1 }, 'node alpha speaks protocol version 1, this node version 2'],
    ['cluster', { cluster: 'x' }, 'node alpha belongs to cluster x, this node to sample'],
    [
      'schema',
      { hashLow: -1, fingerprints: [1, 9, 3, 4, 9] },
      'node alpha was generated from another schema (there 0fedcba9ffffffff, here 0fedcba912345678): the worlds, ownership differ',
    ],
    [
      'version',
      { version: 3, cluster: 'x', hashHigh: SCHEMA_HASH_HIGH + 1 },
      'node alpha speaks protocol version 3, this node version 2',
    ],
  ])('%s', (reason, changes, text) => {
    expect(findMismatch(identity(changes))).toEqual({ code: Refusal[reason], text })
    expect(refusalText(Refusal.node, identity(changes))).toBe(text)
  })
})

it.each([
  [
    Refusal.superseded,
    'node alpha knows a later start of this node, incarnation 5000000000, and refuses this one',
  ],
  [
    Refusal.taken,
    "node alpha is connected to another process with this node's number, incarnation 5000000000",
  ],
  [Refusal.stopped, 'node alpha is leaving'],
  [Refusal.node, 'node alpha answers where this node was to find another one'],
  [200, 'node alpha answers where this node was to find another one'],
])('refusal %i is put into words', (code, text) => {
  expect(refusalText(code, identity())).toBe(text)
})
