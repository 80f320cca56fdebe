import { U8 } from './sample.ts'
import { U16 } from './sample-views.ts'
import { readText, writeText } from './utf8.ts'

/**
 * Stores text as a u16 byte count and UTF-8. Text that does not fit is cut after the last whole character
 * that does. The bytes behind it are zeroed, so that nothing of an earlier text stays.
 */
export function storeText(text: string, byte: number, capacity: number): void {
  const length = writeText(text, byte + 2, capacity)
  U16[byte >>> 1] = length
  U8.fill(0, byte + 2 + length, byte + 2 + capacity)
}

export function loadText(byte: number, capacity: number): string {
  return readText(byte + 2, Math.min(U16[byte >>> 1]!, capacity))
}

/** Stores bytes behind their u16 count. Throws a RangeError when there are more than `capacity`. */
export function storeBytes(bytes: Uint8Array, byte: number, capacity: number): void {
  if (bytes.length > capacity) throw new RangeError(`${bytes.length} bytes given, ${capacity} fit`)
  U16[byte >>> 1] = bytes.length
  U8.set(bytes, byte + 2)
  U8.fill(0, byte + 2 + bytes.length, byte + 2 + capacity)
}

export function loadBytes(byte: number, capacity: number): Uint8Array {
  return U8.slice(byte + 2, byte + 2 + Math.min(U16[byte >>> 1]!, capacity))
}
