import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TERMS } from '../../templates/kernel/sample-cluster.ts'
import {
  DIFFERENCE_WORDS,
  differenceText,
  findDifference,
  readDifference,
  TERM_HASH_WORDS,
  writeDifference,
  writeTermHashes,
} from '../../templates/kernel/terms.ts'
import {
  HELLO_WORDS,
  PROTOCOL_VERSION,
  REFUSAL_BODY_WORDS,
  readHello,
  readRefusal,
} from '../../templates/kernel/wire.ts'

const own = TERMS.map(({ hash }) => hash)
const hashes = (...values: number[]): Int32Array =>
  Int32Array.from({ length: TERM_HASH_WORDS }, (_, at) => values[at] ?? 0)

/** What the node answers to these hashes, as it is read. */
function answer(...values: number[]) {
  const words = new Int32Array(DIFFERENCE_WORDS + 2).fill(-1)
  writeDifference(words, 1, hashes(...values))
  expect([words[0], words.at(-1)], 'words around it').toEqual([-1, -1])
  return readDifference(words, 1)
}

it('the hashes that a node tells are found equal', () => {
  const words = new Int32Array(TERM_HASH_WORDS + 2).fill(-1)
  writeTermHashes(words, 1)
  expect([words[0], words.at(-1)]).toEqual([-1, -1])
  expect(words.slice(1, -1)).toEqual(hashes(...own))
  expect(findDifference(hashes(...own))).toBe(0)
  expect(answer(...own)).toEqual({ place: 0, hasOurs: false, theirs: '' })
})

it.each([
  ['another one', [11, 99, 13], { place: 2, hasOurs: false, theirs: 'component Stunned' }],
  [
    'one more in front',
    [99, 11, 12, 13],
    { place: 1, hasOurs: false, theirs: 'component Health; hp: u16; max: u16' },
  ],
  ['one less', [12, 13], { place: 1, hasOurs: true, theirs: 'component Health; hp: u16; max: u16' }],
  ['one more at the end', [11, 12, 13, 14], { place: 4, hasOurs: false, theirs: '' }],
  ['none', [], { place: 1, hasOurs: false, theirs: 'component Health; hp: u16; max: u16' }],
])('a node that has %s is told the first difference', (_, theirs, difference) => {
  expect(answer(...theirs)).toEqual(difference)
})

describe('what differs is put into words', () => {
  const [health, stunned, forest] = TERMS.map(({ text }) => text) as [string, string, string]
  it.each([
    [1, false, 'component Health; hp: u32; max: u16', 'component Health: here hp: u16, there hp: u32'],
    [1, false, 'component Health; hp: u16', 'component Health: here max: u16, there nothing more'],
    [1, false, `${health}; shield: u8`, 'component Health: here nothing more, there shield: u8'],
    [1, false, health, 'component Health, further on than is told'],
    [1, false, stunned, 'component Health is only here'],
    [1, true, stunned, 'here component Health, there component Stunned'],
    [2, true, 'component Mana; points: u8', 'component Mana is only there'],
    [2, false, 'component Mana; points: u8', 'here component Stunned, there component Mana'],
    [3, false, '', 'world forest is only here'],
    [4, false, 'node beta', 'node beta is only there'],
  ])('%i %s %s', (place, hasOurs, theirs, text) => {
    expect(differenceText({ place, hasOurs, theirs })).toBe(text)
  })

  it('whatever somebody answers', () => {
    const answers = fc.int32Array({ minLength: DIFFERENCE_WORDS, maxLength: DIFFERENCE_WORDS })
    fc.assert(
      fc.property(answers, fc.integer({ min: 0, max: 5 }), (words, place) => {
        words[0] = (words[0]! & -0x1_0000) | place
        const text = differenceText(readDifference(words, 0))
        expect(text).toMatch(/^[ -~]{1,700}$/)
      }),
    )
    expect(forest).toContain('alpha')
  })
})

describe('of another version of the protocol only the identity is read:', () => {
  it.each([
    ['HELLO', readHello, HELLO_WORDS],
    ['REFUSAL', readRefusal, REFUSAL_BODY_WORDS],
  ] as const)('%s', (_, read, length) => {
    const words = new Int32Array(length)
    words[1] = PROTOCOL_VERSION + 1
    expect(read(words, 0, 47)).toBeNull()
    expect(read(words, 0, 48)).toMatchObject({ version: PROTOCOL_VERSION + 1, terms: null })
    words[1] = PROTOCOL_VERSION
    expect(read(words, 0, length - 1)).toBeNull()
    expect(read(words, 0, length)).not.toBeNull()
  })
})
