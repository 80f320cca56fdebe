/**
 * Stands in for what the plan prints in front of the kernels, so that they are type-checked and unit-tested
 * where they stand: two worlds, one link, packets of 64 bytes. Never part of an output.
 */
export const MEMORY_BYTES = 65_536
export const MEMORY_WORDS = MEMORY_BYTES >>> 2
export const PACKET_WORDS = 16
export const SLOT_WORDS = 16
export const SLOT_WORDS_MPMC = 18
export const MASK_WORD = 3
export const FLAG_FULL = 1 << 18
export const FLAGS_OF_RETURN = 3 << 19
export const RUNNING_WORD = 1
export const SHARED_WAKE_WORD = 2

export const memory: SharedArrayBuffer = new SharedArrayBuffer(MEMORY_BYTES)
export const U8 = new Uint8Array(memory)
export const I32 = new Int32Array(memory)

/** The part of the generated class that queues and adapters rely on. */
export class EntityTransfer {
  word: number
  entity = 0
  generation = 0
  destroyOnArrive = false
  full = true
  isReturned = false
  isInDoubt = false

  constructor(word: number) {
    this.word = word
  }

  get isExpired(): boolean {
    return this.word >= MEMORY_WORDS
  }

  begin(header: number): this {
    const word = this.word
    I32[word] = 0
    I32[word + 1] = 0
    I32[word + 2] = header
    I32[word + MASK_WORD] = 0
    return this
  }
}

export function copyPacket(from: number, to: number): void {
  for (let offset = 0; offset < PACKET_WORDS; offset++) I32[to + offset] = I32[from + offset]!
}

export function keepCarried(word: number, carried: readonly number[]): void {
  I32[word + MASK_WORD]! &= carried[0]!
}
