import { SLOT_WORDS } from './sample.ts'
import {
  COMPONENT_ENDS,
  COMPONENT_STARTS,
  HEADER_WIRE_WORDS,
  MASK_WORDS,
  WIRE_WORDS,
} from './sample-cluster.ts'
import type { WireBuffer } from './wire-buffer.ts'

/**
 * By component: which bits of a packet's last two words belong to it when it ends with this component. On the
 * wire a packet is a multiple of 8 bytes; what a slot holds behind its end is of an earlier packet.
 */
const TAIL_MASKS: Int32Array = tailMasks()

/** The mask of a packet that has every component: its bytes on the wire are those of its slot. */
const WHOLE_MASK: Int32Array = wholeMask()

/** Shorter runs of whole packets are copied word by word: a copy in one piece costs as much as some packets. */
export const RUN_MIN = 8

function wholeMask(): Int32Array {
  const mask = new Int32Array(MASK_WORDS)
  for (let id = 0; id < WIRE_WORDS.length; id++) mask[id >>> 5]! |= 1 << (id & 31)
  return mask
}

/** Whether a link with this mask of components carries all of them. */
export function carriesWhole(carried: readonly number[]): boolean {
  return WHOLE_MASK.every((mask, index) => (mask & ~carried[index]!) === 0)
}

/** Whether the packet at `at` has every component. */
export function isWhole(words: Int32Array, at: number): boolean {
  for (let index = 0; index < MASK_WORDS; index++) {
    if (words[at + 3 + index] !== WHOLE_MASK[index]) return false
  }
  return true
}

/** How many whole packets stand one behind the other from the word `at` on, at most `limit`. */
export function countWhole(words: Int32Array, at: number, limit: number): number {
  let count = 0
  while (count < limit && isWhole(words, at + count * SLOT_WORDS)) count++
  return count
}

function tailMasks(): Int32Array {
  const masks = new Int32Array(COMPONENT_ENDS.length * 2)
  const bytes = new Uint8Array(masks.buffer)
  for (let id = 0; id < COMPONENT_ENDS.length; id++) {
    const used = COMPONENT_ENDS[id]! - WIRE_WORDS[id]! * 4 + 8
    bytes.fill(0xff, id * 8, id * 8 + used)
  }
  return masks
}

/**
 * Zeroes what a packet of `size` words at `at` does not own: components that it lacks and the bytes behind its
 * end. So nothing of an earlier packet leaves the process, and equal transfers are equal on the wire.
 */
export function cleanPacket(buffer: WireBuffer, at: number, size: number): void {
  const { words } = buffer
  let highest = -1
  let isFull = true
  for (let index = MASK_WORDS - 1; index >= 0; index--) {
    const mask = words[at + 3 + index]!
    if (highest < 0) {
      if (mask === 0) continue
      highest = index * 32 + 31 - Math.clz32(mask)
      // All bits below the highest are set in a number whose successor shares no bit with it.
      isFull = (mask & (mask + 1)) === 0
    } else if (mask !== -1) isFull = false
  }
  if (highest < 0) {
    for (let word = 3 + MASK_WORDS; word < HEADER_WIRE_WORDS; word++) words[at + word] = 0
    return
  }
  words[at + size - 2]! &= TAIL_MASKS[highest * 2]!
  words[at + size - 1]! &= TAIL_MASKS[highest * 2 + 1]!
  if (!isFull) clearAbsent(buffer, at, highest)
}

function clearAbsent({ bytes, words }: WireBuffer, at: number, highest: number): void {
  const start = at << 2
  for (let id = 0; id < highest; id++) {
    if ((words[at + 3 + (id >>> 5)]! & (1 << (id & 31))) !== 0) continue
    bytes.fill(0, start + COMPONENT_STARTS[id]!, start + COMPONENT_ENDS[id]!)
  }
}
