import { type Quat, U16, U32 } from './sample-views.ts'

/**
 * A rotation by its smallest three components (Glenn Fiedler, Gaffer on Games, "Snapshot Compression"): of a unit
 * quaternion the largest component follows from the others, and it is positive in one of q and -q, which are the
 * same rotation. The others lie within the square root of a half, and are stored as signed codes of `bits` bits;
 * unlike there, a code of 0 is exactly 0, so that no rotation stays none and quarter turns stay quarter turns.
 * Returns the code of the square root of a half.
 */
function largestCode(bits: number): number {
  return (1 << (bits - 1)) - 1
}

/** Number of the component that is left out. Of equal ones the first: which one makes no difference. */
function largestLane(x: number, y: number, z: number, w: number): number {
  const ofFirst = Math.abs(y) > Math.abs(x) ? 1 : 0
  const ofLast = Math.abs(w) > Math.abs(z) ? 3 : 2
  const first = Math.max(Math.abs(x), Math.abs(y))
  return Math.max(Math.abs(z), Math.abs(w)) > first ? ofLast : ofFirst
}

/**
 * What makes codes of components that were divided by the largest one: that has made the largest one positive
 * already, whatever the length. A NaN for what has no direction: zero, or something with a NaN.
 */
function codesPerRatio(a: number, b: number, c: number, bits: number): number {
  return (largestCode(bits) * Math.SQRT2) / Math.sqrt(1 + a * a + b * b + c * c)
}

/** Reads a rotation into `into`: `lane` is the number of the largest component. */
function restoreQuat(
  into: Quat,
  lane: number,
  codeA: number,
  codeB: number,
  codeC: number,
  bits: number,
): void {
  const step = Math.SQRT1_2 / largestCode(bits)
  const a = codeA * step
  const b = codeB * step
  const c = codeC * step
  // Never of a negative number: three codes of a rotation are shorter than 1.
  const largest = Math.sqrt(1 - a * a - b * b - c * c)
  into.x = lane === 0 ? largest : a
  into.y = lane === 0 ? a : lane === 1 ? largest : b
  into.z = lane === 3 ? c : lane === 2 ? largest : b
  into.w = lane === 3 ? largest : c
}

/** Whether three codes leave something for the largest component. */
function isRotation(codeA: number, codeB: number, codeC: number, bits: number): boolean {
  const most = largestCode(bits)
  return codeA * codeA + codeB * codeB + codeC * codeC < 2 * most * most
}

/** One word: two bits with the number of the largest component, then the codes of the others. */
export function storeQuat32(word: number, x: number, y: number, z: number, w: number, bits: number): void {
  const lane = largestLane(x, y, z, w)
  const largest = lane === 0 ? x : lane === 1 ? y : lane === 2 ? z : w
  const a = (lane === 0 ? y : x) / largest
  const b = (lane < 2 ? z : y) / largest
  const c = (lane < 3 ? w : z) / largest
  const scale = codesPerRatio(a, b, c, bits)
  const mask = (1 << bits) - 1
  U32[word] =
    (scale > 0 ? lane : 3) |
    ((Math.round(a * scale) & mask) << 2) |
    ((Math.round(b * scale) & mask) << (2 + bits)) |
    ((Math.round(c * scale) & mask) << (2 + 2 * bits))
}

export function loadQuat32(word: number, into: Quat, bits: number): void {
  const code = U32[word]!
  const unused = 32 - bits
  restoreQuat(
    into,
    code & 3,
    (code << (unused - 2)) >> unused,
    (code << (unused - 2 - bits)) >> unused,
    (code << (unused - 2 - 2 * bits)) >> unused,
    bits,
  )
}

/** Whether a foreign word is one that is stored here. */
export function isQuat32(word: number, bits: number): boolean {
  const code = U32[word]!
  const unused = 32 - bits
  const codeA = (code << (unused - 2)) >> unused
  const codeB = (code << (unused - 2 - bits)) >> unused
  const codeC = (code << (unused - 2 - 2 * bits)) >> unused
  return code < 2 ** (2 + 3 * bits) && isRotation(codeA, codeB, codeC, bits)
}

/** Three halves: a code in each, and in the highest bits of the first two the number of the largest component. */
export function storeQuat48(half: number, x: number, y: number, z: number, w: number, bits: number): void {
  const lane = largestLane(x, y, z, w)
  const largest = lane === 0 ? x : lane === 1 ? y : lane === 2 ? z : w
  const a = (lane === 0 ? y : x) / largest
  const b = (lane < 2 ? z : y) / largest
  const c = (lane < 3 ? w : z) / largest
  const scale = codesPerRatio(a, b, c, bits)
  const mask = (1 << bits) - 1
  const shown = scale > 0 ? lane : 3
  U16[half] = ((shown & 1) << 15) | (Math.round(a * scale) & mask)
  U16[half + 1] = ((shown >>> 1) << 15) | (Math.round(b * scale) & mask)
  U16[half + 2] = Math.round(c * scale) & mask
}

export function loadQuat48(half: number, into: Quat, bits: number): void {
  const first = U16[half]!
  const second = U16[half + 1]!
  const unused = 32 - bits
  restoreQuat(
    into,
    (first >>> 15) | ((second >>> 15) << 1),
    (first << unused) >> unused,
    (second << unused) >> unused,
    (U16[half + 2]! << unused) >> unused,
    bits,
  )
}

/** Whether three foreign halves are such as are stored here. */
export function isQuat48(half: number, bits: number): boolean {
  const first = U16[half]! & 0x7fff
  const second = U16[half + 1]! & 0x7fff
  const third = U16[half + 2]!
  const unused = 32 - bits
  const codeA = (first << unused) >> unused
  const codeB = (second << unused) >> unused
  const codeC = (third << unused) >> unused
  return (first | second | third) >>> bits === 0 && isRotation(codeA, codeB, codeC, bits)
}
