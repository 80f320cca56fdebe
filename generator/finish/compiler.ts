import { createRequire } from 'node:module'
import type { ts } from 'ts-morph'

let loaded: typeof ts | null = null

/**
 * The compiler that ts-morph carries, without ts-morph's own classes around it: those take as long to load
 * as the compiler itself, and nothing here uses them. Required, because an import would first search all
 * nine megabytes for exports.
 */
export function compiler(): typeof ts {
  loaded ??= load()
  return loaded
}

/** Where its text is: the build takes the parser out of it. */
export function compilerPath(): string {
  return createRequire(morphPath()).resolve('@ts-morph/common/dist/typescript.js')
}

function load(): typeof ts {
  const require = createRequire(import.meta.url)
  try {
    return require(compilerPath())
  } catch {
    // A version that keeps it elsewhere: slower, and the same.
    return require(morphPath()).ts
  }
}

function morphPath(): string {
  return createRequire(import.meta.url).resolve('ts-morph')
}
