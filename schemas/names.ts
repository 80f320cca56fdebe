import { z } from 'zod'
import type { Problem, SchemaPath } from '../generator/diagnostic/diagnostic.ts'
import { limits } from './limits.ts'
import { judged, type Refusal, refuse } from './refusal.ts'
import { deviceNames, isReservedWord, moduleGlobals } from './reserved.ts'
import { quote } from './words.ts'

/** Whose name it is; each kind has its own grammar. */
export type NameKind = 'cluster' | 'component' | 'field' | 'archetype' | 'world' | 'node' | 'member'

interface Grammar {
  readonly pattern: RegExp
  readonly what: string
  readonly form: string
}

const lower = 'has to start with a lower-case letter and continue with letters and digits'

/**
 * ASCII only. Every name starts with a letter, so no name is integer-like: JavaScript moves integer-like keys
 * to the front of an object, and the order of fields is their order in memory.
 */
export const grammars: Readonly<Record<NameKind, Grammar>> = {
  cluster: {
    pattern: /^[a-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/,
    what: 'cluster name',
    form: 'has to start with a lower-case letter and continue with letters, digits and single hyphens',
  },
  component: {
    pattern: /^[A-Z][A-Za-z0-9]*$/,
    what: 'component name',
    form: 'has to start with a capital letter and continue with letters and digits',
  },
  field: { pattern: /^[a-z][A-Za-z0-9]*$/, what: 'field name', form: lower },
  archetype: { pattern: /^[a-z][A-Za-z0-9]*$/, what: 'archetype name', form: lower },
  world: { pattern: /^[a-z][A-Za-z0-9]*$/, what: 'world name', form: lower },
  node: { pattern: /^[a-z][A-Za-z0-9]*$/, what: 'node name', form: lower },
  member: {
    pattern: /^[A-Za-z][A-Za-z0-9_]*$/,
    what: 'member name',
    form: 'has to start with a letter and continue with letters, digits and underscores',
  },
}

/** What is wrong with `name` as a name of this kind, or null. */
export function judgeName(kind: NameKind, name: string): Refusal | null {
  const { pattern, what, form } = grammars[kind]
  if (name === '__proto__') {
    return refuse(
      'ECS202',
      `the ${what} "__proto__" is reserved: it would replace the prototype of an object`,
    )
  }
  if (name.length > limits.nameCharacters) {
    const most = `at most ${limits.nameCharacters}`
    return refuse('ECS203', `the ${what} ${quote(name)} has ${name.length} characters, ${most} are allowed`)
  }
  if (!pattern.test(name)) {
    const suggestion = suggestName(kind, name)
    const hint = suggestion === null ? null : `for instance ${quote(suggestion)}`
    return refuse('ECS201', `the ${what} ${quote(name)} ${form}`, hint)
  }
  const reason = reservedReason(kind, name)
  return reason === null ? null : refuse('ECS202', `the ${what} ${quote(name)} is reserved: it is ${reason}`)
}

function reservedReason(kind: NameKind, name: string): string | null {
  // The cluster's name is the stem of a file and otherwise only text.
  if (kind === 'cluster') return deviceNames.has(name.toLowerCase()) ? 'a device on Windows' : null
  if (kind === 'component' && moduleGlobals.has(name)) return 'a global that the generated module uses'
  return isReservedWord(name)
}

/** The nearest well-formed name: joins words in camel case, drops what no name may contain. */
function suggestName(kind: NameKind, name: string): string | null {
  if (!/^[\w\s./:-]*$/.test(name)) return null
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
  const joined = words
    .map((word, index) => (index === 0 ? word : word[0]!.toUpperCase() + word.slice(1)))
    .join('')
    .replace(/^[0-9]+/, '')
  if (joined === '') return null
  const first = kind === 'component' ? joined[0]!.toUpperCase() : joined[0]!.toLowerCase()
  const suggestion = (kind === 'member' ? joined[0]! : first) + joined.slice(1)
  return grammars[kind].pattern.test(suggestion) && reservedReason(kind, suggestion) === null
    ? suggestion
    : null
}

/** A text that is a name of this kind. */
export function nameInput(kind: NameKind, description: string) {
  const judge = (value: unknown): Refusal[] => {
    const refusal = typeof value === 'string' ? judgeName(kind, value) : null
    return refusal === null ? [] : [refusal]
  }
  return judged(z.string(), judge).meta({ description, ...nameJsonSchema(kind) })
}

/** The part of a name's rules that JSON Schema can say. */
export function nameJsonSchema(kind: NameKind): { readonly pattern: string; readonly maxLength: number } {
  return { pattern: grammars[kind].pattern.source, maxLength: limits.nameCharacters }
}

/**
 * Every identifier that the generated module declares in one scope, with its owner. A clash is reported with
 * both owners and never solved by renaming: a renamed accessor would surprise whoever reads the output.
 */
export class NameRegistry {
  readonly #owners = new Map<string, string>()

  /** Claims `name` for `what` (such as `component Position`); a problem when someone else has it. */
  claim(name: string, what: string, path: SchemaPath): Problem | null {
    const owner = this.#owners.get(name)
    if (owner === undefined) {
      this.#owners.set(name, what)
      return null
    }
    return {
      code: 'ECS601',
      severity: 'error',
      path,
      at: 'key',
      message: `${what} needs the name ${quote(name)} in the generated module, which ${owner} has already`,
      hint: 'rename one of the two',
    }
  }

  /** Whether anybody has the name. */
  has(name: string): boolean {
    return this.#owners.has(name)
  }
}
