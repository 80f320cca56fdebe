import { U32 } from './sample-views.ts'

/** Stores the low 64 bits of `value` at a word: the low half first, as every little-endian reader expects. */
export function storeInt64(word: number, value: bigint): void {
  U32[word] = Number(BigInt.asUintN(32, value))
  U32[word + 1] = Number(BigInt.asUintN(32, value >> 32n))
}

export function loadU64(word: number): bigint {
  return (BigInt(U32[word + 1]!) << 32n) | BigInt(U32[word]!)
}

export function loadI64(word: number): bigint {
  return BigInt.asIntN(64, loadU64(word))
}
