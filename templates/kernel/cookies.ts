import { hash, timingSafeEqual } from 'node:crypto'
import type { DatagramAddress } from './datagram-transport.ts'
import { COOKIE_WORDS } from './datagram-wire.ts'

/** A cookie holds for this long and up to twice as long. */
const COOKIE_LIFETIME_MS = 10_000

/** Two for each byte. */
const SECRET_DIGITS = 64

/**
 * What only somebody gets who receives at the address that they send from: a hash of address and time under a secret,
 * so that nothing has to be kept until it comes back (RFC 9000, section 8.1). Half of a SHA-256 over secret and text is
 * as good as an HMAC here, since nobody can go on from what they see of it, and takes a third of its time.
 */
export class Cookies {
  private readonly secret: string

  constructor(entropy: (bytes: Uint8Array) => void) {
    const bytes = new Uint8Array(SECRET_DIGITS / 2)
    entropy(bytes)
    this.secret = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  }

  write(words: Int32Array, at: number, address: DatagramAddress, dialerId: number, now: number): void {
    const period = Math.floor(now / COOKIE_LIFETIME_MS)
    bytesAt(words, at).set(this.make(address, dialerId, period))
  }

  isValid(words: Int32Array, at: number, address: DatagramAddress, dialerId: number, now: number): boolean {
    if (words[at] === 0 && words[at + 1] === 0) return false
    const given = bytesAt(words, at)
    const period = Math.floor(now / COOKIE_LIFETIME_MS)
    // It says itself of which of two periods it is: one hash for each that was made up, not two.
    const isOfThisOne = (given[0]! & 1) === (period & 1)
    return timingSafeEqual(given, this.make(address, dialerId, isOfThisOne ? period : period - 1))
  }

  private make({ address, port }: DatagramAddress, dialerId: number, period: number): Uint8Array {
    const digest = hash('sha256', `${this.secret} ${address} ${port} ${dialerId} ${period}`, 'buffer')
    const cookie = digest.subarray(0, COOKIE_WORDS * 4)
    cookie[0] = (cookie[0]! & 0xfe) | (period & 1)
    return cookie
  }
}

function bytesAt(words: Int32Array, at: number): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset + at * 4, COOKIE_WORDS * 4)
}
