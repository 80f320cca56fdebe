import { createHmac, timingSafeEqual } from 'node:crypto'
import type { DatagramAddress } from './datagram-transport.ts'
import { COOKIE_WORDS } from './datagram-wire.ts'

/** A cookie holds for this long and up to twice as long. */
const COOKIE_LIFETIME_MS = 10_000

/**
 * What only somebody gets who receives at the address that they send from: a hash of address and time under a secret,
 * so that nothing has to be kept until it comes back (RFC 9000, section 8.1).
 */
export class Cookies {
  private readonly secret: Uint8Array = new Uint8Array(32)

  constructor(entropy: (bytes: Uint8Array) => void) {
    entropy(this.secret)
  }

  write(words: Int32Array, at: number, address: DatagramAddress, dialerId: number, now: number): void {
    new Uint8Array(words.buffer, words.byteOffset + at * 4, COOKIE_WORDS * 4).set(
      this.make(address, dialerId, Math.floor(now / COOKIE_LIFETIME_MS)),
    )
  }

  isValid(words: Int32Array, at: number, address: DatagramAddress, dialerId: number, now: number): boolean {
    if (words[at] === 0 && words[at + 1] === 0) return false
    const given = new Uint8Array(words.buffer, words.byteOffset + at * 4, COOKIE_WORDS * 4)
    const period = Math.floor(now / COOKIE_LIFETIME_MS)
    return (
      timingSafeEqual(given, this.make(address, dialerId, period)) ||
      timingSafeEqual(given, this.make(address, dialerId, period - 1))
    )
  }

  private make({ address, port }: DatagramAddress, dialerId: number, period: number): Uint8Array {
    const text = `${address} ${port} ${dialerId} ${period}`
    return createHmac('sha256', this.secret)
      .update(text)
      .digest()
      .subarray(0, COOKIE_WORDS * 4)
  }
}
