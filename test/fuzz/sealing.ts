// What a datagram of beta's was before it was sealed, and the seal for one that somebody with the key has made.
import type { Internals } from './fuzzNode.ts'

/** None; that of an attacker who has no key and changes what is sealed; of one who has it, and seals what was changed. */
export const sealings = ['none', 'outside', 'inside'] as const
export type Sealing = (typeof sealings)[number]

/** What all nodes have. */
export const preSharedKeys = {
  keys: [{ epoch: 3, key: Uint8Array.from({ length: 32 }, (_, index) => index * 5) }],
  currentEpoch: 3,
}

const HELLO = 1
const ACKNOWLEDGEMENT = 6
const FROM_DIALER = 4
const sessionKinds = [5, 6, 7]
const SESSION_SEAL_BYTES = 17

type SealHandshake = (bytes: Uint8Array, length: number, isDialer: boolean) => number
type Session = (ends: object, isDialer: boolean) => Internals

/** Stands between alpha and beta with the key of both. */
export class Forger {
  /** What beta has sealed last, before it did. */
  content = new Uint8Array(0)
  private readonly gate: Internals
  private readonly sealHandshake: SealHandshake
  /** For each seal of alpha's, the one of the other end. */
  private readonly opposites = new WeakMap<object, Internals>()

  constructor(alpha: Internals, beta: Internals) {
    this.gate = alpha.core.gate
    const seals = beta.core.gate.seal
    const sealHandshake: SealHandshake = seals.sealHandshake.bind(seals)
    const session: Session = seals.session.bind(seals)
    this.sealHandshake = sealHandshake
    seals.sealHandshake = ((bytes, length, isDialer) => {
      this.content = bytes.slice(0, length)
      return sealHandshake(bytes, length, isDialer)
    }) satisfies SealHandshake
    seals.session = ((ends, isDialer) => {
      const made = session(ends, isDialer)
      const seal = made.seal.bind(made)
      made.seal = (bytes: Uint8Array, length: number): number => {
        this.content = bytes.slice(0, length)
        return seal(bytes, length)
      }
      return made
    }) satisfies Session
    this.watch(this.gate.seal, session)
  }

  /** Sealed so that alpha opens it. Where no stream of alpha's is meant, there is no key to seal it with. */
  seal(content: Uint8Array): Uint8Array {
    if (content.length < 16) return content
    const bytes = new Uint8Array(content.length + 64)
    bytes.set(content)
    const kind = bytes[0]!
    if (!sessionKinds.includes(kind)) {
      return bytes.subarray(0, this.sealHandshake(bytes, content.length, kind === HELLO))
    }
    const seal = this.opposites.get(this.streamOf(bytes)?.seal ?? this)
    const length = seal?.seal(bytes, content.length) ?? content.length + SESSION_SEAL_BYTES
    return bytes.subarray(0, length)
  }

  private streamOf(bytes: Uint8Array): Internals {
    const words = new DataView(bytes.buffer)
    const isFromDialer = bytes[0] === ACKNOWLEDGEMENT || (bytes[0] === 7 && (bytes[1]! & FROM_DIALER) !== 0)
    return isFromDialer
      ? this.gate.outlets.get(words.getInt32(12, true))
      : this.gate.intakes.get(words.getInt32(8, true))
  }

  private watch(seals: Internals, sessionOfOther: Session): void {
    const session: Session = seals.session.bind(seals)
    seals.session = ((ends, isDialer) => {
      const made = session(ends, isDialer)
      this.opposites.set(made, sessionOfOther(ends, !isDialer))
      return made
    }) satisfies Session
  }
}
