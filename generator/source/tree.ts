import type { Node } from 'jsonc-parser'
import { quote } from '../../schemas/words.ts'
import type { SchemaPath } from '../diagnostic/diagnostic.ts'
import type { TextError } from './syntax.ts'

/** A stretch of the text. */
export interface Stretch {
  readonly offset: number
  readonly length: number
}

/**
 * The plain value of a tree. Objects have no prototype, so that no key means anything to JavaScript; keys
 * that JSON readers lose silently (`__proto__`, the second of two) are errors. Recursion is safe: the depth
 * was limited before the tree was made.
 */
export function plainValue(node: Node, errors: TextError[], path: SchemaPath = []): unknown {
  if (node.type === 'array')
    return (node.children ?? []).map((child, index) => plainValue(child, errors, [...path, index]))
  if (node.type !== 'object') return node.value as unknown
  const value: Record<string, unknown> = Object.create(null)
  for (const property of node.children ?? []) {
    const [key, child] = property.children ?? []
    if (key === undefined || child === undefined) continue
    const name = String(key.value)
    const keyPath = [...path, name]
    const place = { offset: key.offset, length: key.length, path: keyPath }
    if (name === '__proto__') {
      const message = 'the key "__proto__" is reserved: it would replace the prototype of an object'
      errors.push({ code: 'ECS202', ...place, message, hint: null })
      continue
    }
    if (Object.hasOwn(value, name)) {
      const message = `the key ${quote(name)} appears twice in one object`
      errors.push({ code: 'ECS102', ...place, message, hint: 'remove one of the two' })
      continue
    }
    value[name] = plainValue(child, errors, keyPath)
  }
  return value
}

interface Member {
  readonly key: Node | null
  readonly value: Node
}

/** Finds the text of a path. Members are indexed on first use: schemas have thousands of problems at worst. */
export class TreeIndex {
  readonly #root: Node
  readonly #members = new Map<Node, ReadonlyMap<string | number, Member>>()

  constructor(root: Node) {
    this.#root = root
  }

  /**
   * The text of the key or value at `path`. Where the path leads to something that is not there (a missing
   * key), the nearest object around it stands in: its key, or its opening brace.
   */
  find(path: SchemaPath, at: 'key' | 'value'): Stretch {
    let found: Member = { key: null, value: this.#root }
    for (const step of path) {
      const next = this.#membersOf(found.value).get(step)
      if (next === undefined) return found.key ?? { offset: found.value.offset, length: 1 }
      found = next
    }
    return at === 'key' ? (found.key ?? { offset: found.value.offset, length: 1 }) : found.value
  }

  #membersOf(node: Node): ReadonlyMap<string | number, Member> {
    const known = this.#members.get(node)
    if (known !== undefined) return known
    const members = new Map<string | number, Member>()
    for (const [index, child] of (node.children ?? []).entries()) {
      if (node.type === 'array') members.set(index, { key: null, value: child })
      if (node.type !== 'object') continue
      const [key, value] = child.children ?? []
      // The first of two equal keys is the one whose value was kept.
      if (key === undefined || value === undefined || members.has(String(key.value))) continue
      members.set(String(key.value), { key, value })
    }
    this.#members.set(node, members)
    return members
  }
}
