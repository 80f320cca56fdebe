import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { U8 } from '../../templates/kernel/sample.ts'
import { readText, writeText } from '../../templates/kernel/utf8.ts'
import { clearMemory } from './memory.ts'

const start = 1000
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom('\ud800', '\udc00', '\udfff', '\udbff', 'a', 'é', '€', '😀'), { maxLength: 20 })
    .map((parts) => parts.join('')),
)

beforeEach(clearMemory)

function written(length: number): Uint8Array {
  return new Uint8Array(U8.slice(start, start + length))
}

describe('writeText', () => {
  it('writes what TextEncoder writes', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const length = writeText(text, start, 400)
        expect(written(length)).toEqual(encoder.encode(text))
      }),
      { numRuns: 2000 },
    )
  })

  it('stops before the first character that does not fit and touches nothing behind', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 40 }), (text, capacity) => {
        U8.fill(0xaa, start - 8, start + 400)
        let expected = ''
        for (const character of text) {
          if (encoder.encode(expected + character).length > capacity) break
          expected += character
        }
        const length = writeText(text, start, capacity)
        expect(written(length)).toEqual(encoder.encode(expected))
        expect(U8.subarray(start - 8, start).every((byte) => byte === 0xaa)).toBe(true)
        expect(U8.subarray(start + length, start + 400).every((byte) => byte === 0xaa)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['\ud83d', 'ef bf bd'],
    ['\ude00', 'ef bf bd'],
    ['\ud83dx', 'ef bf bd 78'],
    ['\ud83d\ud83d\ude00', 'ef bf bd f0 9f 98 80'],
    ['\0', '00'],
    ['\u07ff\u0800', 'df bf e0 a0 80'],
    ['\uffff\u{10000}\u{10ffff}', 'ef bf bf f0 90 80 80 f4 8f bf bf'],
  ])('writes %j as %s', (text, hex) => {
    const length = writeText(text, start, 100)
    expect(Buffer.from(written(length)).toString('hex')).toBe(hex.replaceAll(' ', ''))
  })

  it('writes nothing into no room', () => {
    expect(writeText('a', start, 0)).toBe(0)
    expect(writeText('😀', start, 3)).toBe(0)
    expect(writeText('', start, 3)).toBe(0)
    expect(U8.every((byte) => byte === 0)).toBe(true)
  })
})

describe('readText', () => {
  it('reads whatever writeText wrote of well-formed text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
        expect(readText(start, writeText(text, start, 2000))).toBe(text)
      }),
      { numRuns: 1000 },
    )
  })

  it('reads any bytes as TextDecoder does', () => {
    // Mostly bytes that begin or continue a sequence: plain random bytes seldom get past the second.
    const byte = fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.integer({ min: 0x80, max: 0xbf }),
      fc.constantFrom(0x41, 0x7f, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff),
    )
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 40 }), (bytes) => {
        // What stands behind the text must not complete it.
        U8.fill(0x80, start, start + 100)
        U8.set(bytes, start)
        expect(readText(start, bytes.length)).toBe(decoder.decode(Uint8Array.from(bytes)))
      }),
      { numRuns: 20_000 },
    )
  })

  it('reads every pair of bytes, alone and continued, as TextDecoder does', () => {
    for (let first = 0x78; first < 256; first++) {
      for (let second = 0x78; second < 256; second++) {
        for (const rest of [[], [0x80], [0x80, 0x80], [0x41, 0x80]]) {
          const bytes = [first, second, ...rest]
          U8.set(bytes, start)
          const text = readText(start, bytes.length)
          if (text !== decoder.decode(Uint8Array.from(bytes))) expect.fail(`differs on ${bytes.join(' ')}`)
        }
      }
    }
  })

  it('reads runs of ASCII of every length, broken anywhere', () => {
    for (let length = 0; length < 30; length++) {
      const ascii = 'abcdefghijklmnopqrstuvwxyz0123'.slice(0, length)
      expect(readText(start, writeText(ascii, start, 100))).toBe(ascii)
      for (let at = 0; at < length; at++) {
        const text = `${ascii.slice(0, at)}é${ascii.slice(at)}`
        expect(readText(start, writeText(text, start, 100))).toBe(text)
      }
    }
  })

  it('keeps a byte order mark', () => {
    U8.set([0xef, 0xbb, 0xbf, 0x41], start)
    expect(readText(start, 4)).toBe('\ufeffA')
  })
})
