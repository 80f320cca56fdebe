/** Where a packet goes is the queue's matter for a generated module, not part of the entity. */
const ROUTE = ['source', 'target', 'flags', 'mask']

/** Throws unless what came out of a codec holds what went in. Components that are absent must stay absent. */
export function assertAgree(expected, actual, path) {
  if (typeof expected !== 'object') {
    if (!Object.is(expected, actual)) throw new Error(`${path}: ${expected} came back as ${actual}`)
    return
  }
  for (const key of Object.keys(expected)) {
    if (ROUTE.includes(key) && !(key in actual)) continue
    assertAgree(expected[key], actual[key], `${path}.${key}`)
  }
  if (Array.isArray(expected) && actual.length !== expected.length) {
    throw new Error(`${path}: ${expected.length} elements came back as ${actual.length}`)
  }
}

/** The components that a partial entity lacks. */
const ABSENT = ['velocity', 'rotation', 'owner', 'inventory']

export function assertAllAgree(expected, actual, shape) {
  for (let index = 0; index < expected.length; index++) {
    assertAgree(expected[index], actual[index], `entity ${index}`)
    if (shape === 'full') continue
    for (const name of ABSENT) {
      if (actual[index][name] != null) throw new Error(`entity ${index}: ${name} came from nowhere`)
    }
  }
}
