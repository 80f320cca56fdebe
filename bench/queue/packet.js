// What every subject of the queue bench carries: a 16-byte header and Position, Velocity, Rotation, Timer,
// 64 bytes. The header says "from world 0 to world 1, a full entity", as the generated module writes it. The
// values are multiples of a half, so that sums are exact in any order and are checked to the bit.

/** Must be what every consumer adds up, and what ring.cpp does: of the header, what a game reads. */
export function expectedSums(count) {
  let ids = 0
  let values = 0
  for (let index = 0; index < count; index++) {
    ids = (ids + index + (index & 0xffff) + 15) | 0
    // Ten lanes, each one more than the one before: equal lanes would be one vector store in C++.
    values += 10 * ((index & 1023) + 0.5) + 45 + index * 0.5
  }
  return { ids, values }
}
