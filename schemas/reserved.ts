/** Words that cannot be identifiers in a module (modules are always in strict mode). */
const keywords = [
  'arguments await break case catch class const continue debugger default delete do else enum eval export',
  'extends false finally for function if implements import in instanceof interface let new null package',
  'private protected public return static super switch this throw true try typeof var void while with yield',
]
  .join(' ')
  .split(' ')

/** Members of every object or class: a field of this name would replace them or not be seen. */
const objectMembers = [
  'constructor prototype hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf',
]
  .join(' ')
  .split(' ')

/** Lower-case globals whose meaning must not change inside the generated module. */
const lowerGlobals = 'globalThis undefined'.split(' ')

const reservedWords: ReadonlyMap<string, string> = new Map([
  ...keywords.map((word) => [word, 'a word of JavaScript'] as const),
  ...objectMembers.map((word) => [word, 'a member of every object'] as const),
  ...lowerGlobals.map((word) => [word, 'a global of JavaScript'] as const),
])

/** Why the word is reserved, or null. */
export function isReservedWord(word: string): string | null {
  return reservedWords.get(word) ?? null
}

/**
 * Globals and built-in types that the generated module uses or may use. A component of this name would
 * declare a class that shadows them.
 */
export const moduleGlobals: ReadonlySet<string> = new Set(
  [
    'Array ArrayBuffer ArrayBufferLike Atomics BigInt BigInt64Array BigUint64Array Boolean Buffer DataView Date Error',
    'EvalError FinalizationRegistry Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array',
    'Intl Iterable IterableIterator Iterator Generator JSON Map Math NaN Number Object Promise PromiseLike Proxy',
    'RangeError Readonly ReadonlyArray ReadonlyMap ReadonlySet Record Reflect RegExp Set SharedArrayBuffer',
    'String Symbol SyntaxError TextDecoder TextEncoder TypeError Uint16Array Uint32Array Uint8Array',
    'Uint8ClampedArray URL WeakMap WeakRef WeakSet WebAssembly Worker',
  ]
    .join(' ')
    .split(' '),
)

/** Names that Windows keeps for devices, with any extension: such a file cannot be created there. */
export const deviceNames: ReadonlySet<string> = new Set([
  'con',
  'prn',
  'aux',
  'nul',
  ...Array.from({ length: 9 }, (_, index) => `com${index + 1}`),
  ...Array.from({ length: 9 }, (_, index) => `lpt${index + 1}`),
])
