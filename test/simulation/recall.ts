/**
 * Notes the state of all that can be reached from some values, and gives a function that brings it back. What
 * comes to be later is forgotten together with what refers to it. Throws for objects that keep their state where nobody
 * can look, and when one has got or lost a member.
 */
export function recallOf(roots: readonly unknown[]): () => void {
  const seen = new Set<object>()
  const recalls: (() => void)[] = []
  const open = [...roots]
  while (open.length > 0) {
    const value = open.pop()
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value))
      continue
    seen.add(value)
    const recall = recallOne(value, open)
    if (recall !== null) recalls.push(recall)
  }
  return () => {
    for (const recall of recalls) recall()
  }
}

function recallOne(value: object, open: unknown[]): (() => void) | null {
  if (ArrayBuffer.isView(value)) {
    open.push(value.buffer)
    return null
  }
  if (value instanceof ArrayBuffer) {
    const bytes = new Uint8Array(value)
    const before = bytes.slice()
    return () => bytes.set(before)
  }
  if (Array.isArray(value)) {
    const before = value.slice()
    open.push(...before)
    return () => {
      value.length = before.length
      for (let at = 0; at < before.length; at++) value[at] = before[at]
    }
  }
  if (typeof value === 'object' && isOpaque(value)) throw new Error(`nobody can look into ${value}`)
  const record = value as Record<string, unknown>
  // Of a class these are its static fields; its methods nobody changes.
  const names = Object.keys(record)
  if (typeof value === 'function' && names.length === 0) return null
  const before = names.map((name) => record[name])
  open.push(...before)
  return () => {
    if (Object.keys(record).length !== names.length)
      throw new Error(`${names} are no longer all of an object`)
    for (let at = 0; at < names.length; at++) {
      const name = names[at]!
      if (record[name] !== before[at]) record[name] = before[at]
    }
  }
}

/** Of the engine's own kinds, such as maps. */
function isOpaque(value: object): boolean {
  const { constructor: kind } = value
  return kind !== Object && Function.prototype.toString.call(kind).includes('[native code]')
}
