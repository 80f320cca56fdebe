import { U8 } from './sample.ts'

/**
 * Writes text as UTF-8 (RFC 3629) from an absolute byte on, at most `capacity` bytes, and returns how many.
 * Stops before the first character that does not fit, so that none is split. A surrogate without its other
 * half becomes U+FFFD. TextEncoder is no help: browsers refuse to write into shared memory with it.
 */
export function writeText(text: string, byte: number, capacity: number): number {
  const end = byte + capacity
  let at = byte
  for (let index = 0; index < text.length; index++) {
    let point = text.charCodeAt(index)
    if (point < 0x80) {
      if (at === end) break
      U8[at++] = point
      continue
    }
    if ((point & 0xf800) === 0xd800) {
      const low = point < 0xdc00 ? text.charCodeAt(index + 1) : 0
      if ((low & 0xfc00) === 0xdc00) {
        point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00)
        index++
      } else {
        point = 0xfffd
      }
    }
    const size = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
    if (at + size > end) break
    U8[at] = size === 2 ? 0xc0 | (point >>> 6) : size === 3 ? 0xe0 | (point >>> 12) : 0xf0 | (point >>> 18)
    for (let rest = size - 1; rest > 0; rest--) {
      U8[at + size - rest] = 0x80 | ((point >>> (6 * (rest - 1))) & 0x3f)
    }
    at += size
  }
  return at - byte
}

/**
 * Reads `length` bytes of UTF-8 from an absolute byte on. What is no valid sequence becomes U+FFFD, by maximal
 * subparts as the WHATWG decoder does it (Encoding Standard, section 8.1.1); a byte order mark stays. Nothing
 * throws, whatever the bytes. TextDecoder refuses shared memory, too, and a copy for it costs more than this
 * loop up to some 40 bytes.
 */
export function readText(byte: number, length: number): string {
  const end = byte + length
  let text = ''
  let at = byte
  while (at < end) {
    const lead = U8[at++]!
    if (lead < 0x80) {
      // Eight characters in one call: a call for each took three times as long.
      if (at + 7 <= end) {
        const b = U8[at]!
        const c = U8[at + 1]!
        const d = U8[at + 2]!
        const e = U8[at + 3]!
        const f = U8[at + 4]!
        const g = U8[at + 5]!
        const h = U8[at + 6]!
        if ((b | c | d | e | f | g | h) < 0x80) {
          text += String.fromCharCode(lead, b, c, d, e, f, g, h)
          at += 7
          continue
        }
      }
      text += String.fromCharCode(lead)
      continue
    }
    const following =
      lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2 : lead >= 0xf0 && lead < 0xf5 ? 3 : 0
    let point = following === 0 ? 0xfffd : lead & (0x3f >>> following)
    for (let rest = following; rest > 0; rest--) {
      const next = at < end ? U8[at]! : 0
      // The second byte decides over overlong forms, surrogates and what lies beyond U+10FFFF.
      const lowest = rest !== following ? 0x80 : lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
      const highest = rest !== following ? 0xbf : lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
      if (next < lowest || next > highest) {
        point = 0xfffd
        break
      }
      point = (point << 6) | (next & 0x3f)
      at++
    }
    text += String.fromCodePoint(point)
  }
  return text
}
